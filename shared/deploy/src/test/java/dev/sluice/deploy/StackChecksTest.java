package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code make deploy} is told by settings, keys and tools, mostly before anything runs. */
class StackChecksTest extends StackSteps {
    StackChecksTest() throws IOException {}

    /** They are written last, when the stack is another already. */
    @ParameterizedTest
    @CsvSource({
        "'P_T0=together\nP_K0=', slot 0 has no key",
        "'P_T0=nosuch\nP_K0=CANARYkey', P_T0 names no provider type",
        "'P_K0=\"CANARYkey', 'prod.env:1: '",
        "'', sets no provider slot",
        "'P_T1=together\nP_K1=CANARYkey', '1/endpoint, which the file does not set, would stay'",
        "'P_T0=together\nP_K0=CANARYkey', Nobody is here to say yes. Nothing was changed.",
    })
    void whatStopsTheKeysIsToldBeforeAnythingRuns(String file, String why) throws IOException {
        aws.ssm().put("/sluice/prod/providers/1/endpoint", "String", "https://elsewhere.example");
        Files.writeString(root.resolve("env/prod.env"), file);

        assertThat(stack("prod")).isOne();

        assertThat(run.output()).contains(why).doesNotContain("sam ");
        assertThat(changes()).isEmpty();
    }

    @Test
    void aNoToTheKeysDeploysNothing() throws IOException {
        Files.writeString(root.resolve("env/prod.env"), "P_T0=together\nP_K0=CANARYkey\n");

        assertThat(run(run.answering("n"), "stack", "--stage", "prod")).isOne();

        assertThat(run.output())
                .contains("Write 2 and delete 0 parameters of stage prod?", "Nothing was written.")
                .doesNotContain("sam ");
        assertThat(changes()).isEmpty();
    }

    @Test
    void checksWithoutACall() throws IOException {
        Files.writeString(root.resolve("env/prod.env"), "P_T0=together\nP_K0=\n");
        assertThat(deploy("check", "--stage", "prod")).isOne();
        assertThat(run.output()).contains("slot 0 has no key");

        Files.delete(root.resolve("env/prod.env"));
        assertThat(deploy("check", "--stage", "prod")).isZero();

        environment.put("PATH", "/nowhere");
        assertThat(deploy("check", "--stage", "prod")).isOne();
        assertThat(run.output()).contains("needs AWS SAM CLI (sam)").doesNotContain("sam build");
        assertThat(aws.calls()).isEmpty();
    }

    /** What it says itself is no hint: 'java25' runtime is not supported. */
    @ParameterizedTest
    @CsvSource({
        "1.144.0, true",
        "1.169.9, true",
        "0.53.0, true",
        "1.170, false",
        "1.170.0, false",
        "1.1700.1, false",
        "2.0.0, false",
        "unknown, false",
    })
    void saysWhereSamIsTooOldForThis(String version, boolean old) throws IOException {
        sam("test $1 = --version && echo SAM CLI, version " + version + "; exit 1");

        assertThat(stack("prod")).isOne();

        assertThat(run.output()).contains("sam build failed (exit 1)");
        assertThat(run.output().contains("This is SAM CLI " + version + ", and 1.170"))
                .isEqualTo(old);
        assertThat(run.output().contains("This is SAM CLI")).isEqualTo(old);
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        assertThat(stack("dev")).isOne();
        assertThat(run.output()).contains("dev.toml. Copy env/prod.toml and set Stage=dev");

        Files.copy(root.resolve("env/prod.toml"), root.resolve("env/dev.toml"));
        assertThat(stack("dev")).isOne();
        assertThat(run.output()).contains("is of stage prod: its parameters must say Stage=dev");

        assertThat(stack("local")).isOne();
        assertThat(run.output()).contains("Stage local is this machine's own");

        environment.put("PATH", "/nowhere");
        assertThat(stack("prod")).isOne();
        assertThat(run.output()).contains("needs AWS SAM CLI (sam)", "pip install aws-sam-cli");
    }

    @ParameterizedTest
    @CsvSource({
        "ROLLBACK_COMPLETE, delete-stack --stack-name sluice-prod",
        "ROLLBACK_FAILED, --table-name sluice-prod-$table --no-deletion-protection-enabled",
        "CREATE_FAILED, --table-name sluice-prod-$table --no-deletion-protection-enabled",
        "DELETE_FAILED, delete-stack --stack-name sluice-prod",
        "UPDATE_ROLLBACK_FAILED, continue-update-rollback --stack-name sluice-prod",
    })
    void saysWhatHelpsAStackThatCannotBeUpdated(String status, String command) {
        aws.stackIs(status);

        assertThat(stack("prod")).isOne();

        assertThat(run.output()).contains("Stack sluice-prod is " + status, command);
        assertThat(samDeploys("Stage")).isEmpty();
        assertThat(changes()).isEmpty();
    }

    /** SAM leaves what is not named as it was: a line taken out would change nothing. */
    @Test
    void namesEveryParameterOfTheTemplate() throws IOException {
        settings(
                """
                parameter_overrides = [
                  "Stage=prod", # "Bedrock=on"
                  "AllowedEmails=",
                  'CorsOrigins="https://a.example, https://b.example"', "ModelMap=claude-*=a/b,gpt-5*=c:d UserRpm=7",
                ]
                """);
        assertThat(stack("prod")).isZero();

        assertThat(samDeploys("Bedrock")).containsExactly("off");
        assertThat(samDeploys("SignedCallers")).containsExactly("off");
        assertThat(samDeploys("AllowedEmails")).containsExactly("");
        assertThat(samDeploys("CorsOrigins"))
                .containsExactly("https://a.example, https://b.example");
        assertThat(samDeploys("ModelMap")).containsExactly("claude-*=a/b,gpt-5*=c:d");
        assertThat(samDeploys("UserRpm")).containsExactly("7");
        assertThat(samDeploys("AllowOrigin")).containsExactly("*");
        assertThat(samDeploys("CreditUsd")).containsExactly("3.00");
    }

    @ParameterizedTest
    @CsvSource({
        "'parameter_overrides = [\"Stage=prod\", \"Bedrok=on\"]', 'sets Bedrok, which template.yaml does not have'",
        "'parameter_overrides = [\"Stage=prod\", \"CorsOrigins=https://a, https://b\"]', cannot be read: CorsOrigins=",
        "'parameter_overrides = [\"Stage=prod\", \"CorsOrigins=a\\\\b\"]', cannot be read: CorsOrigins=",
        "'parameter_overrides = [\"Stage=prod\", \"CorsOrigins=\\\"a\\nb\\\"\"]', cannot be read: CorsOrigins=",
        "'parameter_overrides = [\"Stage=prod\", \"CorsOrigins=\\\"a\\tb\\\"\"]', cannot be read: CorsOrigins=",
        "'parameter_overrides = [\"Stage=prod\", \"\"\"CorsOrigins=\\\"a\nb\\\"\"\"\"]', cannot be read: CorsOrigins=",
        "'parameter_overrides = [\"ParameterKey=Stage,ParameterValue=prod\"]', sets ParameterKey",
        "'parameter_overrides = \"Stage=prod CorsOrigins: x DeletionProtection=off\"', 'cannot be read: Stage=prod CorsOrigins: x'",
        "'parameter_overrides = []', is of stage dev",
        "'parameter_overrides =', 'prod.toml, line 2: '",
        "'parameter_overrides = [\"Stage=prod\"', 'prod.toml, line 2: '",
        "'parameter_overrides = [Stage]', 'prod.toml, line 2: '",
        "'parameter_overrides = [\"Stage=prod\", 7]', cannot be read: 7",
        "'parameter_overrides = { Stage = \"prod\" }', cannot be read: {",
        "'[default.build.parameters]\nparameter_overrides = \"Stage=prod\"', has no parameter_overrides in [default.deploy.parameters]",
        "'parameter_overrides = \"Stage=prod\"\nparameter_overrides = \"Stage=prod\"', 'prod.toml, line 3: '",
    })
    void refusesSettingsThatItWouldReadOtherwiseThanSam(String toml, String why)
            throws IOException {
        settings(toml);

        assertThat(stack("prod")).isOne();

        assertThat(run.output()).contains(why);
        assertThat(aws.calls()).isEmpty();
    }
}
