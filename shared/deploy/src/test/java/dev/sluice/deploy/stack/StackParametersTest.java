package dev.sluice.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.deploy.console.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StackParametersTest {
    private static final Path ROOT = Path.of("../..");

    @TempDir private Path root = Path.of("");

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

    /** Somebody changes the template for a stage of theirs. */
    @ParameterizedTest
    @CsvSource({
        "'Parameters:\n  Stage: {Default: [a, b]}', 'line 2: the Default of Stage must be a text of one line'",
        "'Parameters:\n  Stage: {Default: {a: b}}', 'line 2: the Default of Stage must be a text of one line'",
        "'Parameters:\n  Stage: {Default: \"a\\nb\"}', 'line 2: the Default of Stage must be a text of one line'",
        "'Parameters:\n  Stage: {Default: a\"b}', 'line 2: the Default of Stage must be a text of one line'",
        "'Parameters:\n  Stage:\n    Type: String', 'line 3: parameter Stage has no Default'",
        "'Parameters:\n  Stage: prod', 'line 2: Stage must be a mapping'",
        "'Parameters:\n  Stage:', 'line 2: Stage must be a mapping'",
        "'Parameters:\n  - Stage', 'line 2: Parameters must be a mapping'",
        "'Parameters:\n  ? [Stage]\n  : {Default: a}', 'line 2: a name in Parameters must be a text'",
        "'Parameters:\n  Stage: {Default: a', 'line 2: '",
        "'Parameters:\n\tStage: a', 'line 2: '",
        "'Parameters:\n  Stage: *nothing', 'line 2: '",
        "'Parameters: {Stage: {Default: \u0001}}', 'template.yaml: '",
        "'- Parameters', 'line 1: it must be a mapping'",
        "'Resources: {}', has no Parameters",
        "'', is empty",
    })
    void aTemplateThatItCannotReadIsToldByItsLine(String template, String why) throws IOException {
        Files.writeString(root.resolve("template.yaml"), template);

        assertThatThrownBy(() -> StackParameters.read(root, ROOT.resolve("env/dev.toml")))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith(root.resolve("template.yaml").toString())
                .hasMessageContaining(why);
    }

    @Test
    void aFileThatIsNotUtf8IsNamed() throws IOException {
        Path latin = root.resolve("latin.toml");
        Files.writeString(latin, "# für prod\n", StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> StackParameters.read(ROOT, latin))
                .isInstanceOf(Refused.class)
                .hasMessage(latin + " is not UTF-8.");

        Files.move(latin, root.resolve("template.yaml"));
        assertThatThrownBy(() -> StackParameters.read(root, ROOT.resolve("env/dev.toml")))
                .isInstanceOf(Refused.class)
                .hasMessage(root.resolve("template.yaml") + " is not UTF-8.");
    }
}
