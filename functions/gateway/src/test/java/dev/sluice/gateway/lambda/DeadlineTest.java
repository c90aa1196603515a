package dev.sluice.gateway.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.gateway.Composition;
import dev.sluice.gateway.Config;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.wire.catalog.CatalogLoader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A provider that falls silent, and a Lambda deadline that comes before any time-out of ours. */
class DeadlineTest {
    private static final long REMAINING_MILLIS = 4_000;

    /** When our part of it ends: a quarter is kept. */
    private static final int DEADLINE_MILLIS = 3_000;

    @Test
    void endsTheStreamAndSettlesTheRowInTime() throws Exception {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        CollectedResponse response = serve(FIRST_CHUNK, log);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body())
                .contains("\"content\":\"Hi\"", "\"upstream_timeout\"")
                .doesNotContain("[DONE]");
        assertThat(JSON.std.mapFrom(log.toByteArray()))
                .containsEntry("outcome", "deadline")
                .containsEntry("estimated", true);
    }

    @Test
    void refusesWhereNothingCameInTime() throws Exception {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        CollectedResponse response = serve("", log);

        assertThat(response.status()).isEqualTo(504);
        assertThat(JSON.std.mapFrom(log.toByteArray()))
                .containsEntry("status", 504)
                .containsEntry("errorCode", "upstream_timeout");
    }

    @Test
    void aWholeAnswerEndsBeforeApiGatewayCutsTheSilence() throws Exception {
        assertThat(config(Map.of()).times().wholeAnswerMillis()).isEqualTo(290_000);
        assertThat(config(Map.of("SLUICE_OVERALL_TIMEOUT_MS", "9")).times().wholeAnswerMillis())
                .isEqualTo(9);
        assertThat(Config.from(Map.of()).times().wholeAnswerMillis()).isEqualTo(600_000);

        ByteArrayOutputStream log = new ByteArrayOutputStream();
        CollectedResponse response = serve("chat-once", SILENT_FOR_300_MS, "", log);
        assertThat(response.status()).isEqualTo(504);
        assertThat(millis(log)).isBetween(300, DEADLINE_MILLIS - 100);
    }

    @Test
    void aStreamHasKeepAlivesBeforeItsFirstEventAndGoesOn() throws Exception {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        CollectedResponse response = serve("chat-stream", SILENT_FOR_300_MS, "", log);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).startsWith(": ").contains("\"upstream_timeout\"");
        assertThat(millis(log)).isGreaterThan(DEADLINE_MILLIS - 100);
    }

    private static final Map<String, String> SILENT_FOR_300_MS =
            Map.of("SLUICE_WHOLE_ANSWER_TIMEOUT_MS", "300", "SLUICE_KEEP_ALIVE_MS", "100");

    private static Config config(Map<String, String> environment) throws IOException {
        return LambdaGateway.of(environment, CatalogLoader.bundled(), System.out).config();
    }

    private static int millis(ByteArrayOutputStream log) throws IOException {
        return Integer.parseInt(
                String.valueOf(JSON.std.mapFrom(log.toByteArray()).get("durationMillis")));
    }

    private static final String FIRST_CHUNK =
            """
            HTTP/1.1 200 OK
            Content-Type: text/event-stream

            data: {"id":"r","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}

            """;

    private static CollectedResponse serve(String answer, ByteArrayOutputStream log)
            throws IOException {
        return serve("chat-stream", Map.of(), answer, log);
    }

    private static CollectedResponse serve(
            String event, Map<String, String> more, String answer, ByteArrayOutputStream log)
            throws IOException {
        try (ScriptedProvider provider = new ScriptedProvider()) {
            provider.otherwise(call -> call.write(answer.replace("\n", "\r\n")).awaitHangUp());
            LambdaGateway gateway =
                    LambdaGateway.of(
                            OneSlot.at(provider, more),
                            CatalogLoader.bundled(),
                            new PrintStream(log, true, StandardCharsets.UTF_8));
            CollectedResponse response = new CollectedResponse();
            try (Composition composition = gateway.compose()) {
                long startMillis = System.currentTimeMillis();
                gateway.front(composition)
                        .serve(
                                GatewayFunctionTest.event(event).getBytes(StandardCharsets.UTF_8),
                                response,
                                new InvocationFacts("lambda-1", null, REMAINING_MILLIS));
                assertThat(System.currentTimeMillis() - startMillis).isLessThan(REMAINING_MILLIS);
            }
            return response;
        }
    }
}
