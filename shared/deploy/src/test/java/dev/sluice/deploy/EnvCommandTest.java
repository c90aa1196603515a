package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deploy.console.Terminal;
import dev.sluice.deploy.standin.Run;
import dev.sluice.standins.aws.AwsAnswer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code make deploy-env} against a stand-in for Parameter Store. */
class EnvCommandTest extends EnvSteps {
    @Test
    void writesAllOfANewStage() throws IOException {
        file(
                "SLUICE_PROVIDER_TYPE_0=together",
                "SLUICE_PROVIDER_KEY_0=" + CANARY,
                "SLUICE_PROVIDER_ALLOWED_MODELS_0=a/b,c/d",
                "LP_TYPE_2=atlascloud",
                "LP_KEY_2=" + SECOND_CANARY,
                "LP_RATE_LIMIT_2=60000");

        assertThat(deploy("--yes")).isZero();

        assertThat(aws.ssm().get(PATH + "0/key")).isEqualTo("SecureString:" + CANARY);
        assertThat(aws.ssm().get(PATH + "0/type")).isEqualTo("String:together");
        assertThat(aws.ssm().get(PATH + "0/allowed-models")).isEqualTo("String:a/b,c/d");
        assertThat(aws.ssm().get(PATH + "2/key")).isEqualTo("SecureString:" + SECOND_CANARY);
        assertThat(aws.ssm().get(PATH + "2/tpm")).isEqualTo("String:60000");
        assertThat(run.output())
                .contains("added        0/type  together", "added        0/key  secret #")
                .contains("[6/6] written  2/type");
    }

    @Test
    void writesOnlyWhatChanged() throws IOException {
        slot(0, "together", "CANARYold");
        aws.ssm().put(PATH + "0/rpm", "String", "60");
        aws.ssm().put(PATH + "7/type", "String", "atlascloud");
        aws.ssm().put(PATH + "7/key", "SecureString", "CANARYother");
        file(
                "P_T0=together",
                "P_K0=" + CANARY,
                "P_RL0=100"); // the short names have no rpm: it stays

        assertThat(deploy("--yes")).isZero();

        assertThat(aws.calls("PutParameter"))
                .containsExactly(
                        "PutParameter " + PATH + "0/key", "PutParameter " + PATH + "0/tpm");
        assertThat(aws.calls("DeleteParameters")).isEmpty();
        assertThat(run.output())
                .containsPattern("changed      0/key  secret #[0-9a-f]{6} -> secret #[0-9a-f]{6}\n")
                .contains("unchanged    0/type  together", "not in file  0/rpm  60")
                .contains("not in file  7/key  secret #", "PRUNE=1 deletes it");
    }

    @Test
    void saysSoWhenThereIsNothingToDo() throws IOException {
        slot(0, "together", CANARY);
        file("P_T0=together", "P_K0=" + CANARY);

        assertThat(deploy()).isZero();

        assertThat(aws.calls("PutParameter")).isEmpty();
        assertThat(run.output()).contains("Nothing to write.");
    }

    @Test
    void deletesWithPruneOnlyAndTakesTheSlotOutFirst() throws IOException {
        slot(0, "together", CANARY);
        slot(12, "atlascloud", SECOND_CANARY);
        file("P_T0=together", "P_K0=" + CANARY);

        assertThat(deploy("--prune", "--yes")).isZero();

        assertThat(aws.calls("DeleteParameters"))
                .containsExactly(
                        "DeleteParameters " + PATH + "12/type",
                        "DeleteParameters " + PATH + "12/key");
        assertThat(aws.ssm().size()).isEqualTo(2);
    }

    @Test
    void readsAllPages() throws IOException {
        for (int number = 0; number < 15; number++) {
            slot(number, "together", CANARY + number);
        }
        file("P_T14=together", "P_K14=" + CANARY + "14");

        assertThat(deploy()).isZero();

        assertThat(run.output()).contains("unchanged    14/key", "Nothing to write.");
    }

    @Test
    void makesASecretOfAKeyThatLiesThereOpenly() throws IOException {
        slot(0, "together", CANARY);
        aws.ssm().put(PATH + "0/key", "String", CANARY);
        file("P_T0=together", "P_K0=" + CANARY);

        assertThat(deploy("--yes")).isZero();

        assertThat(aws.ssm().get(PATH + "0/key")).startsWith("SecureString:");
        assertThat(run.output()).contains("(was a String, becomes a SecureString)");
    }

    @Test
    void asksAndTakesNoForAnAnswer() throws IOException {
        file("P_T0=together", "P_K0=" + CANARY);

        assertThat(deploy(run.answering("n"))).isOne();

        assertThat(aws.calls("PutParameter")).isEmpty();
        assertThat(run.output())
                .contains("Write 2 and delete 0 parameters of stage prod? [y/N]")
                .contains("Nothing was written.");
        assertThat(deploy(run.answering("y"))).isZero();
        assertThat(aws.ssm().size()).isEqualTo(2);
    }

    /** The order of the steps is right for what was read. */
    @Test
    void writesNothingWhereAnotherWroteMeanwhile() throws IOException {
        slot(0, "together", "CANARYold");
        file("P_T0=together", "P_K0=" + CANARY);
        Terminal slow =
                new Terminal(
                        run.unattended().out(),
                        question -> {
                            aws.ssm().put(PATH + "0/type", "String", "atlascloud");
                            return Optional.of("y");
                        },
                        question -> Optional.empty());

        assertThat(deploy(slow)).isOne();

        assertThat(aws.calls("PutParameter")).isEmpty();
        assertThat(run.output())
                .contains(
                        "are others now than those shown", "Nothing was written; make deploy-env");
    }

    @Test
    void refusesWhereNobodyCanBeAsked() throws IOException {
        file("P_T0=together", "P_K0=" + CANARY);

        assertThat(deploy()).isOne();

        assertThat(aws.ssm().size()).isZero();
        assertThat(run.output()).contains("Nobody is here to say yes", "YES=1");
    }

    @Test
    void refusesAllThatIsWrongByNameBeforeAnyCall() throws IOException {
        file(
                "SLUICE_PROVIDER_TYPE_0=nosuch",
                "SLUICE_PROVIDER_KEY_0=" + CANARY,
                "LP_TYPE_1=together",
                "P_T2=together",
                "P_K2=" + CANARY,
                "P_RL2=many",
                "SLUICE_PROVIDER_TYPE_3=together",
                "SLUICE_PROVIDER_KEY_3=" + CANARY.repeat(500),
                "SLUICE_PROVIDER_KEY_4=" + CANARY,
                "SLUICE_PROVIDER_TYPE_5=openai-compatible",
                "SLUICE_PROVIDER_KEY_5=" + CANARY,
                "SLUICE_PROVIDER_ENDPOINT_5=http://" + CANARY + "@example.org/v1",
                "SLUICE_PROVIDER_TYPE_6=together",
                "SLUICE_PROVIDER_KEY_6={{ssm:" + CANARY + "}}");

        assertThat(deploy("--yes")).isOne();

        assertThat(aws.calls()).isEmpty();
        assertThat(run.output())
                .contains("SLUICE_PROVIDER_TYPE_0 names no provider type: \"nosuch\"")
                .contains("slot 1 has no key, though LP_TYPE_1 is set")
                .contains("P_RL2 must be a whole number")
                .contains("SLUICE_PROVIDER_KEY_3 has 4500 bytes; Parameter Store takes 4096")
                .contains("slot 4 has no type, though SLUICE_PROVIDER_KEY_4 is set")
                .contains("SLUICE_PROVIDER_ENDPOINT_5 must not hold a user name or password")
                .contains("SLUICE_PROVIDER_KEY_6 holds {{, which Parameter Store would expand")
                .endsWith("Nothing was written.\n");
    }

    /** Of another slot nothing matters, and a key is not shown, however it lies there. */
    @Test
    void whatStaysOfASlotMustFitWhatIsWritten() throws IOException {
        aws.ssm().put(PATH + "0/rpm", "String", "many");
        aws.ssm().put(PATH + "5/type", "String", "together");
        aws.ssm().put(PATH + "5/rpm", "String", "many");
        aws.ssm().put(PATH + "5/key", "String", "CANARYopen");
        file("P_T0=together", "P_K0=" + CANARY);

        assertThat(deploy("--yes")).isOne();
        assertThat(aws.calls("PutParameter")).isEmpty();
        assertThat(run.output()).contains(PATH + "0/rpm must be a whole number");

        aws.ssm().put(PATH + "0/rpm", "String", "60");
        assertThat(deploy("--yes")).isZero();
    }

    @Test
    void refusesAFileThatIsNotThereOrSaysNothing() throws IOException {
        assertThat(deploy("--yes")).isOne();
        assertThat(run.output()).contains("prod.env. Copy env/prod.example.env");

        file("# nothing yet", "FOO=bar");
        assertThat(deploy("--yes")).isOne();
        assertThat(run.output()).contains("sets no provider slot");
    }

    @Test
    void refusesALineThatIsNoSettingWithoutShowingIt() throws IOException {
        file("P_T0=together", "P_K0=\"" + CANARY);

        assertThat(deploy("--yes")).isOne();

        assertThat(run.output()).contains("prod.env:2: has a quote that does not end");
    }

    @Test
    void doesNotShowAKeyInTheWrongPlace() throws IOException {
        file(
                "P_T0=together",
                "P_K0=" + CANARY,
                "P_M0=sk_" + SECOND_CANARY.toUpperCase(java.util.Locale.ROOT) + "x".repeat(10));

        assertThat(deploy("--yes")).isZero();

        assertThat(run.output()).contains("added        0/model  (looks like a key, not shown)");
    }

    @Test
    void canBeStoppedHalfWayAndRunAgain() throws IOException {
        file("P_T0=together", "P_K0=" + CANARY, "P_T1=atlascloud", "P_K1=" + SECOND_CANARY);
        aws.faults(
                call ->
                        call.equals("PutParameter " + PATH + "1/key")
                                ? Optional.of(
                                        AwsAnswer.error(
                                                400,
                                                "AccessDeniedException",
                                                "may not put " + SECOND_CANARY))
                                : Optional.empty());

        assertThat(deploy("--yes")).isOne();
        assertThat(run.output())
                .contains("Stopped after 2 of 4 at 1/key: AccessDeniedException (HTTP 400")
                .contains("Run it again");
        assertThat(aws.ssm().get(PATH + "1/type")).isEmpty();

        aws.faults(call -> Optional.empty());
        aws.take();
        assertThat(deploy("--yes")).isZero();
        assertThat(aws.calls("PutParameter"))
                .containsExactly(
                        "PutParameter " + PATH + "1/key", "PutParameter " + PATH + "1/type");
    }

    @Test
    void waitsWhenParameterStoreIsBusy() throws IOException {
        file("P_T0=together", "P_K0=" + CANARY);
        List<String> busy =
                new java.util.concurrent.CopyOnWriteArrayList<>(
                        List.of("ThrottlingException", "TooManyUpdates"));
        aws.faults(
                call ->
                        call.startsWith("PutParameter") && !busy.isEmpty()
                                ? Optional.of(AwsAnswer.error(400, busy.removeFirst(), CANARY))
                                : Optional.empty());

        assertThat(deploy("--yes")).isZero();

        assertThat(aws.ssm().size()).isEqualTo(2);
        assertThat(aws.calls("PutParameter")).hasSize(4);
    }

    @Test
    void tellsWhatTheServiceSaysWithoutItsText() throws IOException {
        file("P_T0=together", "P_K0=" + CANARY);
        aws.faults(
                call ->
                        Optional.of(
                                AwsAnswer.error(
                                        403, "ExpiredTokenException", "token CANARYtoken is old")));

        assertThat(deploy("--yes")).isOne();

        assertThat(run.output()).contains("ExpiredTokenException", "Sign in again");
    }

    @Test
    void namesWhatIsNoSettingOfASlot() throws IOException {
        file(
                "P_T0=together",
                "P_K0=" + CANARY,
                "SLUICE_PROVIDER_KEE_1=" + SECOND_CANARY,
                "GOOGLE_CLIENT_SECRET=" + SECOND_CANARY);

        assertThat(deploy("--yes")).isZero();

        assertThat(run.output())
                .contains("note: SLUICE_PROVIDER_KEE_1 is no setting of a slot")
                .contains("note: GOOGLE_CLIENT_SECRET is no setting of a slot and is not written");
    }

    @Test
    void refusesAStageThatIsAPath() {
        Terminal terminal = run.unattended();
        assertThat(
                        Deploy.run(
                                aws.environment(),
                                terminal,
                                Run.AT_ONCE,
                                "env",
                                "--stage",
                                "../prod"))
                .isOne();
        assertThat(run.output()).contains("stage must be 1 to 32 of a-z, 0-9 and -");
    }
}
