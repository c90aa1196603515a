package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that are wrong before anybody reads what they ask: their way, their key, their bytes.
 */
class BadHttpTest extends BadInputSteps {
    /** A base URL with a version too many, or none; a slash at the end. */
    @ParameterizedTest
    @CsvSource({
        "/v1/v1/messages,POST /v1/messages",
        "/messages,POST /v1/messages",
        "/chat/completions,POST /v1/chat/completions",
        "/v1/chat/completions/,POST /v1/chat/completions",
        "/openai/v1/embeddings,POST /v1/embeddings",
        "/v1/v2/rerank,POST /v2/rerank",
    })
    void whoIsBesideADoorIsToldWhichWasMeant(String path, String meant) throws IOException {
        Reply reply = world.post(path, World.KEY, World.chat(LLAMA, "").getBytes(UTF_8));
        assertThat(reply.error(404).at("message").text())
                .contains("Did you mean " + meant + "? This gateway serves ");
        assertThat(world.get("/v1/nowhere").error(404).at("message").text())
                .doesNotContain("Did you mean");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer sk-wrong",
                "Basic c2s=",
                "sk-test-local",
                "Bearer sk-test local",
                "Bearer xx-test-local"
            })
    void aMissingOrWrongKeyIs401(String authorization) throws IOException {
        Reply reply =
                world.raw(
                        "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
                                + (authorization.isEmpty()
                                        ? ""
                                        : "Authorization: " + authorization + "\r\n")
                                + "\r\n{}");
        Tree error = reply.error(401);
        assertThat(error.at("code").text()).isEqualTo("invalid_api_key");
        assertThat(error.at("type").text()).isEqualTo("authentication_error");
        assertThat(reply.header("www-authenticate")).isEqualTo("Bearer");
        assertThat(reply.header("x-should-retry")).isEqualTo("false");
        assertThat(reply.body()).doesNotContain("wrong", "test-local");
    }

    @Test
    void aRevokedKeyAndAnExpiredKeyAre401() throws IOException {
        String expired =
                world.key(
                        "expired",
                        List.of(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.of(Instant.now().minusSeconds(1)));
        String revoked = world.key("revoked", OptionalLong.empty(), OptionalLong.empty());
        world.keys().revoke("revoked");
        assertThat(world.post(expired, World.chat(LLAMA, "")).error(401).at("message").text())
                .contains("expired at");
        assertThat(world.post(revoked, World.chat(LLAMA, "")).error(401).at("message").text())
                .contains("revoked");
    }

    @Test
    void aBodyOver6MegabytesIs413WithALengthAndWithout() throws IOException {
        byte[] body = World.chat(LLAMA, "").replace("hello", "x".repeat(6 << 20)).getBytes(UTF_8);
        Reply announced = Bodies.announced(world, body.length, body);
        announced.error(413);
        assertThat(announced.header("x-should-retry")).isEqualTo("false");
        Bodies.chunked(world, body).error(413);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/chat/completions, POST",
        "PUT, /v1/chat/completions, POST",
        "DELETE, /v1/completions, POST",
        "TRACE, /v1/chat/completions, POST",
        "BREW, /v1/chat/completions, POST",
        "POST, /v1/models, 'GET, HEAD'",
        "POST, /health, 'GET, HEAD'",
        "DELETE, /v1/models/x, 'GET, HEAD'",
    })
    void aWrongMethodIs405(String method, String path, String allow) throws IOException {
        Reply reply = world.raw(method + " " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
        reply.error(405);
        assertThat(reply.header("allow")).isEqualTo(allow);
        assertThat(reply.header("x-should-retry")).isEqualTo("false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1",
                "/v1/",
                "/v1/nothing",
                "/V1/models",
                "//v1/models",
                "/v1//models",
                "/v1/../v1/models",
                "/v1/./models",
                "/v1/models/../../secret",
                "/etc/passwd",
                "/v1/chat/completions/",
                "/v1/chat%2fcompletions%2f",
                "/v1/models;x=1",
                "/v1/chat/completions/../../../health",
                "/v1/engines"
            })
    void pathTricksLeadNowhere(String path) throws IOException {
        world.get(path).error(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/models/%", "/v1/models/%zz", "/v1/%00models", "/v1/models/%0d%0aX-Evil:1",
                "/v1/models/%c0%ae", "/v1/models/%ff", "v1/models", "*"
            })
    void malformedPathsAre400(String path) throws IOException {
        Reply reply = world.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.headers()).doesNotContainKey("x-evil");
        assertThat(reply.json().at("error").names())
                .containsExactlyInAnyOrder("message", "type", "param", "code");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /health HTTP/1.1\r\nHost: x\r\nX-A: a\u0000b\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: x\r\nX A: b\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n",
                "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
                "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "NONSENSE\r\n\r\n",
                "GET /health\r\n\r\n",
                "GET  /health HTTP/1.1\r\nHost: x\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000"
            })
    void malformedHttpIsRefusedAndNeverReachesADoor(String request) throws IOException {
        try (RawClient client = world.client()) {
            client.send(request);
            client.shutdownOutput();
            String answer = client.rest();
            if (!answer.isEmpty()) {
                assertThat(answer).startsWith("HTTP/1.1 4");
                assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("exception", "\tat ");
            }
        }
        assertThat(world.get("/health").status()).isEqualTo(200);
    }

    @Test
    void hugeHeadersAreRefused() throws IOException {
        Reply reply =
                world.raw(
                        "GET /health HTTP/1.1\r\nHost: x\r\nX-Big: "
                                + "x".repeat(64 << 10)
                                + "\r\n\r\n");
        assertThat(reply.status()).isBetween(400, 431);
        assertThat(reply.json().at("error").names())
                .containsExactlyInAnyOrder("message", "type", "param", "code");
    }

    @Test
    void aHugeNumberOfHeadersIsRefusedOrIgnored() throws IOException {
        StringBuilder headers = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            headers.append("X-").append(i).append(": 1\r\n");
        }
        Reply reply = world.raw("GET /health HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
        assertThat(reply.status()).isIn(200, 400, 431);
    }
}
