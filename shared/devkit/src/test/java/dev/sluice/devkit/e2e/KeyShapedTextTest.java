package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** No tracked file holds text of the shape of a real key, not even in a test. */
class KeyShapedTextTest {

    /** Written so that this file does not match itself: a class of one letter stands in each. */
    private static final List<Pattern> SHAPES =
            List.of(
                    Pattern.compile("\\bs[k]-[A-Za-z0-9_-]{20,}"), // OpenAI, Anthropic, ours
                    Pattern.compile("tg[p]_v1_[A-Za-z0-9_-]{8,}"), // Together
                    Pattern.compile("apike[y]-[0-9a-f]{32}"), // Atlas Cloud
                    Pattern.compile("gs[k]_[A-Za-z0-9]{16,}"), // Groq
                    Pattern.compile("xa[i]-[A-Za-z0-9]{20,}"),
                    Pattern.compile("csk-[a-z0-9]{20,}"), // Cerebras
                    Pattern.compile("f[w]_[A-Za-z0-9]{20,}"), // Fireworks
                    Pattern.compile("\\b(?:AKI[A]|ASI[A])[0-9A-Z]{16}\\b"), // AWS
                    Pattern.compile("AIz[a][0-9A-Za-z_-]{30,}"), // Google
                    Pattern.compile("GOCSP[X]-[A-Za-z0-9_-]{20,}"),
                    Pattern.compile("gh[pousr]_[A-Za-z0-9]{30,}"), // GitHub
                    Pattern.compile(
                            "-----BEGIN (?:[A-Z]+ )?PRIVAT[E] KEY-----\\s+[A-Za-z0-9+/]{20}"));

    @Test
    void noTrackedFileHoldsAKey() throws Exception {
        List<String> found = new ArrayList<>();
        Path repository = Processes.repository();
        for (String file : tracked(repository)) {
            Path path = repository.resolve(file);
            if (Files.isRegularFile(path)) {
                keysIn(Files.readString(path, ISO_8859_1))
                        .forEach(place -> found.add(file + place));
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void theSettingsOfPeopleStayOut() throws Exception {
        assertThat(tracked(Processes.repository()))
                .noneMatch(file -> file.endsWith(".env") && !file.endsWith(".example.env"));
    }

    @Test
    void aKeyOfEachShapeIsFound() {
        String x = "x1".repeat(20);
        String hex = "0a".repeat(16);
        for (String key :
                List.of(
                        "s" + "k-" + x,
                        "s" + "k-sluice-" + x,
                        "tg" + "p_v1_" + x,
                        "apike" + "y-" + hex,
                        "gs" + "k_" + x,
                        "AKI" + "A" + "A1".repeat(8),
                        "AIz" + "a" + x)) {
            assertThat(keysIn("key = \"" + key + '"')).as(key.substring(0, 5)).hasSize(1);
        }
        assertThat(keysIn("sk-test-local, sk-…, sk-xxx, task-force-of-the-many-hands")).isEmpty();
    }

    /** Where, and never what. */
    private static List<String> keysIn(String text) {
        List<String> places = new ArrayList<>();
        for (Pattern shape : SHAPES) {
            Matcher matcher = shape.matcher(text);
            while (matcher.find()) {
                long line = 1 + text.substring(0, matcher.start()).lines().count();
                places.add(", near line " + line + ": " + shape.pattern());
            }
        }
        return places;
    }

    private static List<String> tracked(Path repository) throws IOException, InterruptedException {
        Processes.Ended git =
                Processes.run(
                        new ProcessBuilder("git", "ls-files", "-z").directory(repository.toFile()));
        assertThat(git.code()).as(git.err()).isZero();
        return List.of(git.out().split("\0"));
    }
}
