package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deploy.standin.GatewayStandIn.Manner;
import dev.sluice.standins.aws.AwsAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code make deploy-lambda-fast} against a stand-in for AWS. */
class CodeCommandTest extends DeployedStage {
    CodeCommandTest() throws IOException {}

    @Test
    void bringsNewCodeBehindTheAliasesAndSaysHowLongItTook() {
        assertThat(code("--package-seconds", "31")).isZero();

        assertLive(2, 2);
        assertThat(changes())
                .containsExactly(
                        "UpdateFunctionCode " + SWEEPER,
                        "PublishVersion " + SWEEPER,
                        "UpdateFunctionCode " + GATEWAY,
                        "PublishVersion " + GATEWAY,
                        "UpdateAlias " + GATEWAY + " 2",
                        "UpdateAlias " + SWEEPER + " 2");
        assertThat(run.output())
                .contains("version 2 of " + GATEWAY + " is being made ready (10 s)")
                .contains("StreamVerdict: streamed")
                .containsPattern("package +31\\.0 s")
                .containsPattern("upload gateway.zip .* s\n")
                .containsPattern("publish a version of " + GATEWAY + " +\\d+\\.\\d s")
                .containsPattern("in all +3\\d\\.\\d s")
                .endsWith("/prod\n");
    }

    @Test
    void movesBothAliasesBackWhenTheSmokeTestFails() {
        gateway.answers(Manner.BREAKS_OFF);

        assertThat(code()).isOne();

        assertLive(1, 1);
        assertThat(run.output())
                .contains("Rolled back " + SWEEPER + ": live 2 -> 1")
                .contains("Rolled back " + GATEWAY + ": live 2 -> 1")
                .contains("broke off before [DONE]");
    }

    @Test
    void movesNoAliasWhereTheNewVersionDoesNotStart() {
        aws.lambda().versionsEndAs("Failed");

        assertThat(code()).isOne();

        assertThat(aws.calls("UpdateAlias")).isEmpty();
        assertThat(run.output())
                .contains("Version 2", "did not start: FunctionError: init took too long")
                .contains("gives the same version again until the code or a setting is another");
    }

    @Test
    void publishesNothingWhereLambdaDoesNotTakeTheCode() {
        aws.lambda().updatesEndAs("Failed");

        assertThat(code()).isOne();

        assertThat(aws.calls("PublishVersion")).isEmpty();
        assertThat(run.output()).contains("did not take the code", "the package is broken");
    }

    @Test
    void bringsCodeToAFunctionWhoseLastUpdateFailed() {
        aws.lambda().updatesEndAs("Failed");
        assertThat(code()).isOne();
        aws.lambda().updatesEndAs("Successful");
        aws.lambda().lastUpdateWas(GATEWAY, "Failed");

        assertThat(code()).isZero();

        assertLive(2, 2);
    }

    @Test
    void movesBothAliasesBackWhereTheSecondCannotBeMoved() {
        aws.faults(
                call ->
                        call.equals("UpdateAlias " + SWEEPER + " 2")
                                ? Optional.of(AwsAnswer.error(403, "AccessDeniedException", "no"))
                                : Optional.empty());

        assertThat(code()).isOne();

        assertLive(1, 1);
        assertThat(aws.calls("UpdateAlias"))
                .containsExactly(
                        "UpdateAlias " + GATEWAY + " 2",
                        "UpdateAlias " + SWEEPER + " 2",
                        "UpdateAlias " + SWEEPER + " 1",
                        "UpdateAlias " + GATEWAY + " 1");
    }

    @Test
    void movesTheAliasBackWhereTheMovesAnswerWasLost() {
        aws.faults(
                call ->
                        call.equals("UpdateAlias " + GATEWAY + " 2")
                                ? Optional.of(AwsAnswer.error(403, "AccessDeniedException", "no"))
                                : Optional.empty());

        assertThat(code()).isOne();

        assertThat(aws.calls("UpdateAlias"))
                .containsExactly("UpdateAlias " + GATEWAY + " 2", "UpdateAlias " + GATEWAY + " 1");
        assertThat(run.output()).contains("AccessDeniedException", "may not do this");
    }

    /** In a process of its own: an end from outside, as Ctrl-C is. */
    @Test
    void movesBothAliasesBackWhenTheProcessIsEndedBeforeAnybodyKnows() throws Exception {
        gateway.answers(Manner.NEVER_ANSWERS);
        aws.lambda().versionsAreReadyAtOnce();
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Deploy.class.getName(),
                        "--root",
                        root.toString(),
                        "code",
                        "--stage",
                        "prod");
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        assertThat(gateway.wasAsked()).isTrue();
        assertLive(2, 2);

        process.toHandle().destroy(); // the signal alone: Process.destroy would close what we read
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();

        assertLive(1, 1);
        assertThat(output)
                .contains("Rolled back " + SWEEPER + ": live 2 -> 1")
                .contains("Rolled back " + GATEWAY + ": live 2 -> 1")
                .doesNotContain("CANARY");
    }

    @Test
    void saysHowToGoBackWhereItCouldNot() {
        gateway.answers(Manner.BREAKS_OFF);
        aws.faults(
                call ->
                        call.equals("UpdateAlias " + GATEWAY + " 1")
                                ? Optional.of(AwsAnswer.error(403, "AccessDeniedException", "no"))
                                : Optional.empty());

        assertThat(code()).isOne();

        assertThat(run.output())
                .contains("NOT rolled back: " + GATEWAY + ", live may be version 2 and was 1")
                .contains("Rolled back " + SWEEPER + ": live 2 -> 1");
    }

    @Test
    void saysWhatItCanWhereAProxyAnswersInPlaceOfAws() {
        aws.faults(call -> Optional.of(AwsAnswer.page(403)));

        assertThat(code()).isOne();
        assertThat(deploy("logs", "--stage", "prod")).isOne();

        assertThat(run.output()).contains("AWS: CloudFormationException (HTTP 403");
    }

    @Test
    void movesTheOtherAliasBackWhereAProxyAnswersForTheFirst() {
        gateway.answers(Manner.BREAKS_OFF);
        aws.faults(
                call ->
                        call.equals("UpdateAlias " + SWEEPER + " 1")
                                ? Optional.of(AwsAnswer.page(403))
                                : Optional.empty());

        assertThat(code()).isOne();

        assertThat(run.output())
                .contains("NOT rolled back: " + SWEEPER)
                .contains("Rolled back " + GATEWAY + ": live 2 -> 1");
        assertThat(aws.lambda().aliasVersion(GATEWAY)).isOne();
    }

    @Test
    void goesOnWhereAnInterruptedRunStopped() {
        aws.faults(
                call ->
                        call.equals("PublishVersion " + GATEWAY)
                                ? Optional.of(AwsAnswer.error(403, "AccessDeniedException", "no"))
                                : Optional.empty());
        assertThat(code()).isOne();
        aws.faults(call -> Optional.empty());
        aws.take();

        assertThat(code()).isZero();

        assertThat(changes())
                .containsExactly(
                        "PublishVersion " + SWEEPER,
                        "PublishVersion " + GATEWAY,
                        "UpdateAlias " + GATEWAY + " 2",
                        "UpdateAlias " + SWEEPER + " 2");
        assertThat(run.output()).contains(GATEWAY + " has this code already");
    }

    @Test
    void movesNothingWhereNothingIsNew() {
        assertThat(code()).isZero();
        aws.take();

        assertThat(code()).isZero();

        assertThat(aws.calls("UpdateAlias")).isEmpty();
        assertThat(run.output()).contains("live is version 2 already");
    }

    @Test
    void knocksWhereThereIsNoKeyToAskWith() {
        environment.remove("SLUICE_SMOKE_KEY");

        assertThat(code()).isZero();

        assertThat(run.output())
                .contains("no completion is tried", "health: 200; a wrong key: 401");
    }

    @Test
    void warnsOfAnAnswerThatWasHeldBackAndKeepsTheCode() {
        gateway.answers(Manner.ALL_AT_ONCE);

        assertThat(code()).isZero();

        assertThat(run.output()).contains("WARNING: the answer is whole and was not streamed");
        assertThat(aws.lambda().aliasVersion(GATEWAY)).isEqualTo(2);
    }

    @Test
    void refusesBeforeAnyChangeWithoutAStackOrAPackage() throws IOException {
        Files.delete(root.resolve("target/sweeper.zip"));
        assertThat(code()).isOne();
        assertThat(run.output()).contains("sweeper.zip. make package builds it.");

        aws.outputs().clear();
        assertThat(code()).isOne();
        assertThat(run.output())
                .contains("There is no stack sluice-prod", "make deploy ENV=prod makes it");
        assertThat(changes()).isEmpty();
    }

    /** Else a stage without the providers of one model would roll back whatever it is given. */
    @Test
    void asksForAModelThatTheStageHasOrForTheOneNamed() throws IOException {
        gateway.offers(List.of(), "{\"id\":\"its-own\",\"type\":\"chat\"}");

        assertThat(code()).isZero();
        assertThat(gateway.completed()).isEqualTo("its-own");

        Files.writeString(root.resolve("target/gateway.zip"), "newer gateway");
        assertThat(code("--model", "code")).isZero();
        assertThat(gateway.completed()).isEqualTo("code");
    }

    @Test
    void refusesASmokeKeyThatIsNoneBeforeAnyChange() {
        environment.put("SLUICE_SMOKE_KEY", "CANARY one");

        assertThat(code()).isOne();

        assertThat(aws.calls()).isEmpty();
        assertThat(run.output()).contains("SLUICE_SMOKE_KEY must be one word");
    }
}
