package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deploy.standin.GatewayStandIn.Manner;
import dev.sluice.standins.aws.AwsAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code make deploy}, with a script in place of sam. */
class StackCommandTest extends StackSteps {
    StackCommandTest() throws IOException {}

    @Test
    void makesTheStackThenTheSettingsThenAsks() throws IOException {
        Files.writeString(root.resolve("env/prod.env"), "P_T0=together\nP_K0=CANARYkey\n");

        assertThat(stack("prod", "--yes")).isZero();

        assertThat(run.output())
                .contains(
                        "sam build --build-in-source\n",
                        "sam deploy --template-file .aws-sam/build/template.yaml")
                .contains("--config-file " + root.resolve("env/prod.toml"))
                .contains(
                        "--stack-name sluice-prod --region eu-central-1 --no-confirm-changeset --no-fail-on-empty-changeset")
                .contains("written  0/type", "StreamVerdict: streamed")
                .endsWith("/prod\n");
        assertThat(aws.ssm().get("/sluice/prod/providers/0/key"))
                .isEqualTo("SecureString:CANARYkey");
    }

    @Test
    void leavesTheSettingsAloneWithoutAnEnvFile() {
        assertThat(stack("prod")).isZero();

        assertThat(aws.calls("PutParameter")).isEmpty();
        assertThat(run.output()).contains("prod.env: provider keys are not touched");
    }

    @Test
    void keysThatCannotBeWrittenLeaveAStageThatIsNotProved() throws IOException {
        Files.writeString(root.resolve("env/prod.env"), "P_T0=together\nP_K0=CANARYkey\n");
        aws.faults(
                call ->
                        call.equals("PutParameter /sluice/prod/providers/0/type")
                                ? Optional.of(AwsAnswer.error(403, "AccessDeniedException", "no"))
                                : Optional.empty());

        assertThat(stack("prod", "--yes")).isOne();

        assertThat(run.output())
                .contains("Stopped after 1 of 2 at 0/type: AccessDeniedException")
                .contains("not proved and stays live; make rollback ENV=prod")
                .endsWith("/prod\n");
    }

    @Test
    void stopsWhereSamFails() throws IOException {
        sam("echo Error: not this way; test $1 = build || exit 3");

        assertThat(stack("prod")).isOne();

        assertThat(run.output()).contains("Error: not this way", "sam deploy failed (exit 3)");
        assertThat(changes()).isEmpty();
    }

    /** SAM publishes no version for that: it compares the parameters' names. */
    @Test
    void makesChangedSettingsLive() {
        whenSamHasRun(
                () -> {
                    aws.lambda().changeSettings(GATEWAY);
                    aws.lambda().changeSettings(SWEEPER);
                });

        assertThat(stack("prod", "--model", "code")).isZero();

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

        assertThat(stack("prod")).isZero();

        assertThat(aws.calls("UpdateFunctionCode")).isEmpty();
        assertThat(aws.lambda().aliasVersion(GATEWAY)).isEqualTo(2);
        assertThat(aws.lambda().aliasDescription(GATEWAY)).isEqualTo("live, latest first: 2, 1");
        assertThat(live(GATEWAY)).isEqualTo("sam's own gateway 1");
    }

    /** CloudFormation knows nothing of what deploy-lambda-fast brought. */
    @Test
    void makesTheCodeLiveThatIsCheckedOutWhereCloudFormationSeesNoChange() throws IOException {
        assertThat(deploy("code", "--stage", "prod")).isZero();
        String wanted = live(GATEWAY);
        Files.writeString(root.resolve("target/gateway.zip"), "an experiment");
        assertThat(deploy("code", "--stage", "prod")).isZero();
        assertThat(live(GATEWAY)).isNotEqualTo(wanted);

        Files.writeString(root.resolve("target/gateway.zip"), "the gateway");
        assertThat(stack("prod")).isZero();

        assertThat(live(GATEWAY)).isEqualTo(wanted);
    }

    @Test
    void makesAStackThatWasNotThere() {
        Map<String, String> outputs = Map.copyOf(aws.outputs());
        aws.outputs().clear();
        whenSamHasRun(() -> aws.outputs().putAll(outputs));

        assertThat(stack("prod")).isZero();

        assertThat(aws.calls("UpdateFunctionCode")).isEmpty();
        assertThat(aws.lambda().aliasVersion(GATEWAY)).isOne();
        assertThat(run.output()).contains("live is version 1 already");
    }

    /** Protected tables of a stack that could not be made cannot be deleted, nor made again. */
    @Test
    void protectsTheTablesWhenTheStackStands() throws IOException {
        aws.stackIs("REVIEW_IN_PROGRESS", "CREATE_COMPLETE");
        assertThat(stack("prod")).isZero();
        assertThat(samDeploys("DeletionProtection")).containsExactly("off", "auto");

        assertThat(stack("prod")).isZero();
        assertThat(samDeploys("DeletionProtection")).containsExactly("off", "auto", "auto");

        settings("parameter_overrides = ['Stage=prod', 'DeletionProtection=off']\n");
        aws.stackIs("REVIEW_IN_PROGRESS", "CREATE_COMPLETE");
        assertThat(stack("prod")).isZero();
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

        assertThat(stack(stage)).isZero();

        assertThat(samDeploys("DeletionProtection")).containsExactly(deployed.split(" "));
        assertThat(Files.readString(root.resolve("template.yaml")).replaceAll("\\s+", " "))
                .contains(
                        "IsProtected: !Or - !Equals [!Ref DeletionProtection, \"on\"] - !And [!Equals [!Ref DeletionProtection, auto], !Equals [!Ref Stage, prod]]");
    }

    @Test
    void protectsNothingWhereTheFirstDeploymentFails() throws IOException {
        aws.stackIs("REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE");
        sam("echo sam \"$@\"; test $1 = build");

        assertThat(stack("prod")).isOne();

        assertThat(samDeploys("DeletionProtection")).containsExactly("off");
    }

    /** One that was stopped goes on without us. */
    @Test
    void waitsForADeploymentThatIsUnderWay() {
        aws.stackIs(
                "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE");

        assertThat(stack("prod")).isZero();

        assertThat(run.output()).contains("Stack sluice-prod is UPDATE_IN_PROGRESS");
    }

    /** CloudFormation goes back to the version that it knows: the one it brought. */
    @Test
    void whatWasLiveStaysLiveWhereTheStackRollsBack() throws IOException {
        assertThat(deploy("code", "--stage", "prod")).isZero();
        Files.writeString(root.resolve("target/gateway.zip"), "a next one");
        assertThat(deploy("code", "--stage", "prod")).isZero();
        String wasLive = aws.lambda().aliasDescription(GATEWAY);
        sam("echo Error: not this way; test $1 = build || exit 1");
        aws.stackIs("UPDATE_COMPLETE", "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE");
        whenSamSays("Error: not this way", () -> aws.lambda().moveAlias(GATEWAY, 1));

        assertThat(stack("prod")).isOne();

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
        assertThat(deploy("code", "--stage", "prod")).isZero();
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

        assertThat(stack("prod")).isOne();

        assertThat(aws.lambda().aliasVersion(SWEEPER)).isEqualTo(2);
        assertThat(run.output())
                .contains("live of " + GATEWAY + " may be another version than 2")
                .contains("sam deploy failed (exit 1)");
    }

    @Test
    void movesNoAliasWhereTheNewSettingsDoNotStart() {
        whenSamHasRun(() -> aws.lambda().changeSettings(GATEWAY));
        aws.lambda().versionsEndAs("Failed");

        assertThat(stack("prod")).isOne();

        assertThat(aws.calls("UpdateAlias")).isEmpty();
    }

    @Test
    void saysHowToGoBackWhereTheSmokeTestFails() {
        gateway.answers(Manner.BREAKS_OFF);
        whenSamHasRun(() -> aws.lambda().changeSettings(GATEWAY));

        assertThat(stack("prod")).isOne();

        assertThat(aws.lambda().aliasVersion(GATEWAY)).isEqualTo(2);
        assertThat(run.output())
                .contains("broke off before [DONE]", "stays live; make rollback ENV=prod")
                .endsWith("/prod\n");
    }
}
