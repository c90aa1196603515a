package dev.sluice.devkit.web;

import static dev.sluice.devkit.web.WebWorld.KEY;
import static dev.sluice.devkit.web.WebWorld.LLAMA;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** F2 of the contract, {@code /proxy}, and what must never happen with a user's key or URL. */
final class OwnProvidersTest {
    private static final String CANARY = "canary-5f1d-of-the-user";

    private ScriptedProvider server;
    private ScriptedProvider users;
    private WebWorld world;

    @BeforeEach
    void start() throws Exception {
        server = ChatScripts.provider();
        users = ChatScripts.provider();
        world =
                WebWorld.at(server)
                        .set("SLUICE_ALLOWED_ENDPOINTS", users.baseUrl())
                        .set("SLUICE_BASE_URL_GROQ", users.baseUrl() + "/openai/v1")
                        .start();
    }

    @AfterEach
    void stop() throws Exception {
        world.close();
        server.close();
        users.close();
    }

    @Test
    void f2TheUsersProviderServesCostsNothingAndIsMarked() throws Exception {
        UiChat chat = world.chat(with("openai-compatible", users.baseUrl(), CANARY, "my-model"));
        assertThat(chat.bubble).isEqualTo("Hello!");
        assertThat(chat.cost).isZero();
        ScriptedProvider.Seen seen = users.seen().getFirst();
        assertThat(seen.path()).isEqualTo("/v1/chat/completions");
        assertThat(seen.key()).isEqualTo("Bearer " + CANARY);
        assertThat(seen.body()).contains("\"model\":\"my-model\"").doesNotContain(CANARY);
        assertThat(server.seen()).isEmpty();
        Map<?, ?> row = Fields.object(world.transactions().getLast());
        assertThat(row.get("source")).isEqualTo("user");
        assertThat(row.get("cost")).hasToString("0");
        assertThat(row.get("tokensIn")).isEqualTo(1200);
        assertThat(world.json("/usage").get("totalCost")).hasToString("0");
    }

    @Test
    void aTypesBaseUrlMayBeMovedAndStandsForShorterForms() throws Exception {
        for (String endpoint : List.of("", users.baseUrl() + "/openai/v1", users.baseUrl())) {
            assertThat(world.chat(with("groq", endpoint, CANARY, "")).bubble).isEqualTo("Hello!");
        }
        assertThat(users.seen())
                .extracting(ScriptedProvider.Seen::path)
                .containsOnly("/v1/openai/v1/chat/completions", "/v1/chat/completions");
        assertThat(users.seen().getFirst().body()).contains("llama-3.3-70b-versatile");
    }

    @Test
    void theCatalogsAddressOfAMovedTypeStandsForTheMovedOne() throws Exception {
        String listed = "https://api.groq.com/openai/v1";
        assertThat(world.chat(with("groq", listed, CANARY, "")).bubble).isEqualTo("Hello!");
        assertThat(users.seen())
                .extracting(ScriptedProvider.Seen::path)
                .containsExactly("/v1/openai/v1/chat/completions");
    }

    @Test
    void theServerServesWhereTheUsersProviderFails() throws Exception {
        users.then(ChatScripts.error(401));
        UiChat chat = world.chat(with("openai-compatible", users.baseUrl(), CANARY, "my-model"));
        assertThat(chat.bubble).isEqualTo("Hello!");
        assertThat(chat.only("provider_fallback").data())
                .containsEntry("originalModel", "my-model")
                .containsEntry("reason", "bad_key");
        Map<?, ?> row = Fields.object(world.transactions().getLast());
        assertThat(row.get("source")).isEqualTo("server");
        assertThat(row.get("cost")).hasToString("0.00132");
    }

    @Test
    void aUsersLimitedProviderCoolsNoSlotOfOurs() throws Exception {
        users.then(ChatScripts.error(429, "Retry-After", "60"));
        world.chat(with("openai-compatible", users.baseUrl(), CANARY, "my-model"));
        world.chat(with("openai-compatible", users.baseUrl(), CANARY, "my-model"));
        assertThat(users.seen()).as("asked again at once").hasSize(2);
        assertThat(world.chat(WebWorld.body("")).bubble).isEqualTo("Hello!");
    }

    @Test
    void withoutCreditTheUsersOwnStillServes() throws Exception {
        world.close();
        world =
                WebWorld.at(server)
                        .set("SLUICE_CREDIT_USD", "0")
                        .set("SLUICE_ALLOWED_ENDPOINTS", users.baseUrl())
                        .start();
        assertThat(world.chat(WebWorld.body("")).error).startsWith("Insufficient credit");
        assertThat(
                        world.chat(with("openai-compatible", users.baseUrl(), CANARY, "my-model"))
                                .bubble)
                .isEqualTo("Hello!");
        users.then(ChatScripts.error(500));
        assertThat(world.chat(with("openai-compatible", users.baseUrl(), CANARY, "my-model")).error)
                .isNotEmpty();
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void noUrlOfAUsersLeadsAnywhereElse() throws Exception {
        String port = ":" + users.port();
        for (String url :
                List.of(
                        "http://169.254.169.254/latest/meta-data",
                        "http://10.0.0.1/v1",
                        "http://192.168.1.1/v1",
                        "http://[::1]" + port + "/v1",
                        "http://[::ffff:127.0.0.1]" + port + "/v1",
                        "http://localhost" + port + "/v1",
                        "http://127.1" + port + "/v1",
                        "http://2130706433" + port + "/v1",
                        "http://0x7f.0.0.1" + port + "/v1",
                        "http://0" + port + "/v1",
                        "https://127.0.0.1" + port + "/v1",
                        "http://127.0.0.1" + port + "/v1/../admin",
                        "http://127.0.0.1" + port + "/v1%2f..%2fadmin",
                        "http://127.0.0.1" + port + "/v1?x=1",
                        "http://127.0.0.1" + port + "/v1#x",
                        "http://user:pw@127.0.0.1" + port + "/v1",
                        "http://127.0.0.1" + port + "@evil.example/v1",
                        "http://evil.example#@127.0.0.1" + port + "/v1",
                        "http://127.0.0.1" + port + "\\\\@evil.example/v1",
                        "http://127.0.0.1.nip.io" + port + "/v1",
                        "http://127.0.0.1." + port + "/v1",
                        "https://api.openai.com.evil.example/v1",
                        "//127.0.0.1" + port + "/v1",
                        "file:///etc/passwd",
                        "gopher://127.0.0.1" + port + "/v1",
                        "jar:http://127.0.0.1" + port + "/v1!/",
                        "http://127.0.0.1" + port + "/v1\\r\\nX-Evil: 1",
                        "not a url")) {
            UiChat chat = world.chat(with("openai-compatible", url, CANARY, "my-model"));
            assertThat(chat.error).as(url).contains("not allowed");
            assertThat(chat.error).doesNotContain("user:pw", "169.254");
            HttpResponse<String> proxied = world.post("/proxy", KEY, proxy(url, ""));
            assertThat(proxied.statusCode()).as(url).isEqualTo(403);
        }
        assertThat(users.seen()).isEmpty();
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        users.then(ChatScripts.error(307, "Location", server.baseUrl() + "/chat/completions"));
        world.close();
        world =
                WebWorld.settings()
                        .set("SLUICE_ALLOWED_ENDPOINTS", users.baseUrl())
                        .slot(0, "together", "http://127.0.0.1:1/v1")
                        .start();
        UiChat chat = world.chat(with("openai-compatible", users.baseUrl(), CANARY, "my-model"));
        assertThat(chat.error).isNotEmpty();
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void aKeyThatWouldBreakAHeaderIsRefused() throws Exception {
        for (String key : List.of("a\\r\\nX-Evil: 1", "käse", "a b")) {
            UiChat chat = world.chat(with("openai-compatible", users.baseUrl(), key, "my-model"));
            assertThat(chat.only("error").text("code")).isEqualTo("INVALID_REQUEST");
        }
        assertThat(users.seen()).isEmpty();
    }

    @Test
    void aNameThatWouldBreakAHeaderIsRefused() throws Exception {
        for (String model : List.of("m\\r\\nX-Evil: 1", "m\\u0000", "é", "a b")) {
            UiChat chat = world.chat(with("openai-compatible", users.baseUrl(), CANARY, model));
            assertThat(chat.only("error").text("code")).as(model).isEqualTo("INVALID_REQUEST");
            assertThat(
                            world.post(
                                            "/proxy",
                                            KEY,
                                            proxy(users.baseUrl(), "")
                                                    .replace("\"m1\"", '"' + model + '"'))
                                    .statusCode())
                    .as(model)
                    .isEqualTo(400);
        }
        assertThat(users.seen()).isEmpty();
    }

    @Test
    void theKeyOfAUserIsNowhere() throws Exception {
        users.then(ChatScripts.error(400));
        users.then(
                call -> {
                    byte[] body =
                            ("{\"error\":{\"message\":\"bad key " + CANARY + "\"}}")
                                    .getBytes(UTF_8);
                    Scripts.json(400, new String(body, UTF_8)).play(call);
                });
        users.then(
                call -> {
                    call.write(
                            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                    + "Transfer-Encoding: chunked\r\nX-Request-Id: "
                                    + CANARY
                                    + "\r\nX-RateLimit-Remaining: 5\r\n\r\n");
                    ChatScripts.say(call, "fine");
                    ChatScripts.end(call);
                });
        StringBuilder outputs = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            UiChat chat =
                    world.chat(with("openai-compatible", users.baseUrl(), CANARY, "my-model"));
            outputs.append(chat.events);
        }
        outputs.append(world.post("/proxy", KEY, proxy(users.baseUrl(), "")).body());
        for (String path : List.of("/billing", "/usage", "/providers", "/v1/models", "/health")) {
            outputs.append(world.get(path, KEY).body());
        }
        assertThat(users.seen()).hasSize(4);
        assertThat(outputs.toString()).doesNotContain(CANARY).contains("x-ratelimit-remaining");
        assertThat(world.printed()).doesNotContain(CANARY);
    }

    @Test
    void theProxyAnswersRealJson() throws Exception {
        users.then(
                call -> {
                    byte[] body =
                            "{\"id\":\"c\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}"
                                    .getBytes(UTF_8);
                    Scripts.json(200, new String(body, UTF_8)).play(call);
                });
        HttpResponse<String> whole =
                world.post("/proxy", KEY, proxy(users.baseUrl() + "/chat/completions", ""));
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).startsWith("{\"id\":\"c\"");
        assertThat(users.seen().getFirst().body())
                .doesNotContain("apiKey", "targetUrl", CANARY)
                .contains("\"model\":\"m1\"");
        HttpResponse<String> stream =
                world.post("/proxy", KEY, proxy(users.baseUrl(), ",\"stream\":true"));
        assertThat(stream.body()).contains("chat.completion.chunk").endsWith("[DONE]\n\n");
    }

    @Test
    void theProxyRefusesInItsOwnWords() throws Exception {
        assertThat(world.post("/proxy", "", "{}").body())
                .isEqualTo("{\"error\":\"Authentication required\",\"code\":\"UNAUTHORIZED\"}");
        HttpResponse<String> noKey =
                world.post(
                        "/proxy",
                        KEY,
                        "{\"model\":\""
                                + LLAMA
                                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
        assertThat(noKey.statusCode()).isEqualTo(401);
        assertThat(noKey.body()).startsWith("{\"error\":\"API key is required");
        HttpResponse<String> bad =
                world.post(
                        "/proxy",
                        KEY,
                        "{\"apiKey\":\"k\",\"targetUrl\":\"" + users.baseUrl() + "\"}");
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(bad.body())
                .startsWith("{\"error\":\"Invalid request parameters\",\"details\":[");
    }

    @ParameterizedTest
    @CsvSource({
        "temperature,2.1",
        "temperature,-0.1",
        "top_p,1.5",
        "frequency_penalty,-3",
        "presence_penalty,2.5"
    })
    void theProxyHasBoundsOfItsOwn(String name, String value) throws Exception {
        String asked = proxy(users.baseUrl(), ",\"" + name + "\":" + value);
        HttpResponse<String> refused = world.post("/proxy", KEY, asked);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .startsWith("{\"error\":\"Invalid request parameters\",\"details\":[\"Invalid '")
                .contains(name);
        assertThat(users.seen()).isEmpty();
    }

    private static String proxy(String targetUrl, String more) {
        return """
        {"model":"m1","messages":[{"role":"user","content":"x"}],"apiKey":"%s","targetUrl":"%s"%s}"""
                .formatted(CANARY, targetUrl, more);
    }

    private static String with(String type, String endpoint, String key, String model) {
        String modelName = model.isEmpty() ? "" : ",\"modelName\":\"" + model + "\"";
        return """
        {"providers":[{"id":"3f6e","type":"%s","apiEndpoint":"%s","apiKey":"%s"%s,"rateLimitTPM":10000,"enabled":true}],
         "messages":[{"role":"user","content":"Say hello"}],"temperature":0.7,"stream":true}"""
                .formatted(type, endpoint, key, modelName);
    }
}
