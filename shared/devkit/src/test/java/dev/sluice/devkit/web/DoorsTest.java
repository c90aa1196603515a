package dev.sluice.devkit.web;

import static dev.sluice.devkit.web.WebWorld.KEY;
import static dev.sluice.devkit.web.WebWorld.LLAMA;
import static dev.sluice.devkit.web.WebWorld.ORIGIN;
import static dev.sluice.devkit.web.WebWorld.body;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.core.call.Meters;
import dev.sluice.core.call.Rejection;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import dev.sluice.wire.answer.Manners;
import dev.sluice.wire.answer.OpenAiManners;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.messages.MessagesManners;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** F12 to F18 and F20 of the contract: the doors beside the chat. */
final class DoorsTest {
    @AutoClose private ScriptedProvider provider;
    @AutoClose private WebWorld world;

    @BeforeEach
    void start() throws Exception {
        provider = ChatScripts.provider();
        world = WebWorld.together(provider);
    }

    @Test
    void f12Usage() throws Exception {
        world.chat(body(""));
        Map<String, Object> usage = world.json("/usage");
        assertThat(usage.keySet())
                .containsExactly(
                        "userEmail",
                        "totalCost",
                        "creditLimit",
                        "remaining",
                        "exceeded",
                        "timestamp");
        assertThat(usage.get("totalCost")).hasToString("0.0013");
        assertThat(usage.get("creditLimit")).hasToString("3");
        assertThat(usage.get("remaining")).hasToString("2.9987");
        assertThat(usage.get("exceeded")).isEqualTo(false);
        HttpResponse<String> refused = world.get("/usage", "");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body())
                .isEqualTo(
                        "{\"error\":\"Unauthorized\",\"message\":\"Missing or invalid authorization header\"}");
    }

    @Test
    void f13Billing() throws Exception {
        world.chat(body(""));
        Map<String, Object> billing = world.json("/billing");
        assertThat(billing.keySet())
                .containsExactly(
                        "success",
                        "source",
                        "count",
                        "transactions",
                        "totals",
                        "ttsCapabilities",
                        "providerCapabilities",
                        "features",
                        "availableEmbeddings",
                        "providerAvailability");
        List<?> transactions = Fields.list(billing.get("transactions"));
        assertThat(billing.get("count")).isEqualTo(2);
        Map<?, ?> welcome = Fields.object(transactions.getFirst());
        assertThat(welcome.get("type")).isEqualTo("credit_added");
        assertThat(welcome.get("model")).isEqualTo("welcome_credit");
        assertThat(welcome.get("cost")).hasToString("-3");
        Map<?, ?> totals = Fields.object(billing.get("totals"));
        assertThat(totals.get("totalCost")).hasToString("-2.99868");
        assertThat(Fields.object(totals.get("byModel")).toString()).contains("together:" + LLAMA);
        assertThat(balance(transactions)).isEqualTo(2.99868);
        HttpResponse<String> refused = world.get("/billing", "");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body())
                .isEqualTo("{\"error\":\"Authentication required\",\"code\":\"UNAUTHORIZED\"}");
    }

    /** The page speaks by the server, and shows its pictures, only where this says so. */
    @Test
    void whatTheServersProvidersCanDoIsTold() throws Exception {
        Map<String, Object> billing = world.json("/billing");
        assertThat(Fields.object(billing.get("ttsCapabilities")).toString())
                .isEqualTo("{browser=true, together=true}");
        assertThat(Fields.object(billing.get("features")).toString())
                .isEqualTo(
                        "{chat=true, imageGeneration=true, imageEditing=true,"
                                + " imageEditingBasic=false, transcription=true, textToSpeech=true,"
                                + " embeddings=false, webSearch=false, proxy=false}");
        world.close();
        world = WebWorld.settings().slot(0, "groq", provider.baseUrl()).start();
        assertThat(Fields.object(world.json("/billing").get("features")).toString())
                .startsWith("{chat=true, imageGeneration=false, imageEditing=false");
    }

    @Test
    void whoAsksForItsAccountTooOftenIsToldSo() throws Exception {
        HttpResponse<String> last = world.get("/usage", KEY);
        for (int i = 0; i < 100 && last.statusCode() == 200; i++) {
            last = world.get("/usage", KEY);
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.body()).startsWith("{\"error\":\"Too Many Requests\",\"message\":");
        assertThat(last.headers().firstValue("retry-after")).hasValue("1");
    }

    /** The page obeys {@code Retry-After}; which methods there are, any client may ask. */
    @Test
    void aRefusalHasTheHeadersThatItsStatusAsksFor() throws Exception {
        world.close();
        world = WebWorld.at(provider).limits(0, 1, 100_000).start();
        provider.then(Scripts.json(200, "{\"data\":[{\"index\":0,\"b64_json\":\"/9j/4AAQ\"}]}"));
        String asked = "{\"prompt\":\"a cat\"}";
        assertThat(world.post("/generate-image", KEY, asked).statusCode()).isEqualTo(200);
        HttpResponse<String> waits = world.post("/generate-image", KEY, asked);
        assertThat(waits.statusCode()).as(waits.body()).isEqualTo(429);
        assertThat(waits.headers().firstValueAsLong("retry-after").orElse(0)).isBetween(1L, 90L);

        Map<String, String> allowed = new LinkedHashMap<>();
        for (String post :
                List.of(
                        "/chat",
                        "/proxy",
                        "/tts",
                        "/transcribe",
                        "/generate-image",
                        "/image-edit")) {
            allowed.put(post, "POST");
        }
        allowed.put("/usage", "GET");
        allowed.put("/providers", "GET");
        allowed.put("/billing", "GET, POST");
        allowed.put("/billing/clear", "DELETE");
        for (var path : allowed.entrySet()) {
            HttpResponse<String> refused =
                    world.send(
                            world.request(path.getKey(), KEY)
                                    .method("PUT", BodyPublishers.noBody())
                                    .build());
            assertThat(refused.statusCode()).as(path.getKey()).isEqualTo(405);
            assertThat(refused.headers().firstValue("allow")).hasValue(path.getValue());
        }
    }

    @Test
    void clearingHidesRowsAndKeepsTheBalance() throws Exception {
        world.chat(body(""));
        world.chat(body(""));
        assertThat(clear("mode=provider").statusCode()).isEqualTo(400);
        assertThat(clear("mode=provider&provider=groq").body())
                .contains("\"deletedCount\":0,\"remainingCount\":2");
        assertThat(clear("mode=all").body())
                .isEqualTo(
                        "{\"success\":true,\"deletedCount\":2,\"remainingCount\":0,\"mode\":\"all\"}");
        List<?> transactions = world.transactions();
        assertThat(transactions).as("credit, and what is hidden in sum").hasSize(2);
        assertThat(balance(transactions)).isEqualTo(2.99736);
        assertThat(world.json("/usage").get("remaining")).hasToString("2.9974");
    }

    /** The page's dialog lets one of the two dates out: then that side is open. */
    @Test
    void clearsFromADayOnOrUpToADay() throws Exception {
        world.chat(body(""));
        for (String wrong :
                new String[] {"", "&startDate=soon", "&startDate=soon&endDate=2099-01-01"}) {
            assertThat(clear("mode=dateRange" + wrong).statusCode()).as(wrong).isEqualTo(400);
        }
        assertThat(clear("mode=dateRange&startDate=2099-01-01").body())
                .contains("\"deletedCount\":0,\"remainingCount\":1");
        assertThat(clear("mode=dateRange&endDate=2001-01-01").body())
                .contains("\"deletedCount\":0,\"remainingCount\":1");
        assertThat(clear("mode=dateRange&startDate=2001-01-01").body())
                .contains("\"deletedCount\":1,\"remainingCount\":0");
    }

    @Test
    void f14CreditThatIsUsedUpIsToldBeforeAnyCall() throws Exception {
        world.close();
        world = WebWorld.at(provider).set("SLUICE_CREDIT_USD", "0.001").start();
        world.chat(body(""));
        UiChat chat = world.chat(body(""));
        assertThat(provider.seen()).hasSize(1);
        assertThat(chat.error).startsWith("Insufficient credit").contains("-$0.00032");
        assertThat(chat.only("error").data())
                .containsEntry("statusCode", 402)
                .containsKeys("message", "shortfall", "addCreditUrl");
        assertThat(chat.only("error").number("creditBalance")).isEqualTo(-0.00032);
        assertThat(chat.only("error").number("estimatedCost")).isPositive();
        assertThat(world.json("/usage").get("exceeded")).isEqualTo(true);
    }

    @Test
    void f15Preflight() throws Exception {
        String asked =
                "authorization,content-type,x-google-access-token,x-google-refresh-token,x-project-id,x-request-id,x-youtube-token";
        HttpResponse<String> response =
                world.send(
                        HttpRequest.newBuilder(world.url("/chat"))
                                .method("OPTIONS", BodyPublishers.noBody())
                                .header("Origin", ORIGIN)
                                .header("Access-Control-Request-Method", "DELETE")
                                .header("Access-Control-Request-Headers", asked)
                                .build());
        assertThat(response.statusCode()).isEqualTo(204);
        Map<String, List<String>> headers = response.headers().map();
        assertThat(headers.get("access-control-allow-origin")).containsExactly(ORIGIN);
        assertThat(headers.get("access-control-allow-credentials")).containsExactly("true");
        assertThat(headers.get("access-control-max-age")).containsExactly("86400");
        assertThat(headers.get("vary")).containsExactly("Origin");
        assertThat(
                        response.headers()
                                .firstValue("access-control-allow-headers")
                                .orElse("")
                                .split(","))
                .contains(asked.split(","));
        assertThat(response.headers().firstValue("access-control-allow-methods").orElse(""))
                .contains("DELETE", "POST", "GET");
    }

    @Test
    void corsIsForKnownOriginsAloneAndOnEveryAnswer() throws Exception {
        for (String path : List.of("/health", "/usage", "/v1/models", "/nothing", "/tts")) {
            HttpResponse<String> known = world.get(path, "");
            assertThat(known.headers().allValues("access-control-allow-origin"))
                    .as(path)
                    .containsExactly(ORIGIN);
            assertThat(known.headers().firstValue("access-control-expose-headers").orElse(""))
                    .contains("Retry-After", "x-request-id", "x-ratelimit-remaining-tokens");
            HttpResponse<String> other =
                    world.send(
                            HttpRequest.newBuilder(world.url(path))
                                    .header("Origin", "https://evil.example")
                                    .build());
            assertThat(other.headers().map()).doesNotContainKey("access-control-allow-origin");
        }
    }

    /** A page's SDK obeys what it can read: a budget that is spent it would ask for again. */
    @Test
    void aPageReadsAllThatAnAnswerTells() throws Exception {
        Meters.Meter meter = new Meters.Meter(1, 0, 1);
        Meters meters = new Meters(Optional.of(meter), Optional.of(meter));
        Headers.Builder told = Headers.builder();
        for (Manners manners : List.of(OpenAiManners.AGENTS, MessagesManners.INSTANCE)) {
            manners.limits(told, meters, 1);
            manners.identify(told, "id", 1);
            manners.retry(new Rejection.Spent("Used up.", meters)).forEach(told::set);
            manners.retry(new Rejection.Throttled("Slow.", "requests", 1, meters, true, false))
                    .forEach(told::set);
        }
        told.set("x-sluice-provider", "p").set("x-sluice-model", "m").set("x-sluice-left-out", "x");
        List<String> names = new ArrayList<>();
        told.build().forEach((name, _) -> names.add(name.toLowerCase(Locale.ROOT)));
        String exposed =
                world.get("/health", "")
                        .headers()
                        .firstValue("access-control-expose-headers")
                        .orElse("");
        assertThat(exposed.toLowerCase(Locale.ROOT).split(", *")).containsAll(names);
    }

    @Test
    void f16Health() throws Exception {
        HttpResponse<String> response = world.get("/health", "");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(JSON.std.mapFrom(response.body()))
                .containsEntry("status", "ok")
                .containsKeys("service", "timestamp");
        HttpResponse<String> head =
                world.send(
                        HttpRequest.newBuilder(world.url("/health"))
                                .method("HEAD", BodyPublishers.noBody())
                                .build());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void f17Providers() throws Exception {
        assertThat(world.get("/providers", "").body())
                .isEqualTo(
                        "{\"count\":1,\"providers\":[{\"id\":\"env-provider-0\",\"type\":\"together\",\"enabled\":true,\"source\":\"environment\",\"priority\":100}]}");
    }

    @Test
    void f18TheOpenAiDoorIsAsItWas() throws Exception {
        String ask =
                "{\"model\":\"together/"
                        + LLAMA
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":true}";
        String stream = world.post("/v1/chat/completions", KEY, ask).body();
        assertThat(stream).contains("chat.completion.chunk").endsWith("data: [DONE]\n\n");
        HttpResponse<String> refused = world.post("/v1/chat/completions", "", ask);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("\"error\":{\"message\":");
    }

    @Test
    void f20WhatIsNotHereSaysSo() throws Exception {
        for (String path :
                List.of(
                        "/search",
                        "/planning",
                        "/rag/sync",
                        "/paypal/create-order",
                        "/feed/items")) {
            HttpResponse<String> response = world.post(path, KEY, "{}");
            assertThat(response.statusCode()).as(path).isEqualTo(501);
            assertThat(String.valueOf(JSON.std.mapFrom(response.body()).get("error")))
                    .contains("/" + path.split("/")[1]);
        }
        HttpResponse<String> unknown = world.post("/nothing/here", KEY, "{}");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(world.get("/chat", KEY).statusCode()).isEqualTo(405);
    }

    @Test
    void theCatalogIsServedForTheFrontendsPeople() throws Exception {
        for (String path : List.of("/pricing.ts", "/provider-catalog.json")) {
            HttpRequest plain = HttpRequest.newBuilder(world.url(path)).build();
            assertThat(world.send(plain).headers().map())
                    .as("a cache must not give a browser what it kept for another")
                    .containsEntry("cache-control", List.of("public, max-age=300"))
                    .containsEntry("vary", List.of("Origin"));
        }
        assertThat(world.get("/pricing.ts", "").body())
                .contains(
                        "export const MODEL_PRICING", "\"together:" + LLAMA + "\": { input: 0.88");
        Map<String, Object> catalog =
                JSON.std.mapFrom(world.get("/provider-catalog.json", "").body());
        assertThat(catalog).containsKeys("version", "lastUpdated", "chat", "modelCategories");
    }

    private HttpResponse<String> clear(String query) throws Exception {
        return world.send(world.request("/billing/clear?" + query, KEY).DELETE().build());
    }

    /** As the page adds it up. */
    private static double balance(List<?> transactions) {
        java.math.BigDecimal balance = java.math.BigDecimal.ZERO;
        for (Object each : transactions) {
            Map<?, ?> transaction = Fields.object(each);
            java.math.BigDecimal cost =
                    new java.math.BigDecimal(String.valueOf(transaction.get("cost")));
            balance =
                    "credit_added".equals(transaction.get("type"))
                            ? balance.add(cost.abs())
                            : balance.subtract(cost);
        }
        return balance.doubleValue();
    }
}
