package dev.sluice.gateway.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** What is deployed, once it is built: run after packaging, so not named a test. */
class ZipCheck {
    private static final long MOST_BYTES = 16_000_000;

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
                    .noneMatch(name -> name.startsWith("picocli-"));
        }
    }

    /** Whoever reaches the function's code finds nothing there that makes keys or gives credit. */
    @Test
    void itHoldsNothingThatAnOperatorTypes() throws IOException {
        try (FileSystem zip = open("gateway.zip");
                Stream<Path> files = Files.walk(zip.getPath("/"))) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                assertThat(entries(jar))
                        .as(jar.toString())
                        .isNotEmpty()
                        .noneMatch(
                                name ->
                                        name.startsWith("picocli/")
                                                || name.matches(
                                                        "dev/sluice/(operator|deploy|devkit|bench)/.*"));
            }
        }
    }

    private static List<String> entries(Path jar) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    private static FileSystem open(String zip) throws IOException {
        return FileSystems.newFileSystem(path(zip), Map.of("enablePosixFileAttributes", "true"));
    }

    private static Path path(String zip) {
        return Path.of("../../target", zip);
    }
}
