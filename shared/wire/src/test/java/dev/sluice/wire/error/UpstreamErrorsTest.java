package dev.sluice.wire.error;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UpstreamErrorsTest {
    private static UpstreamError json(String body) {
        return UpstreamErrors.parse(400, "application/json", body.getBytes(UTF_8));
    }

    @Test
    void openAisShape() {
        assertThat(
                        json(
                                "{\"id\":\"x\",\"error\":{\"message\":\"No such model\",\"type\":\"invalid_request_error\",\"param\":\"model\",\"code\":\"model_not_found\"}}"))
                .isEqualTo(
                        new UpstreamError(
                                "No such model",
                                "invalid_request_error",
                                "model",
                                "model_not_found"));
        assertThat(
                        json(
                                "{\"error\":{\"message\":\"m\",\"type\":\"t\",\"param\":null,\"code\":null}}"))
                .isEqualTo(new UpstreamError("m", "t", null, null));
    }

    @Test
    void otherShapes() {
        assertThat(json("{\"error\":\"m\"}")).isEqualTo(new UpstreamError("m", null, null, null));
        assertThat(json("{\"message\":\"m\",\"type\":\"t\"}"))
                .isEqualTo(new UpstreamError("m", "t", null, null));
        assertThat(
                        json(
                                "{\"code\":401,\"msg\":\"unauthorized\",\"request_id\":\"r\",\"data\":null}"))
                .isEqualTo(new UpstreamError("unauthorized", null, null, "401"));
        assertThat(
                        json(
                                "{\"error\":{\"code\":429,\"message\":\"m\",\"metadata\":{\"raw\":\"x\"}}}"))
                .isEqualTo(new UpstreamError("m", null, null, "429"));
        assertThat(
                        json(
                                "[{\"error\":{\"code\":400,\"message\":\"m\",\"status\":\"INVALID_ARGUMENT\"}}]"))
                .isEqualTo(new UpstreamError("m", "INVALID_ARGUMENT", null, "400"));
        assertThat(
                        json(
                                "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"m\"}}"))
                .isEqualTo(new UpstreamError("m", "overloaded_error", null, null));
        assertThat(
                        json(
                                "{\"error_type\":\"dynamic_token_limited\",\"error\":{\"message\":\"m\",\"type\":null}}"))
                .isEqualTo(new UpstreamError("m", "dynamic_token_limited", null, null));
        assertThat(
                        json(
                                "{\"error\":{\"message\":\"m\",\"type\":\"rate\",\"error_type\":\"dynamic_request_limited\"}}"))
                .isEqualTo(new UpstreamError("m", "rate", null, "dynamic_request_limited"));
    }

    @Test
    void fastApisShapes() {
        assertThat(json("{\"detail\":\"Not Found\"}"))
                .isEqualTo(new UpstreamError("Not Found", null, null, null));
        assertThat(
                        json(
                                "{\"detail\":[{\"loc\":[\"body\",\"messages\",0,\"role\"],\"msg\":\"field required\",\"type\":\"value_error.missing\"},{\"msg\":\"second\"}]}"))
                .isEqualTo(new UpstreamError("field required", null, "messages.0.role", null));
        assertThat(json("{\"detail\":{\"error\":{\"message\":\"m\",\"code\":\"c\"}}}"))
                .isEqualTo(new UpstreamError("m", null, null, "c"));
    }

    @Test
    void whatIsNotJson() {
        assertThat(message(503, "text/plain", "upstream connect error"))
                .isEqualTo("upstream connect error");
        assertThat(message(502, "text/html", "<html><h1>Bad gateway</h1>"))
                .isEqualTo("The provider answered HTTP 502 with an HTML page.");
        assertThat(message(520, null, "<!DOCTYPE html>"))
                .isEqualTo("The provider answered HTTP 520 with an HTML page.");
        assertThat(message(503, null, ""))
                .isEqualTo("The provider answered HTTP 503 with an empty body.");
        assertThat(message(500, "application/json", "{\"error\":{\"mess"))
                .isEqualTo("The provider answered HTTP 500 with broken JSON.");
        assertThat(message(500, "application/json", "{}"))
                .isEqualTo("The provider answered HTTP 500 with no message.");
        assertThat(message(500, "application/json", "[]"))
                .isEqualTo("The provider answered HTTP 500 with broken JSON.");
    }

    private static String message(int status, @Nullable String contentType, String body) {
        return UpstreamErrors.parse(status, contentType, body.getBytes(UTF_8)).message();
    }

    @Test
    void aMessageIsOneBoundedLine() {
        assertThat(json("{\"error\":\"a\\r\\nb\\u0000c\"}").message()).isEqualTo("a b c");
        assertThat(json("{\"error\":\"" + "x".repeat(100_000) + "\"}").message()).hasSize(1_001);
    }

    @Test
    void aKeyInAMessageIsBlanked() {
        assertThat(
                        json("{\"error\":\"Incorrect API key provided: sk-fakefake. Sent Bearer fake-token\"}")
                                .message())
                .isEqualTo("Incorrect API key provided: [key] Sent [key]");
    }

    @Test
    void contextOverflowIsFoundByCodeOrWords() {
        assertThat(
                        json("{\"error\":{\"message\":\"m\",\"code\":\"context_length_exceeded\"}}")
                                .contextOverflow())
                .isTrue();
        for (String message :
                new String[] {
                    "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens",
                    "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 131073. Given: 140000",
                    "inputs tokens + max_new_tokens must be <= 8193",
                    "The prompt is too long: 9000, model maximum context length: 8191",
                    "exceeds the context window of this model",
                    "Please reduce the length of the messages or completion.",
                    "input length and `max_tokens` exceed context limit: 190000 + 32000 > 200000",
                    "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
                    "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
                    "Your request exceeded model token limit: 262144"
                }) {
            assertThat(new UpstreamError(message, null, null, null).contextOverflow())
                    .as(message)
                    .isTrue();
        }
        for (String message :
                new String[] {
                    "temperature must be <= 2",
                    "Rate limit reached for tokens per minute (TPM): reduce the length of the messages",
                    "You do not have permission"
                }) {
            assertThat(new UpstreamError(message, null, null, null).contextOverflow())
                    .as(message)
                    .isFalse();
        }
    }

    @Test
    void noBytesMakeItThrow() {
        Random random = new Random(7);
        byte[] seed =
                "{\"error\":{\"message\":\"m\",\"code\":[1,{\"a\":2}]},\"detail\":[{\"loc\":[\"body\"],\"msg\":\"x\"}]}"
                        .getBytes(UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] body = seed.clone();
            for (int j = 0; j < 1 + i % 4; j++) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            assertThat(UpstreamErrors.parse(500, "application/json", body).message()).isNotEmpty();
        }
        assertThat(
                        UpstreamErrors.parse(500, null, "{\"error\":".repeat(1_000).getBytes(UTF_8))
                                .message())
                .isNotEmpty();
    }
}
