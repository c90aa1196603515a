package dev.sluice.gateway.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OneJarTest {
    private static final String SERVICE = "META-INF/services/java.net.spi.Some";

    @TempDir private Path place;
    private Path folder;
    private Path one;

    @BeforeEach
    void makesAFolder() throws IOException {
        folder = Files.createDirectories(place.resolve("lib"));
        one = place.resolve("one.jar");
    }

    @Test
    void keepsClassesAndResourcesUnderTheirNames() throws IOException {
        jar("a.jar", Map.of(), "a/A.class", "a/text.json", "mime.types");
        jar("b.jar", Map.of(), "b/B.class");

        OneJar.write(folder, one);

        assertThat(text("a/A.class")).isEqualTo("a.jar:a/A.class");
        assertThat(text("a/text.json")).isEqualTo("a.jar:a/text.json");
        assertThat(text("mime.types")).isEqualTo("a.jar:mime.types");
        assertThat(text("b/B.class")).isEqualTo("b.jar:b/B.class");
    }

    @Test
    void keepsEachJarsLicenceNoticeAndManifestUnderItsName() throws IOException {
        Map<String, String> stated = Map.of("Bundle-License", "Apache-2.0");
        jar("a.jar", stated, "META-INF/LICENSE", "META-INF/NOTICE.txt");
        jar("b.jar", Map.of(), "META-INF/LICENSE", "META-INF/maven/b/pom.xml");

        OneJar.write(folder, one);

        assertThat(text("META-INF/jars/a.jar/LICENSE")).isEqualTo("a.jar:META-INF/LICENSE");
        assertThat(text("META-INF/jars/a.jar/NOTICE.txt")).isEqualTo("a.jar:META-INF/NOTICE.txt");
        assertThat(text("META-INF/jars/a.jar/MANIFEST.MF")).contains("Bundle-License: Apache-2.0");
        assertThat(text("META-INF/jars/b.jar/LICENSE")).isEqualTo("b.jar:META-INF/LICENSE");
        assertThat(text("META-INF/jars/b.jar/maven/b/pom.xml")).startsWith("b.jar:");
    }

    @Test
    void joinsTheProvidersOfAServiceEachOnItsOwnLine() throws IOException {
        jar("a.jar", Map.of(), SERVICE);
        jar("b.jar", Map.of(), SERVICE);

        OneJar.write(folder, one);

        assertThat(text(SERVICE).lines()).containsExactly("a.jar:" + SERVICE, "b.jar:" + SERVICE);
    }

    @Test
    void refusesANameThatTwoJarsHave() throws IOException {
        jar("a.jar", Map.of(), "x/X.class");
        jar("b.jar", Map.of(), "x/X.class");

        assertThatThrownBy(() -> OneJar.write(folder, one))
                .isInstanceOf(IOException.class)
                .hasMessage("x/X.class is in a.jar and in b.jar");
    }

    @Test
    void keepsClassesForLaterVersionsOfJavaOnlyWhereTheyWereInUse() throws IOException {
        jar("a.jar", Map.of("Multi-Release", "true"), "META-INF/versions/11/a/A.class");
        jar("b.jar", Map.of(), "META-INF/versions/11/b/B.class");

        OneJar.write(folder, one);

        assertThat(manifest().getMainAttributes().getValue("Multi-Release")).isEqualTo("true");
        try (JarFile file = new JarFile(one.toFile())) {
            assertThat(file.getEntry("META-INF/versions/11/a/A.class")).isNotNull();
            assertThat(file.getEntry("META-INF/versions/11/b/B.class")).isNull();
        }
    }

    @Test
    void leavesOutWhatMakesAModuleOfOneJar() throws IOException {
        jar(
                "a.jar",
                Map.of("Multi-Release", "true"),
                "module-info.class",
                "META-INF/versions/9/module-info.class",
                "a/A.class");

        OneJar.write(folder, one);

        try (JarFile file = new JarFile(one.toFile())) {
            assertThat(file.stream().map(ZipEntry::getName))
                    .noneMatch(name -> name.endsWith("module-info.class"));
        }
    }

    @Test
    void thePackagesOfAJarSayItsVersionAndNoOthersDo() throws IOException {
        jar("a.jar", Map.of("Implementation-Version", "1.2.3"), "a/b/A.class");
        jar("b.jar", Map.of(), "b/B.class");

        OneJar.write(folder, one);

        assertThat(manifest().getAttributes("a/b/").getValue("Implementation-Version"))
                .isEqualTo("1.2.3");
        assertThat(manifest().getAttributes("b/")).isNull();
        assertThat(manifest().getMainAttributes().getValue("Implementation-Version")).isNull();
    }

    @Test
    void isTheSameByteForByteForTheSameJars() throws IOException {
        jar("a.jar", Map.of("Implementation-Version", "1"), "a/A.class", SERVICE);
        Path again = place.resolve("again.jar");

        OneJar.write(folder, one);
        OneJar.write(folder, again);

        assertThat(Arrays.mismatch(Files.readAllBytes(one), Files.readAllBytes(again)))
                .isNegative();
    }

    /** Each entry's content is its jar's and its own name. */
    private void jar(String name, Map<String, String> stated, String... entries)
            throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        stated.forEach(manifest.getMainAttributes()::putValue);
        try (JarOutputStream out =
                new JarOutputStream(Files.newOutputStream(folder.resolve(name)), manifest)) {
            for (String entry : entries) {
                out.putNextEntry(new ZipEntry(entry));
                out.write((name + ':' + entry).getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
    }

    private String text(String entry) throws IOException {
        try (JarFile file = new JarFile(one.toFile())) {
            byte[] bytes = file.getInputStream(file.getEntry(entry)).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private Manifest manifest() throws IOException {
        try (JarFile file = new JarFile(one.toFile())) {
            return file.getManifest();
        }
    }
}
