package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deploy.standin.AwsStandIn;
import dev.sluice.deploy.standin.GatewayStandIn;
import dev.sluice.deploy.standin.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code make deploy}, with a script in place of sam. */
class StackCommandTest {
    private final Run run = new Run();
    private final Map<String, String> environment = new HashMap<>();
    private final AwsStandIn aws;
    private final GatewayStandIn gateway;

    @TempDir private Path root = Path.of("");

    StackCommandTest() throws IOException {
        aws = new AwsStandIn();
        gateway = new GatewayStandIn();
    }

    @BeforeEach
    void project() throws IOException {
        environment.putAll(aws.environment());
        environment.put("SLUICE_SMOKE_KEY", GatewayStandIn.KEY);
        environment.put("PATH", root.resolve("bin") + ":/usr/bin:/bin");
        aws.outputs().put("Url", gateway.url().toString());
        Files.createDirectories(root.resolve("env"));
        Files.createDirectories(root.resolve("bin"));
        Files.writeString(
                root.resolve("env/prod.toml"),
                "# Stage=other\nparameter_overrides = \"Stage=prod\"\n");
        sam("echo sam \"$@\"");
    }

    @AfterEach
    void nothingSecretWasShown() {
        aws.close();
        gateway.close();
        assertThat(run.output()).doesNotContain("CANARY");
    }

    @Test
    void makesTheStackThenTheSettingsThenAsks() throws IOException {
        Files.writeString(root.resolve("env/prod.env"), "P_T0=together\nP_K0=CANARYkey\n");

        assertThat(deploy("prod", "--yes")).isZero();

        assertThat(run.output())
                .contains("sam build --build-in-source\n", "sam deploy --template-file .aws-sam/build/template.yaml")
                .contains("--config-file " + root.resolve("env/prod.toml"))
                .contains("--stack-name sluice-prod --region eu-central-1 --no-confirm-changeset")
                .contains("written  0/type", "Verdict: streamed")
                .endsWith("/prod\n");
        assertThat(aws.ssm().get("/sluice/prod/providers/0/key"))
                .isEqualTo("SecureString:CANARYkey");
    }

    @Test
    void leavesTheSettingsAloneWithoutAnEnvFile() {
        assertThat(deploy("prod")).isZero();

        assertThat(aws.calls("PutParameter")).isEmpty();
        assertThat(run.output()).contains("prod.env: provider keys are not touched");
    }

    @Test
    void stopsWhereSamFails() throws IOException {
        sam("echo Error: not this way; test $1 = build || exit 3");

        assertThat(deploy("prod")).isOne();

        assertThat(run.output()).contains("Error: not this way", "sam deploy failed (exit 3)");
        assertThat(aws.calls()).isEmpty();
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        assertThat(deploy("dev")).isOne();
        assertThat(run.output()).contains("dev.toml. Copy env/prod.toml and set Stage=dev");

        Files.copy(root.resolve("env/prod.toml"), root.resolve("env/dev.toml"));
        assertThat(deploy("dev")).isOne();
        assertThat(run.output()).contains("is of stage prod: its parameters must say Stage=dev");

        assertThat(deploy("local")).isOne();
        assertThat(run.output()).contains("Stage local is this machine's own");

        environment.put("PATH", "/nowhere");
        assertThat(deploy("prod")).isOne();
        assertThat(run.output()).contains("needs AWS SAM CLI (sam)", "pip install aws-sam-cli");
    }

    private void sam(String line) throws IOException {
        Path program = root.resolve("bin/sam");
        Files.writeString(program, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private int deploy(String stage, String... more) {
        String[] arguments = {"--root", root.toString(), "stack", "--stage", stage};
        String[] all = new String[arguments.length + more.length];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return Deploy.run(environment, run.unattended(), Run.AT_ONCE, all);
    }
}
