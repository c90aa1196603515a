package dev.sluice.gateway.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.catalog.CatalogLoader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
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

    /** Each of these is seeded once a process: restored instances would all draw the same. */
    @Test
    void nothingDrawsFromASourceThatASnapshotCopies() throws IOException {
        for (String module : List.of("core", "wire", "aws", "lambda-stream")) {
            assertNoCopiedSource(Path.of("../../shared", module, "src/main/java"));
        }
        assertNoCopiedSource(Path.of("src/main/java"));
    }

    private static void assertNoCopiedSource(Path sources) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file))
                        .as(file.toString())
                        .doesNotContain(
                                "ThreadLocalRandom",
                                "Math.random",
                                "Collections.shuffle",
                                "new Random()",
                                "new SplittableRandom()");
            }
        }
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
