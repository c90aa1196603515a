package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.aws.settings.EnvFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stages' settings in env/. */
class StageSettingsTest {
    private static final Path ROOT = Path.of("../..");

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void setParametersThatTheTemplateHas(String stage) throws IOException {
        String template = Files.readString(ROOT.resolve("template.yaml"));
        String parameters =
                template.substring(
                        template.indexOf("\nParameters:"), template.indexOf("\nConditions:"));
        String settings = Files.readString(ROOT.resolve("env/" + stage + ".toml"));

        assertThat(all(parameters, "(?m)^  (\\w+):")).containsAll(all(settings, "\"(\\w+)="));
        assertThat(settings).contains("\"Stage=" + stage + '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod", "local"})
    void theExamplesHoldNoKey(String stage) throws IOException {
        Path example = ROOT.resolve("env/" + stage + ".example.env");

        assertThat(EnvFile.read(example))
                .allSatisfy(
                        (name, value) -> {
                            if (name.contains("KEY")) {
                                assertThat(value).isEmpty();
                            }
                        });
    }

    private static Set<String> all(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toSet());
    }
}
