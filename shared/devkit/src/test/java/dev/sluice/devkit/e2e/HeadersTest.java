package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The headers of every answer, and the doors that cost nothing. */
class HeadersTest {
    @AutoClose private static ScriptedProvider upstream;
    @AutoClose private static World world;

    @BeforeAll
    static void start() throws IOException {
        upstream = new ScriptedProvider();
        world =
                World.settings()
                        .slot(0, "together", upstream.baseUrl())
                        .serving(9, upstream.baseUrl(), "my/own-model")
                        .start();
    }

    @Test
    void everyAnswerHasAnIdOfItsOwnAndItsTime() throws IOException {
        List<Reply> replies =
                List.of(
                        world.ask(LLAMA),
                        world.stream(LLAMA),
                        world.get("/v1/models"),
                        world.get("/v1/models/" + LLAMA),
                        world.get("/health"),
                        world.get("/nope"),
                        world.post("{"),
                        world.ask("nope"),
                        world.post("sk-test-wrong", "{}"),
                        world.raw("PUT /v1/models HTTP/1.1\r\nHost: x\r\n\r\n"));
        Set<String> ids = new HashSet<>();
        for (Reply reply : replies) {
            assertThat(reply.header("openai-processing-ms")).matches("\\d+");
            ids.add(reply.header("x-request-id"));
        }
        assertThat(ids).hasSize(replies.size()).doesNotContain("");
    }

    @Test
    void anAnswerSaysWhoServedIt() throws IOException {
        for (Reply reply : List.of(world.ask("general"), world.stream("general"))) {
            assertThat(reply.header("x-sluice-provider")).isEqualTo("together");
            assertThat(reply.header("x-sluice-model")).isEqualTo(LLAMA);
        }
        assertThat(world.ask("my/own-model").header("x-sluice-model")).isEqualTo("my/own-model");
    }

    @Test
    void aStreamIsMarkedAsOne() throws IOException {
        Reply reply = world.stream(LLAMA);
        assertThat(reply.header("content-type").toLowerCase(Locale.ROOT))
                .isEqualTo("text/event-stream; charset=utf-8");
        assertThat(reply.header("cache-control")).isEqualTo("no-cache");
        assertThat(reply.header("transfer-encoding")).isEqualTo("chunked");
        assertThat(reply.headers()).doesNotContainKey("content-length");
    }

    @Test
    void theRateHeadersAreTheCountersAndFallWithUse() throws IOException {
        String key = world.key("counted", OptionalLong.of(5), OptionalLong.of(100_000));
        long lastRequests = 5;
        long lastTokens = 100_000;
        for (int i = 0; i < 4; i++) {
            Reply reply =
                    world.post(
                            key,
                            World.chat(LLAMA, ",\"max_tokens\":1000,\"stream\":" + (i % 2 == 0)));
            assertThat(reply.header("x-ratelimit-limit-requests")).isEqualTo("5");
            assertThat(reply.header("x-ratelimit-limit-tokens")).isEqualTo("100000");
            long requests = Long.parseLong(reply.header("x-ratelimit-remaining-requests"));
            long tokens = Long.parseLong(reply.header("x-ratelimit-remaining-tokens"));
            assertThat(requests).isEqualTo(lastRequests - 1);
            assertThat(tokens).isLessThan(100_000);
            assertThat(reply.header("x-ratelimit-reset-requests")).matches(LimitRows.GO_DURATION);
            assertThat(reply.header("x-ratelimit-reset-tokens")).matches(LimitRows.GO_DURATION);
            lastRequests = requests;
            lastTokens = Math.min(lastTokens, tokens);
            Wait.until(
                    "the reservation is corrected",
                    () -> LimitRows.tokensTaken(world, "caller#counted") < 500);
        }
        assertThat(lastTokens).isBetween(98_000L, 99_500L);
        assertThat(lastRequests).isEqualTo(1);
    }

    @Test
    void aRefusalByALimitSaysWhenToComeBack() throws IOException {
        String key = world.key("once", OptionalLong.of(1), OptionalLong.empty());
        assertThat(world.post(key, World.chat(LLAMA, "")).status()).isEqualTo(200);
        Reply reply = world.post(key, World.chat(LLAMA, ""));
        Tree error = reply.error(429);
        assertThat(error.at("code").text()).isEqualTo("rate_limit_exceeded");
        assertThat(Long.parseLong(reply.header("retry-after"))).isBetween(50L, 66L);
        assertThat(Long.parseLong(reply.header("retry-after-ms"))).isBetween(50_000L, 66_000L);
        assertThat(reply.header("x-ratelimit-limit-requests")).isEqualTo("1");
        assertThat(reply.header("x-ratelimit-remaining-requests")).isEqualTo("0");
        assertThat(reply.header("x-ratelimit-reset-requests")).matches(LimitRows.GO_DURATION);
        assertThat(reply.headers()).doesNotContainKey("x-should-retry");
    }

    @Test
    void aRefusalTellsAllSixLimitsEachFromTheScopeWithLeastLeft() throws IOException {
        String key = world.key("rpm-alone", OptionalLong.of(1), OptionalLong.empty());
        Reply served = world.post(key, World.chat(LLAMA, ""));
        assertThat(served.status()).isEqualTo(200);
        String slotsTokens = served.header("x-ratelimit-limit-tokens");
        for (int i = 0; i < 3; i++) { // asked, and remembered without asking
            Reply refused = world.post(key, World.chat(LLAMA, ""));
            assertThat(refused.status()).isEqualTo(429);
            LimitRows.assertAllSix(refused);
            assertThat(refused.header("x-ratelimit-limit-requests")).isEqualTo("1");
            assertThat(refused.header("x-ratelimit-remaining-requests")).isEqualTo("0");
            assertThat(refused.header("x-ratelimit-limit-tokens")).isEqualTo(slotsTokens);
        }
    }

    @Test
    void aProvidersFailureTellsAllSixLimitsToo() throws IOException {
        for (int status : new int[] {400, 401, 429, 500}) {
            try (ScriptedProvider failing = new ScriptedProvider();
                    World own = World.together(failing)) {
                failing.on(LLAMA, call -> call.write(Scripts.json(status, "", "{}")));
                Reply reply = own.ask(LLAMA);
                assertThat(reply.status()).isGreaterThanOrEqualTo(400);
                LimitRows.assertAllSix(reply);
                LimitRows.assertAllSix(own.ask(LLAMA)); // the slot may be cooling down now
            }
        }
    }

    @Test
    void whoWasNotAdmittedIsToldNoLimit() throws IOException {
        for (Reply reply :
                List.of(
                        world.post("sk-test-wrong", World.chat(LLAMA, "")),
                        world.post("{"),
                        world.ask("nope"))) {
            assertThat(reply.headers().keySet()).noneMatch(name -> name.startsWith("x-ratelimit"));
        }
    }

    @Test
    void nothingOfTheProvidersHeadersComesThrough() throws IOException {
        upstream.on(
                "my/own-model",
                call ->
                        call.write(
                                Scripts.json(
                                        200,
                                        "Set-Cookie: a=b\r\nServer: them\r\nx-request-id: theirs\r\nopenai-organization: acme\r\n",
                                        Scripts.completion("x"))));
        assertThat(world.ask("my/own-model").headers())
                .doesNotContainKeys("set-cookie", "server", "openai-organization")
                .doesNotContainEntry("x-request-id", "theirs");
    }

    @Test
    void nothingOfTheCallersGoesToTheProvider() throws IOException {
        try (RawClient client = world.client()) {
            byte[] body = World.chat(LLAMA, "").getBytes(UTF_8);
            client.send(
                            "POST /v1/chat/completions?key=secret-query HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                    + World.KEY
                                    + "\r\nCookie: secret-cookie\r\nX-Forwarded-For: 1.2.3.4\r\nOpenAI-Organization: secret-org\r\nContent-Length: "
                                    + body.length
                                    + "\r\n\r\n")
                    .send(body);
            assertThat(client.reply().status()).isEqualTo(200);
        }
        ScriptedProvider.Seen last = upstream.seen().getLast();
        assertThat(last.key()).isEqualTo("Bearer upstream-key-0");
        assertThat(last.head().toString()).doesNotContain("secret", "1.2.3.4", World.KEY);
    }

    @Test
    void modelsHaveTheirFactsAndIdsWithSlashes() throws IOException {
        List<Tree> models = world.get("/v1/models").json().at("data").items();
        assertThat(models)
                .extracting(model -> model.at("id").text())
                .contains(LLAMA, "my/own-model");
        Tree llama = world.get("/v1/models/" + LLAMA).json();
        assertThat(llama.at("object").text()).isEqualTo("model");
        assertThat(llama.at("context_length").number()).isEqualTo(131_072);
        assertThat(llama.names())
                .contains("pricing", "capabilities", "limits", "created", "owned_by");
        assertThat(world.get("/v1/models/" + LLAMA.replace("/", "%2F")).json().at("id").text())
                .isEqualTo(LLAMA);
        assertThat(world.get("/v1/models/general").status()).isEqualTo(200);
        world.get("/v1/models/no/such/model").error(404);
    }

    @Test
    void healthCostsNothingAndNamesWhatRuns() throws IOException {
        int before = upstream.seen().size();
        Reply reply = world.raw("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().at("stage").text()).isEqualTo(world.stage);
        assertThat(reply.json().at("catalogVersion").text()).isNotBlank();
        assertThat(upstream.seen()).hasSize(before);
    }

    @Test
    void oneConnectionServesManyRequests() throws IOException {
        try (RawClient client = world.client()) {
            for (int i = 0; i < 20; i++) {
                byte[] body =
                        World.chat(LLAMA, i % 2 == 0 ? ",\"stream\":true" : "").getBytes(UTF_8);
                assertThat(client.post("/v1/chat/completions", World.KEY, body).reply().status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void theConnectionToTheProviderIsUsedAgain() throws IOException {
        int before = upstream.connections();
        for (int i = 0; i < 20; i++) {
            assertThat((i % 2 == 0 ? world.ask(LLAMA) : world.stream(LLAMA)).status())
                    .isEqualTo(200);
        }
        assertThat(upstream.connections() - before).isLessThan(4);
    }
}
