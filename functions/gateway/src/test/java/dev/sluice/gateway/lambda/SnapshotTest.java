package dev.sluice.gateway.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.catalog.CatalogLoader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class SnapshotTest {

    @Test
    void rehearsesTheWholeWay() throws Exception {
        Rehearsal.run(CatalogLoader.bundled()); // throws where an answer is not as it should be
    }

    @Test
    void leavesNoConnectionOpen() throws Exception {
        Path files = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(Files.isDirectory(files), "needs Linux's /proc");
        Rehearsal.run(CatalogLoader.bundled());
        long before = sockets(files);
        Rehearsal.run(CatalogLoader.bundled());
        assertThat(sockets(files)).isLessThanOrEqualTo(before);
    }

    private static long sockets(Path files) throws IOException {
        long count = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(files)) {
            for (Path file : open) {
                count += isSocket(file) ? 1 : 0;
            }
        }
        return count;
    }

    private static boolean isSocket(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }
}
