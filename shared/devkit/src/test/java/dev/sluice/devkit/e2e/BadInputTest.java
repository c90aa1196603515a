package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must be refused, and how: OpenAI's error with all four keys, nothing asked upstream, no row,
 * nothing taken.
 */
class BadInputTest {
    @AutoClose private static ScriptedProvider upstream;
    @AutoClose private static World world;

    @BeforeAll
    static void start() throws IOException {
        upstream = new ScriptedProvider();
        world =
                World.settings()
                        .slot(0, "together", upstream.baseUrl())
                        .limits(0, 100_000, 60_000)
                        .serving(7, upstream.baseUrl(), "my/own-model")
                        .start();
    }

    @AfterEach
    void leavesNothingBehind() {
        assertThat(upstream.seen()).isEmpty();
        assertThat(world.rows()).isEmpty();
        assertThat(world.rollups()).isEmpty();
        LimitRows.assertUntouched(world, "slot#0");
        assertThat(world.out.all()).noneMatch(line -> line.contains("Exception"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"stream\":\"yes\" | stream",
                "\"stream\":1 | stream",
                "\"max_tokens\":\"5\" | max_tokens",
                "\"max_tokens\":0 | max_tokens",
                "\"max_tokens\":-1 | max_tokens",
                "\"max_tokens\":1.5 | max_tokens",
                "\"max_tokens\":1e99 | max_tokens",
                "\"max_tokens\":99999999999999999999 | max_tokens",
                "\"max_completion_tokens\":[] | max_completion_tokens",
                "\"n\":0 | n",
                "\"n\":1000000 | n",
                "\"n\":\"2\" | n",
                "\"stop\":5 | stop",
                "\"tools\":{} | tools",
                "\"models\":\"a\" | models",
                "\"models\":[1] | models[0]",
                "\"stream_options\":true | stream_options",
                "\"logprobs\":\"yes\" | logprobs",
                "\"top_logprobs\":21 | top_logprobs",
            })
    void wrongTypesNameTheirParameter(String member, String param) throws IOException {
        Tree error = world.post(World.chat(LLAMA, "," + member)).error(400);
        assertThat(error.at("param").text()).isEqualTo(param);
        assertThat(error.at("type").text()).isEqualTo("invalid_request_error");
    }

    static List<String> bodies() {
        return List.of(
                "{}",
                "{\"model\":\"" + LLAMA + "\"}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
                "{\"model\":null,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
                "{\"model\":5,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
                "{\"model\":\"" + LLAMA + "\",\"messages\":[]}",
                "{\"model\":\"" + LLAMA + "\",\"messages\":{}}",
                "{\"model\":\"" + LLAMA + "\",\"messages\":null}",
                "{\"model\":\"" + LLAMA + "\",\"messages\":\"hi\"}",
                "{\"model\":\"" + LLAMA + "\",\"messages\":[1]}",
                "{\"model\":\"" + LLAMA + "\",\"messages\":[null]}",
                "{\"model\":\"" + LLAMA + "\",\"messages\":[{\"content\":\"no role\"}]}",
                World.chat("", ""),
                World.chat(" ", ""),
                World.chat(LLAMA, ",\"model\":\"my/own-model\""),
                World.chat(LLAMA, ",\"stream\":false,\"stream\":true"),
                World.chat(LLAMA, ",\"max_tokens\":1,\"max_tokens\":2"),
                World.chat(LLAMA, ",\"m\\u006fdel\":\"my/own-model\""),
                World.chat(LLAMA, ",\"a\":" + "[".repeat(100_000)),
                World.chat(LLAMA, ",\"a\":" + "[".repeat(5_000) + "]".repeat(5_000)),
                World.chat(LLAMA, ",\"a\":" + "{\"b\":".repeat(5_000) + "1" + "}".repeat(5_000)),
                World.chat(LLAMA, ",\"a\":" + "9".repeat(100_000)),
                World.chat(LLAMA, ",\"" + "k".repeat(100_000) + "\":1"),
                World.chat(LLAMA, ",\"a\":NaN"),
                World.chat(LLAMA, ",\"a\":01"),
                World.chat(LLAMA, ",\"a\":\"\t\""),
                World.chat(LLAMA, ",\"a\":\"\\ud800\\ud800\\x\""));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void badBodiesAre400(String body) throws IOException {
        Reply reply = world.post(body);
        reply.error(400);
        assertThat(reply.header("x-should-retry")).isEqualTo("false");
    }

    @Test
    void utf16IsRefused() throws IOException {
        byte[] body = World.chat(LLAMA, "").getBytes(UTF_16LE);
        world.post("/v1/chat/completions", World.KEY, body).error(400);
    }

    @ParameterizedTest
    @ValueSource(ints = {0xc0, 0xff, 0x80, 0xed})
    void brokenUtf8IsRefused(int octet) throws IOException {
        byte[] body = World.chat(LLAMA, "").replace("hello", "h?llo").getBytes(UTF_8);
        body[new String(body, UTF_8).indexOf('?')] = (byte) octet;
        world.post("/v1/chat/completions", World.KEY, body).error(400);
    }

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

    @Test
    void anUnknownModelIs404WithTheNearestNames() throws IOException {
        Tree error = world.ask("meta-llama/Llama-3.3-70B-Instruct-Turbi").error(404);
        assertThat(error.at("code").text()).isEqualTo("model_not_found");
        assertThat(error.at("param").text()).isEqualTo("model");
        assertThat(error.at("message").text()).contains(LLAMA);
        assertThat(world.ask("my/own-modell").error(404).at("message").text())
                .contains("my/own-model");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "../../etc/passwd",
                "together/",
                "/",
                ":",
                "together/../x",
                "a\\r\\nX-Evil: 1",
                "a\\u0000b",
                "\\u202egnp",
                "\\ud83d\\ude80"
            })
    void strangeModelNamesAre404AndStayOutOfHeaders(String model) throws IOException {
        Reply reply = world.ask(model);
        reply.error(404);
        assertThat(reply.headers()).doesNotContainKey("x-evil");
        assertThat(reply.json().at("error", "message").text())
                .doesNotContain("\r", "\n", "\u0000", "\u202e");
    }

    @Test
    void aVeryLongModelNameIsNotRepeatedInFull() throws IOException {
        Reply reply = world.ask("m".repeat(1_000_000));
        reply.error(404);
        assertThat(reply.body().length()).isLessThan(2_000);
    }

    @Test
    void aModelOfAnotherKindIs400() throws IOException {
        assertThat(world.ask("black-forest-labs/FLUX.1-schnell").error(400).at("param").text())
                .isEqualTo("model");
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
    void aKeyOnlyUsesItsModels() throws IOException {
        String key =
                world.key(
                        "narrow",
                        List.of("my/own-model"),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.empty());
        Reply reply = world.post(key, World.chat(LLAMA, ""));
        assertThat(reply.error(403).at("code").text()).isEqualTo("model_not_allowed");
        assertThat(reply.header("x-should-retry")).isEqualTo("false");
    }

    @Test
    void aBodyOver6MegabytesIs413WithALengthAndWithout() throws IOException {
        byte[] body = World.chat(LLAMA, "").replace("hello", "x".repeat(6 << 20)).getBytes(UTF_8);
        Reply announced = Bodies.announced(world, body.length, body);
        announced.error(413);
        assertThat(announced.header("x-should-retry")).isEqualTo("false");
        Bodies.chunked(world, body).error(413);
    }

    @Test
    void maxTokensAboveTheModelsIs400() throws IOException {
        Tree error = world.post(World.chat(LLAMA, ",\"max_tokens\":131073")).error(400);
        assertThat(error.at("param").text()).isEqualTo("max_tokens");
        assertThat(error.at("message").text()).contains("131073").contains("131072");
    }

    @Test
    void maxTokensAboveTheBurstIs400AndSaysSo() throws IOException {
        Tree error = world.post(World.chat(LLAMA, ",\"max_tokens\":60001")).error(400);
        assertThat(error.at("param").text()).isEqualTo("max_tokens");
        assertThat(error.at("message").text()).contains("60000");
        world.post(World.chat(LLAMA, ",\"max_tokens\":2000,\"n\":128")).error(400);
    }

    @Test
    void maxTokensAboveTheCallersOwnBurstIs400() throws IOException {
        String key = world.key("small", OptionalLong.empty(), OptionalLong.of(500));
        Tree error = world.post(key, World.chat(LLAMA, ",\"max_tokens\":501")).error(400);
        assertThat(error.at("message").text()).contains("this API key").contains("500");
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

    @Test
    void noStackTraceAndNoSecretInAnyError() throws IOException {
        String everything =
                world.post("{").body()
                        + world.ask("nope").body()
                        + world.get("/nope").body()
                        + world.post(World.chat(LLAMA, ",\"max_tokens\":60001")).body();
        assertThat(everything)
                .doesNotContain("upstream-key", World.KEY, "dev.sluice", "127.0.0.1", "\\tat");
    }
}
