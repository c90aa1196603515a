package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deploy.console.Terminal;
import dev.sluice.deploy.standin.GatewayStandIn;
import dev.sluice.deploy.standin.GatewayStandIn.Manner;
import dev.sluice.deploy.standin.Run;
import dev.sluice.standins.aws.AwsStandIn;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code make smoke} against a stand-in for a gateway. */
class SmokeCommandTest {
    private final Run run = new Run();
    private final Map<String, String> environment = new HashMap<>();
    private final GatewayStandIn gateway;

    SmokeCommandTest() throws IOException {
        gateway = new GatewayStandIn();
    }

    @BeforeEach
    void key() {
        environment.put("SLUICE_SMOKE_KEY", GatewayStandIn.KEY);
    }

    @AfterEach
    void nothingSecretWasShown() {
        gateway.close();
        assertThat(run.output()).doesNotContain("CANARY").doesNotContain("\u001b");
    }

    @Test
    void saysThatAnAnswerStreamed() {
        assertThat(smoke("--url", gateway.url().toString())).isZero();

        assertThat(run.output())
                .contains("/prod/v1/chat/completions, model general")
                .contains("8 events", "gaps: p50", "each: +")
                .contains("StreamVerdict: streamed");
    }

    @Test
    void asksForTheFirstChatModelWhereNobodyServesTheGeneralOne() {
        gateway.offers(
                List.of(),
                """
                {"id":"draws","type":"image","capabilities":["x"],"pricing":{"id":"no"}},
                {"id":"leaves","type":"chat","deprecated_on":"2026-01-01"},
                {"id":"stays","type":"chat"},{"id":"last","type":"chat"}""");

        assertThat(smoke("--url", gateway.url().toString())).isZero();

        assertThat(gateway.completed()).isEqualTo("stays");
        assertThat(run.output()).contains("model stays");
    }

    @Test
    void asksForTheModelNamed() {
        assertThat(smoke("--url", gateway.url().toString(), "--model", "code")).isZero();

        assertThat(gateway.completed()).isEqualTo("code");
        assertThat(gateway.before()).isEqualTo("/prod/v1/models/general"); // a cold start is over
    }

    @Test
    void saysThatThereIsNoModelToAskFor() {
        gateway.offers(List.of(), "{\"id\":\"draws\",\"type\":\"image\"}");

        assertThat(smoke("--url", gateway.url().toString())).isOne();

        assertThat(run.output()).contains("no chat model for this key");
    }

    @Test
    void failsWhereTheKeyIsNoneOfTheStage() {
        environment.put("SLUICE_SMOKE_KEY", "CANARY-other");

        assertThat(smoke("--url", gateway.url().toString())).isOne();

        assertThat(run.output()).contains("HTTP 401: no such key");
    }

    @Test
    void failsWhereTheAnswerCameInOnePiece() {
        gateway.answers(Manner.ALL_AT_ONCE);

        assertThat(smoke("--url", gateway.url().toString())).isOne();

        assertThat(run.output()).contains("StreamVerdict: buffered");
    }

    @Test
    void failsWhereTheStreamBreaksOff() {
        gateway.answers(Manner.BREAKS_OFF);

        assertThat(smoke("--url", gateway.url().toString())).isOne();

        assertThat(run.output()).contains("broke off before [DONE]");
    }

    @Test
    void failsWhereTheStreamEndsWithAnError() {
        gateway.answers(Manner.ENDS_WITH_AN_ERROR);

        assertThat(smoke("--url", gateway.url().toString())).isOne();

        assertThat(run.output()).contains("ends with an error: the provider left");
    }

    @Test
    void showsARefusalWithoutTheKeyItRepeats() {
        gateway.answers(Manner.REFUSES);

        assertThat(smoke("--url", gateway.url().toString())).isOne();

        assertThat(run.output()).contains("HTTP 502: asked with Bearer ***");
    }

    @Test
    void wantsAKeyFromTheEnvironment() {
        environment.remove("SLUICE_SMOKE_KEY");

        assertThat(smoke("--url", gateway.url().toString())).isOne();

        assertThat(run.output()).contains("SLUICE_SMOKE_KEY is not set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CANARY-one\nsecond", "CANARY one", "CANARY-\u00fc", "CANARY\u0000"})
    void refusesAKeyThatIsNoneWithoutShowingIt(String key) {
        environment.put("SLUICE_SMOKE_KEY", key);

        assertThat(smoke("--url", gateway.url().toString())).isOne();

        assertThat(run.output()).contains("SLUICE_SMOKE_KEY must be one word of printable ASCII");
    }

    @Test
    void refusesATypedKeyThatIsNoneWithoutShowingIt() {
        environment.remove("SLUICE_SMOKE_KEY");
        Terminal typing =
                new Terminal(
                        run.unattended().out(),
                        question -> Optional.empty(),
                        question -> Optional.of("CANARY typed"));

        int exit =
                Deploy.run(
                        environment,
                        typing,
                        Run.AT_ONCE,
                        "smoke",
                        "--url",
                        gateway.url().toString());

        assertThat(exit).isOne();
        assertThat(run.output()).contains("The key must be one word of printable ASCII");
    }

    @Test
    void tellsNothingButTheKindOfAFailureThatNobodyExpected() {
        Terminal broken =
                new Terminal(
                        run.unattended().out(),
                        question -> Optional.empty(),
                        question -> {
                            throw new IllegalStateException("CANARY");
                        });
        environment.remove("SLUICE_SMOKE_KEY");

        Deploy.run(environment, broken, Run.AT_ONCE, "smoke", "--url", gateway.url().toString());

        assertThat(run.output()).contains("Not done: java.lang.IllegalStateException\n");
    }

    @Test
    void saysWhatIsWrongWithAStagesName() {
        environment.put("AWS_REGION", "eu-central-1");
        environment.put("AWS_ACCESS_KEY_ID", "id");
        environment.put("AWS_SECRET_ACCESS_KEY", "AWSCANARY");

        assertThat(smoke("--stage", "Prod")).isOne();

        assertThat(run.output()).contains("stage must be 1 to 32 of a-z, 0-9 and -: \"Prod\"");
    }

    @Test
    void sendsAKeyToNobodyInTheOpen() {
        assertThat(smoke("--url", "http://example.org/prod")).isOne();
        assertThat(smoke("--url", "https://me@example.org/prod")).isOne();
        assertThat(run.output()).contains("URL must be https://host");
    }

    @Test
    void findsTheUrlOfAStage() throws IOException {
        try (AwsStandIn aws = new AwsStandIn()) {
            environment.putAll(aws.environment());
            assertThat(smoke("--stage", "prod")).isOne();
            assertThat(run.output()).contains("There is no stack sluice-prod");

            aws.outputs().put("Url", gateway.url().toString());
            assertThat(smoke("--stage", "prod")).isZero();
        }
    }

    private int smoke(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "smoke";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Deploy.run(environment, run.unattended(), Run.AT_ONCE, all);
    }
}
