package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deploy.console.Terminal;
import dev.sluice.deploy.standin.GatewayStandIn;
import dev.sluice.deploy.standin.GatewayStandIn.Manner;
import dev.sluice.deploy.standin.Run;
import dev.sluice.standins.aws.AwsAnswer;
import dev.sluice.standins.aws.AwsStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code make deploy}, with a script in place of sam. */
class StackCommandTest {
    private static final String GATEWAY = "sluice-prod-gateway";
    private static final String SWEEPER = "sluice-prod-sweeper";

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
        aws.outputs().put("FunctionName", GATEWAY);
        aws.outputs().put("SweeperName", SWEEPER);
        aws.lambda().add(SWEEPER);
        aws.lambda().add(GATEWAY);
        Files.createDirectories(root.resolve("target"));
        Files.writeString(root.resolve("target/gateway.zip"), "the gateway");
        Files.writeString(root.resolve("target/sweeper.zip"), "the sweeper");
        Files.copy(Path.of("../../template.yaml"), root.resolve("template.yaml"));
        Files.createDirectories(root.resolve("env"));
        Files.createDirectories(root.resolve("bin"));
        settings("# Stage=other\nparameter_overrides = \"Stage=prod\"\n");
        sam("echo sam \"$@\"");
    }

    @AfterEach
    void nothingSecretWasShown() throws IOException {
        aws.close();
        gateway.close();
        assertThat(run.output()).doesNotContain("CANARY");
    }

    @Test
    void makesTheStackThenTheSettingsThenAsks() throws IOException {
        Files.writeString(root.resolve("env/prod.env"), "P_T0=together\nP_K0=CANARYkey\n");

        assertThat(deploy("prod", "--yes")).isZero();

        assertThat(run.output())
                .contains(
                        "sam build --build-in-source\n",
                        "sam deploy --template-file .aws-sam/build/template.yaml")
                .contains("--config-file " + root.resolve("env/prod.toml"))
                .contains("--stack-name sluice-prod --region eu-central-1 --no-confirm-changeset")
                .contains("written  0/type", "StreamVerdict: streamed")
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

        assertThat(deploy("prod")).isOne();

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
    void keysThatCannotBeWrittenLeaveAStageThatIsNotProved() throws IOException {
        Files.writeString(root.resolve("env/prod.env"), "P_T0=together\nP_K0=CANARYkey\n");
        aws.faults(
                call ->
                        call.equals("PutParameter /sluice/prod/providers/0/type")
                                ? Optional.of(AwsAnswer.error(403, "AccessDeniedException", "no"))
                                : Optional.empty());

        assertThat(deploy("prod", "--yes")).isOne();

        assertThat(run.output())
                .contains("Stopped after 1 of 2 at 0/type: AccessDeniedException")
                .contains("not proved and stays live; make rollback ENV=prod")
                .endsWith("/prod\n");
    }

    @Test
    void checksWithoutACall() throws IOException {
        Files.writeString(root.resolve("env/prod.env"), "P_T0=together\nP_K0=\n");
        assertThat(run("check", "--stage", "prod")).isOne();
        assertThat(run.output()).contains("slot 0 has no key");

        Files.delete(root.resolve("env/prod.env"));
        assertThat(run("check", "--stage", "prod")).isZero();

        environment.put("PATH", "/nowhere");
        assertThat(run("check", "--stage", "prod")).isOne();
        assertThat(run.output()).contains("needs AWS SAM CLI (sam)").doesNotContain("sam build");
        assertThat(aws.calls()).isEmpty();
    }

    @Test
    void stopsWhereSamFails() throws IOException {
        sam("echo Error: not this way; test $1 = build || exit 3");

        assertThat(deploy("prod")).isOne();

        assertThat(run.output()).contains("Error: not this way", "sam deploy failed (exit 3)");
        assertThat(changes()).isEmpty();
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

        assertThat(deploy("prod")).isOne();

        assertThat(run.output()).contains("sam build failed (exit 1)");
        assertThat(run.output().contains("This is SAM CLI " + version + ", and 1.170"))
                .isEqualTo(old);
        assertThat(run.output().contains("This is SAM CLI")).isEqualTo(old);
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

    /** SAM publishes no version for that: it compares the parameters' names. */
    @Test
    void makesChangedSettingsLive() {
        whenSamHasRun(
                () -> {
                    aws.lambda().changeSettings(GATEWAY);
                    aws.lambda().changeSettings(SWEEPER);
                });

        assertThat(deploy("prod", "--model", "code")).isZero();

        assertThat(gateway.completed()).isEqualTo("code");
        assertThat(live(GATEWAY)).endsWith(" 2");
        assertThat(live(SWEEPER)).endsWith(" 2");
        assertThat(run.output()).contains("live 1 -> 2", "StreamVerdict: streamed");
    }

    @Test
    void publishesNoSecondVersionOfCodeThatCloudFormationBrought() {
        whenSamHasRun(
                () -> {
                    aws.lambda().changeCode(SWEEPER, "sam's own sweeper");
                    aws.lambda().changeCode(GATEWAY, "sam's own gateway");
                });

        assertThat(deploy("prod")).isZero();

        assertThat(aws.calls("UpdateFunctionCode")).isEmpty();
        assertThat(aws.lambda().aliasVersion(GATEWAY)).isEqualTo(2);
        assertThat(aws.lambda().aliasDescription(GATEWAY)).isEqualTo("live, latest first: 2, 1");
        assertThat(live(GATEWAY)).isEqualTo("sam's own gateway 1");
    }

    /** CloudFormation knows nothing of what deploy-lambda-fast brought. */
    @Test
    void makesTheCodeLiveThatIsCheckedOutWhereCloudFormationSeesNoChange() throws IOException {
        assertThat(run("code", "--stage", "prod")).isZero();
        String wanted = live(GATEWAY);
        Files.writeString(root.resolve("target/gateway.zip"), "an experiment");
        assertThat(run("code", "--stage", "prod")).isZero();
        assertThat(live(GATEWAY)).isNotEqualTo(wanted);

        Files.writeString(root.resolve("target/gateway.zip"), "the gateway");
        assertThat(deploy("prod")).isZero();

        assertThat(live(GATEWAY)).isEqualTo(wanted);
    }

    @Test
    void makesAStackThatWasNotThere() {
        Map<String, String> outputs = Map.copyOf(aws.outputs());
        aws.outputs().clear();
        whenSamHasRun(() -> aws.outputs().putAll(outputs));

        assertThat(deploy("prod")).isZero();

        assertThat(aws.calls("UpdateFunctionCode")).isEmpty();
        assertThat(aws.lambda().aliasVersion(GATEWAY)).isOne();
        assertThat(run.output()).contains("live is version 1 already");
    }

    /** Protected tables of a stack that could not be made cannot be deleted, nor made again. */
    @Test
    void protectsTheTablesWhenTheStackStands() throws IOException {
        aws.stackIs("REVIEW_IN_PROGRESS", "CREATE_COMPLETE");
        assertThat(deploy("prod")).isZero();
        assertThat(samDeploys("DeletionProtection")).containsExactly("off", "auto");

        assertThat(deploy("prod")).isZero();
        assertThat(samDeploys("DeletionProtection")).containsExactly("off", "auto", "auto");

        settings("parameter_overrides = ['Stage=prod', 'DeletionProtection=off']\n");
        aws.stackIs("REVIEW_IN_PROGRESS", "CREATE_COMPLETE");
        assertThat(deploy("prod")).isZero();
        assertThat(samDeploys("DeletionProtection")).endsWith("auto", "off");
    }

    /** A second deployment of what is not protected would be a minute for nothing. */
    @ParameterizedTest
    @CsvSource({
        "prod, auto, 'off auto'",
        "prod, on, 'off on'",
        "prod, off, off",
        "dev, auto, auto",
        "dev, on, 'off on'",
        "dev, off, off"
    })
    void deploysTwiceWhereTablesAreProtectedAlone(String stage, String protection, String deployed)
            throws IOException {
        Files.writeString(
                root.resolve("env/" + stage + ".toml"),
                "[default.deploy.parameters]\nparameter_overrides = ['Stage=%s', 'DeletionProtection=%s']\n"
                        .formatted(stage, protection));
        aws.stackIs("REVIEW_IN_PROGRESS", "CREATE_COMPLETE");

        assertThat(deploy(stage)).isZero();

        assertThat(samDeploys("DeletionProtection")).containsExactly(deployed.split(" "));
        assertThat(Files.readString(root.resolve("template.yaml")).replaceAll("\\s+", " "))
                .contains(
                        "IsProtected: !Or - !Equals [!Ref DeletionProtection, \"on\"] - !And [!Equals [!Ref DeletionProtection, auto], !Equals [!Ref Stage, prod]]");
    }

    @Test
    void protectsNothingWhereTheFirstDeploymentFails() throws IOException {
        aws.stackIs("REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE");
        sam("echo sam \"$@\"; test $1 = build");

        assertThat(deploy("prod")).isOne();

        assertThat(samDeploys("DeletionProtection")).containsExactly("off");
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

        assertThat(deploy("prod")).isOne();

        assertThat(run.output()).contains("Stack sluice-prod is " + status, command);
        assertThat(samDeploys("Stage")).isEmpty();
        assertThat(changes()).isEmpty();
    }

    /** One that was stopped goes on without us. */
    @Test
    void waitsForADeploymentThatIsUnderWay() {
        aws.stackIs(
                "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE");

        assertThat(deploy("prod")).isZero();

        assertThat(run.output()).contains("Stack sluice-prod is UPDATE_IN_PROGRESS");
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
        assertThat(deploy("prod")).isZero();

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

        assertThat(deploy("prod")).isOne();

        assertThat(run.output()).contains(why);
        assertThat(aws.calls()).isEmpty();
    }

    /** CloudFormation goes back to the version that it knows: the one it brought. */
    @Test
    void whatWasLiveStaysLiveWhereTheStackRollsBack() throws IOException {
        assertThat(run("code", "--stage", "prod")).isZero();
        Files.writeString(root.resolve("target/gateway.zip"), "a next one");
        assertThat(run("code", "--stage", "prod")).isZero();
        String wasLive = aws.lambda().aliasDescription(GATEWAY);
        sam("echo Error: not this way; test $1 = build || exit 1");
        aws.stackIs("UPDATE_COMPLETE", "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE");
        whenSamSays("Error: not this way", () -> aws.lambda().moveAlias(GATEWAY, 1));

        assertThat(deploy("prod")).isOne();

        assertThat(aws.lambda().aliasVersion(GATEWAY)).isEqualTo(3);
        assertThat(aws.lambda().aliasDescription(GATEWAY)).isEqualTo(wasLive);
        assertThat(aws.lambda().aliasVersion(SWEEPER)).isEqualTo(2);
        assertThat(run.output())
                .contains("Stack sluice-prod is UPDATE_ROLLBACK_IN_PROGRESS")
                .contains("went back to version 1 of " + GATEWAY + ": live is 3 again")
                .contains("sam deploy failed (exit 1)")
                .doesNotContain("of " + SWEEPER + ": live is");
    }

    @Test
    void saysWhatWasLiveWhereItCannotBeMovedBack() throws IOException {
        assertThat(run("code", "--stage", "prod")).isZero();
        sam("echo Error: not this way; test $1 = build || exit 1");
        AtomicBoolean rolledBack = new AtomicBoolean();
        aws.faults(
                call -> {
                    if (run.output().contains("Error: not this way")
                            && !rolledBack.getAndSet(true)) {
                        aws.lambda().moveAlias(GATEWAY, 1);
                        aws.lambda().moveAlias(SWEEPER, 1);
                    }
                    return call.equals("UpdateAlias " + GATEWAY + " 2") && rolledBack.get()
                            ? Optional.of(AwsAnswer.error(403, "AccessDeniedException", "no"))
                            : Optional.empty();
                });

        assertThat(deploy("prod")).isOne();

        assertThat(aws.lambda().aliasVersion(SWEEPER)).isEqualTo(2);
        assertThat(run.output())
                .contains("live of " + GATEWAY + " may be another version than 2")
                .contains("sam deploy failed (exit 1)");
    }

    @Test
    void movesNoAliasWhereTheNewSettingsDoNotStart() {
        whenSamHasRun(() -> aws.lambda().changeSettings(GATEWAY));
        aws.lambda().versionsEndAs("Failed");

        assertThat(deploy("prod")).isOne();

        assertThat(aws.calls("UpdateAlias")).isEmpty();
    }

    @Test
    void saysHowToGoBackWhereTheSmokeTestFails() {
        gateway.answers(Manner.BREAKS_OFF);
        whenSamHasRun(() -> aws.lambda().changeSettings(GATEWAY));

        assertThat(deploy("prod")).isOne();

        assertThat(aws.lambda().aliasVersion(GATEWAY)).isEqualTo(2);
        assertThat(run.output())
                .contains("broke off before [DONE]", "stays live; make rollback ENV=prod")
                .endsWith("/prod\n");
    }

    /** What CloudFormation does: with the first call after the script in place of sam. */
    private void whenSamHasRun(Runnable change) {
        whenSamSays("sam deploy: ", change);
    }

    private void whenSamSays(String line, Runnable change) {
        AtomicBoolean done = new AtomicBoolean();
        aws.faults(
                call -> {
                    if (run.output().contains(line) && !done.getAndSet(true)) {
                        change.run();
                    }
                    return Optional.empty();
                });
    }

    private String live(String function) {
        return aws.lambda().content(function, aws.lambda().aliasVersion(function));
    }

    /** The value of a parameter in each deployment that SAM was told to do. */
    private List<String> samDeploys(String parameter) {
        return Pattern.compile("sam deploy .* " + parameter + "=\"([^\"]*)\"")
                .matcher(run.output())
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private void settings(String ofDeploy) throws IOException {
        Files.writeString(
                root.resolve("env/prod.toml"), "[default.deploy.parameters]\n" + ofDeploy);
    }

    private List<String> changes() {
        return aws.calls().stream()
                .filter(call -> !call.matches("(Get|Describe|List|Filter).*"))
                .toList();
    }

    private void sam(String line) throws IOException {
        Path program = root.resolve("bin/sam");
        Files.writeString(program, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private int deploy(String stage, String... more) {
        return run(
                Stream.concat(Stream.of("stack", "--stage", stage), Stream.of(more))
                        .toArray(String[]::new));
    }

    private int run(String... arguments) {
        return run(run.unattended(), arguments);
    }

    private int run(Terminal terminal, String... arguments) {
        String[] all =
                Stream.concat(Stream.of("--root", root.toString()), Stream.of(arguments))
                        .toArray(String[]::new);
        return Deploy.run(environment, terminal, Run.AT_ONCE, all);
    }
}
