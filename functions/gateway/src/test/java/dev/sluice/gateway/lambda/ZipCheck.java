package dev.sluice.gateway.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is deployed, once it is built: run after packaging, so not named a test. */
class ZipCheck {
    private static final long MOST_BYTES = 20_000_000;

    @Test
    void theWrapperIsThereAndExecutable() throws IOException {
        try (FileSystem zip = open("gateway.zip")) {
            for (String script : List.of("/bootstrap-stream", "/bootstrap-server")) {
                assertThat(Files.getPosixFilePermissions(zip.getPath(script)))
                        .as(script)
                        .contains(
                                PosixFilePermission.OWNER_EXECUTE,
                                PosixFilePermission.OTHERS_EXECUTE,
                                PosixFilePermission.OTHERS_READ);
            }
        }
    }

    @Test
    void itIsThinAndSmall() throws IOException {
        assertThat(path("gateway.zip"))
                .satisfies(zip -> assertThat(Files.size(zip)).isLessThan(MOST_BYTES));
        try (FileSystem zip = open("gateway.zip");
                Stream<Path> libraries = Files.list(zip.getPath("/lib"))) {
            List<String> names = libraries.map(file -> file.getFileName().toString()).toList();
            assertThat(names)
                    .allMatch(name -> name.endsWith(".jar"))
                    .anyMatch(name -> name.equals("sluice-gateway.jar"))
                    .anyMatch(name -> name.equals("sluice-wire.jar"))
                    .noneMatch(name -> name.startsWith("netty-") || name.startsWith("joda-"))
                    .noneMatch(name -> name.startsWith("helidon-") || name.startsWith("picocli-"));
        }
    }

    private static FileSystem open(String zip) throws IOException {
        return FileSystems.newFileSystem(path(zip), Map.of("enablePosixFileAttributes", "true"));
    }

    private static Path path(String zip) {
        return Path.of("../../target", zip);
    }
}
