package dev.sluice.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StackParametersTest {
    private static final Path ROOT = Path.of("../..");

    /** One without a default would be left as it was in a stack that is there. */
    @Test
    void everyParameterOfTheTemplateHasADefaultThatSamTakes() throws IOException {
        Map<String, String> defaults =
                StackParameters.read(ROOT, ROOT.resolve("env/dev.toml")).values();
        String template = Files.readString(ROOT.resolve("template.yaml"));
        String parameters =
                template.substring(
                        template.indexOf("\nParameters:"), template.indexOf("\nConditions:"));
        List<String> names =
                Pattern.compile("(?m)^  (\\w+):")
                        .matcher(parameters)
                        .results()
                        .map(match -> match.group(1))
                        .toList();

        assertThat(names).hasSizeGreaterThan(20);
        assertThat(defaults.keySet()).containsExactlyInAnyOrderElementsOf(names);
        assertThat(defaults.values()).allSatisfy(value -> assertThat(value).matches("[^\"\\\\]*"));
        assertThat(defaults)
                .containsEntry("AllowedEmails", "")
                .containsEntry("Bedrock", "off")
                .containsEntry("CreditUsd", "3.00");
    }

    @Test
    void aStagesSettingsStandOverTheDefaults() throws IOException {
        StackParameters prod = StackParameters.read(ROOT, ROOT.resolve("env/prod.toml"));
        assertThat(prod.value("LogRetentionDays")).isEqualTo("90");
        assertThat(prod.value("UserRpm")).isEqualTo("30");
        assertThat(prod.arguments()).contains("--parameter-overrides", "AllowedEmails=\"\"");
    }
}
