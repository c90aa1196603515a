package dev.sluice.gateway.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is deployed, as one jar: run after packaging, so not named a test. */
class OneJarCheck {
    @TempDir private Path place;

    @Test
    void noLibrarysLicenceOrNoticeIsLost() throws IOException {
        List<Path> jars = libraries();
        OneJar.write(place.resolve("lib"), place.resolve("one.jar"));

        try (JarFile one = new JarFile(place.resolve("one.jar").toFile())) {
            for (Path jar : jars) {
                for (String name : texts(jar)) {
                    String kept =
                            name.replace("META-INF/", "META-INF/jars/" + jar.getFileName() + '/');
                    assertThat(one.getEntry(kept)).as(kept).isNotNull();
                }
            }
        }
    }

    /** Licences, notices, and the manifest, which may name the licence alone. */
    private static List<String> texts(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile());
                Stream<String> names = file.stream().map(ZipEntry::getName)) {
            return names.filter(
                            name ->
                                    name.startsWith("META-INF/")
                                            && !name.startsWith("META-INF/versions/")
                                            && isText(name))
                    .toList();
        }
    }

    private static boolean isText(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1).toUpperCase(Locale.ROOT);
        return file.contains("LICEN") || file.contains("NOTICE") || name.endsWith("MANIFEST.MF");
    }

    private List<Path> libraries() throws IOException {
        Files.createDirectories(place.resolve("lib"));
        try (ZipFile zip = new ZipFile(Path.of("../../target/gateway.zip").toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().matches("lib/.*\\.jar")) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(in, place.resolve(entry.getName()));
                    }
                }
            }
        }
        try (Stream<Path> jars = Files.list(place.resolve("lib"))) {
            return jars.toList();
        }
    }
}
