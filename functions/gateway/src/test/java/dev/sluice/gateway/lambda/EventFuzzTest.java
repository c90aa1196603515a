package dev.sluice.gateway.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.rehearsal.RehearsalStage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The law of requests at Lambda's door: any event gets an answer that is no fault of ours. */
class EventFuzzTest {
    private static final int EVENTS = 2_000;
    private static final String CALLERS_KEY = "sk-local";
    private static final String PROVIDERS_KEY = "upstream-canary";

    private static final List<String> PIECES =
            List.of(
                    "null",
                    "true",
                    "{}",
                    "[]",
                    "\"\"",
                    "-1",
                    "1e999",
                    "\"%00\"",
                    "\"2.0\"",
                    "{\"content-encoding\":\"gzip\"}",
                    "{\"content-encoding\":\"zstd\"}",
                    "{\"a\":[null]}",
                    "{\"a\":null}",
                    "\"\\ud800\"",
                    "[null]",
                    "[\"\\r\\n\"]");

    @Test
    void mutatedEventsAreAnswered() throws Exception {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        Random random = new Random(12);
        try (RehearsalStage provider = new RehearsalStage()) {
            GatewayFunction function = function(provider, log);
            List<String> events =
                    List.of(
                            GatewayFunctionTest.event("chat-once"),
                            GatewayFunctionTest.event("chat-stream"),
                            GatewayFunctionTest.event("models"),
                            GatewayFunctionTest.event("web-chat"));
            for (int i = 0; i < EVENTS; i++) {
                byte[] event = mutated(events.get(random.nextInt(events.size())), random);
                CollectedResponse response = new CollectedResponse();
                function.handle(event, response, new FakeContext());
                assertThat(response.status()).as(new String(event, UTF_8)).isBetween(200, 499);
                assertThat(response.body()).doesNotContain(PROVIDERS_KEY, "\tat ", "Exception");
            }
        }
        assertThat(log.toString(UTF_8))
                .doesNotContain(CALLERS_KEY, PROVIDERS_KEY, "Exception", "internalError");
    }

    private static byte[] mutated(String event, Random random) {
        String text = event;
        for (int i = random.nextInt(3); i > 0; i--) {
            text = otherValue(text, random);
        }
        byte[] bytes = text.getBytes(UTF_8);
        for (int i = random.nextInt(3); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
        }
        return random.nextInt(10) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    /** Of a member that is picked by chance: mostly a whole value of its object. */
    private static String otherValue(String json, Random random) {
        int colon = json.indexOf("\": ", random.nextInt(json.length()));
        if (colon < 0) {
            return json;
        }
        int end = json.indexOf(random.nextInt(4) == 0 ? "}" : ",\n", colon);
        String piece = PIECES.get(random.nextInt(PIECES.size()));
        return json.substring(0, colon + 3) + piece + (end < 0 ? "}" : json.substring(end));
    }

    private static GatewayFunction function(RehearsalStage provider, ByteArrayOutputStream log)
            throws IOException {
        return new GatewayFunction(
                Map.of(
                        "SLUICE_STORES",
                        "memory",
                        "SLUICE_LOCAL_KEY",
                        CALLERS_KEY,
                        "SLUICE_PROVIDER_TYPE_0",
                        "openai-compatible",
                        "SLUICE_PROVIDER_ALLOWED_MODELS_0",
                        RehearsalStage.MODEL,
                        "SLUICE_PROVIDER_KEY_0",
                        PROVIDERS_KEY,
                        "SLUICE_PROVIDER_ENDPOINT_0",
                        provider.url() + "/v1"),
                new PrintStream(log, true, UTF_8));
    }
}
