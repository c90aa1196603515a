package dev.sluice.devkit.web;

import static dev.sluice.devkit.web.WebWorld.KEY;
import static dev.sluice.devkit.web.WebWorld.LLAMA;
import static dev.sluice.devkit.web.WebWorld.body;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.devkit.web.UiParser.Event;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.ScriptedProvider.Seen;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** F1, F3, F4, F7 to F11, F19 and F21 of the contract. */
final class ChatTest {
    @AutoClose private ScriptedProvider provider;
    @AutoClose private WebWorld world;

    @BeforeEach
    void start() throws Exception {
        provider = ChatScripts.provider();
        world = WebWorld.together(provider);
    }

    @Test
    void f1EveryEventInOrderAndTheSumsAgree() throws Exception {
        UiChat chat = world.chat(body(""));
        assertThat(chat.names())
                .containsExactly(
                        "status",
                        "llm_request",
                        "delta",
                        "delta",
                        "llm_response",
                        "message_complete",
                        "complete");
        assertThat(chat.bubble).isEqualTo("Hello!");
        assertThat(chat.cost).isEqualTo(0.00132);
        assertThat(chat.only("status").data())
                .containsEntry("status", "processing")
                .containsEntry("model", LLAMA)
                .containsEntry("provider", "together");
        assertThat(chat.only("llm_response").object("response").get("usage"))
                .hasToString(
                        "{prompt_tokens=1200, completion_tokens=300, total_tokens=1500, estimated=false}");
        assertThat(chat.firstCall().get("cost")).hasToString("0.00132");
        assertThat(world.transactions()).hasSize(2);
        Map<?, ?> row = Fields.object(world.transactions().getLast());
        assertThat(row.get("tokensIn")).isEqualTo(1200);
        assertThat(row.get("tokensOut")).isEqualTo(300);
        assertThat(row.get("cost")).hasToString("0.00132");
        assertThat(row.get("status")).isEqualTo("success");
        assertThat(row.get("source")).isEqualTo("server");
    }

    @Test
    void deltasLeaveTheMomentTheyArrive() throws Exception {
        CountDownLatch seenFirst = new CountDownLatch(1);
        provider.then(
                call -> {
                    ChatScripts.begin(call);
                    ChatScripts.say(call, "first");
                    await(seenFirst);
                    ChatScripts.say(call, " second");
                    ChatScripts.end(call);
                });
        HttpResponse<InputStream> response = world.open("/chat", KEY, body(""));
        UiParser parser = new UiParser();
        UiChat chat = new UiChat();
        try (InputStream in = response.body()) {
            while (!chat.bubble.equals("first")) {
                parser.feed(new byte[] {(byte) in.read()}).forEach(chat::take);
            }
            seenFirst.countDown();
            parser.feed(in.readAllBytes()).forEach(chat::take);
        }
        assertThat(chat.bubble).isEqualTo("first second");
        assertThat(chat.complete).isTrue();
    }

    @Test
    void f3AModelWithItsProviderInFront() throws Exception {
        for (String name :
                List.of("together:Qwen/Qwen2.5-72B-Instruct-Turbo", "together/" + LLAMA)) {
            world.chat(
                    "{\"model\":\""
                            + name
                            + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        }
        assertThat(sent(0).get("model")).isEqualTo("Qwen/Qwen2.5-72B-Instruct-Turbo");
        assertThat(sent(1).get("model")).isEqualTo(LLAMA);
    }

    @Test
    void f4APictureGoesThroughAsItIs() throws Exception {
        String parts =
                "[{\"type\":\"text\",\"text\":\"What is this?\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
                        + "iVBOR".repeat(1_000_000) // 5 MB
                        + "\",\"detail\":\"auto\"}}]";
        UiChat chat =
                world.chat(
                        "{\"providers\":[],\"messages\":[{\"role\":\"user\",\"content\":"
                                + parts
                                + "}],\"optimization\":\"cheap\"}");
        assertThat(chat.complete).as(chat.error).isTrue();
        assertThat(provider.seen().getFirst().body()).contains("\"content\":" + parts);
        assertThat(JSON.std.asString(chat.only("llm_request").data()).length()).isLessThan(2_000);
    }

    @Test
    void notesOfThePageAndToolsStayHere() throws Exception {
        world.chat(
                """
                {"providers":[],"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","errorData":{"x":1},"extractedContent":{},"llmApiCalls":[]},{"role":"user","content":"c"}],
                 "tools":[{"type":"function","function":{"name":"search_web"}}],"tool_choice":"auto","language":"de","location":{"address":"Oslo"},"tavilyApiKey":"t","optimization":"balanced"}""");
        Map<String, Object> sent = sent(0);
        assertThat(sent.keySet())
                .containsExactlyInAnyOrder("model", "stream", "stream_options", "messages");
        assertThat(String.valueOf(sent.get("messages")))
                .doesNotContain("errorData", "extractedContent", "llmApiCalls")
                .contains("No tools are available", "\"de\"", "Oslo");
    }

    @Test
    void aBodyOfManyLinesStillMakesEventsOfOne() throws Exception {
        UiChat chat =
                world.chat(
                        "{\n\"stop\": [\n\"a\",\r\n\"b\"\n],\n\"temperature\":\n0.7,\n\"messages\": [\n{\n\"role\":\n\"user\",\n\"content\": [\n{\"type\":\"text\",\n\"text\":\"x\\ny\"}\n]\n}\n]\n}\n");
        assertThat(chat.complete).as(chat.error).isTrue();
        assertThat(Fields.object(chat.only("llm_request").data().get("request")).get("stop"))
                .hasToString("[a, b]");
    }

    @Test
    void crLfInHeadersAndIdsGoNowhere() throws Exception {
        UiChat chat = world.chat(body(",\"model\":\"together/a\\r\\nX-Evil: 1\""));
        assertThat(chat.error).doesNotContain("\n", "\r");
        UiChat other = world.chat(body(",\"language\":\"de\\r\\n\",\"optimization\":\"x\\r\\n\""));
        assertThat(other.complete).isTrue();
    }

    @Test
    void f19ToolsAreDroppedAndTheAnswerIsText() throws Exception {
        UiChat chat =
                world.chat(
                        body(
                                ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"search_web\"}}]"));
        assertThat(chat.bubble).isEqualTo("Hello!");
        assertThat(provider.seen().getFirst().body()).doesNotContain("search_web");
        List<?> messages = Fields.list(sent(0).get("messages"));
        assertThat(messages).as("still one system message").hasSize(2);
        assertThat(messages.getFirst().toString()).contains("CURRENT DATE", "No tools");
    }

    @Test
    void f7TheProbeCallsNobodyAndWritesNoRow() throws Exception {
        HttpResponse<String> response =
                world.post(
                        "/chat",
                        KEY,
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"test\"}],\"providers\":[]}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo(
                        "event: done\ndata: {\"message\":\"Provider check passed\",\"test\":true}\n\n");
        assertThat(provider.seen()).isEmpty();
        assertThat(world.transactions()).hasSize(1);
    }

    @Test
    void f8ABadRequestIsAnEvent() throws Exception {
        assertThat(world.post("/chat", KEY, "{\"providers\":[],\"messages\":[]}").body())
                .isEqualTo(
                        "event: error\ndata: {\"error\":\"messages field is required and must be a non-empty array\",\"code\":\"INVALID_REQUEST\"}\n\n");
        UiChat chat = world.chat("{\"providers\":");
        assertThat(chat.only("error").text("code")).isEqualTo("ERROR");
        assertThat(world.chat("{\"messages\":[{\"content\":\"x\"}]}").only("error").text("code"))
                .isEqualTo("INVALID_REQUEST");
        assertThat(provider.seen()).isEmpty();
    }

    @Test
    void f9AnotherProviderServesAndTheFallbackShows() throws Exception {
        world.close();
        ScriptedProvider limited = ChatScripts.provider();
        world =
                WebWorld.at(limited)
                        .slot(1, "atlascloud", provider.baseUrl())
                        .set("SLUICE_PROVIDER_PRIORITY_1", 200)
                        .start();
        limited.then(ChatScripts.error(429, "Retry-After", "7"));
        UiChat chat = world.chat(body(",\"model\":\"" + LLAMA + "\""));
        assertThat(chat.bubble).isEqualTo("Hello!");
        assertThat(chat.only("status").text("provider")).isEqualTo("atlascloud");
        assertThat(chat.firstCall().get("provider")).isEqualTo("atlascloud");
        assertThat(chat.only("provider_fallback").data())
                .containsEntry("originalModel", LLAMA)
                .containsEntry("fallbackProvider", "atlascloud")
                .containsEntry("reason", "rate_limit");
        world.chat(body(",\"model\":\"" + LLAMA + "\""));
        assertThat(limited.seen()).as("it is cooling down").hasSize(1);
        assertThat(world.transactions()).hasSize(3);
        limited.close();
    }

    @Test
    void f10EveryProviderIsLimited() throws Exception {
        provider.then(ChatScripts.error(429, "Retry-After", "7"));
        provider.then(ChatScripts.error(429, "Retry-After", "7"));
        UiChat chat = world.chat(body(",\"model\":\"" + LLAMA + "\""));
        assertThat(chat.error)
                .isEqualTo("Rate limit reached on all configured providers. Try again in 7s.");
        assertThat(chat.only("error").data())
                .containsEntry("code", "RATE_LIMITED")
                .containsEntry("statusCode", 429)
                .containsKey("timestamp");
    }

    @Test
    void whoComesWhileAProvidersKeyIsRefusedIsNotToldThatHeIsTooFast() throws Exception {
        provider.then(ChatScripts.error(401));
        world.chat(body(",\"model\":\"" + LLAMA + "\""));
        UiChat chat = world.chat(body(",\"model\":\"" + LLAMA + "\""));
        assertThat(chat.error).contains("key", "credit", "operator");
        assertThat(chat.only("error").data()).containsEntry("statusCode", 503);
        assertThat(provider.seen()).hasSize(1);
    }

    @Test
    void f11AProviderThatDiesInTheMiddleIsAnErrorAndNotAnEnd() throws Exception {
        provider.then(ChatScripts.cutAfter("some", " words"));
        UiChat chat = world.chat(body(""));
        assertThat(chat.complete).isFalse();
        assertThat(chat.streamed.toString()).isEqualTo("some words");
        assertThat(chat.only("error").object("llmRequest").get("model")).isEqualTo(LLAMA);
        Map<?, ?> row = Fields.object(world.transactions().getLast());
        assertThat(row.get("status")).isEqualTo("error");
        assertThat((Integer) row.get("tokensOut")).isPositive();
    }

    @Test
    void f21WhateverTheBytesAndTheirCuts() throws Exception {
        String torture = "a\nb\r\n\"quoted\" \\ é 漢字 🚀 \u2028 : ping event: x data: y\n\n";
        provider.then(
                call -> {
                    ChatScripts.begin(call);
                    call.chunk(": ping\n\n");
                    ChatScripts.say(call, torture);
                    ChatScripts.end(call);
                });
        byte[] stream;
        try (InputStream in = world.open("/chat", KEY, body("")).body()) {
            stream = in.readAllBytes();
        }
        assertThat(new String(stream, java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("[DONE]");
        for (int cut = 0; cut <= stream.length; cut++) {
            UiParser parser = new UiParser();
            UiChat chat = new UiChat();
            for (Event event : parser.feed(java.util.Arrays.copyOf(stream, cut))) {
                chat.take(event);
            }
            parser.feed(java.util.Arrays.copyOfRange(stream, cut, stream.length))
                    .forEach(chat::take);
            parser.end();
            assertThat(chat.bubble).isEqualTo(torture);
            assertThat(chat.complete).isTrue();
        }
    }

    @Test
    void aModelThatSaysNothingIsAnErrorAndNoBlankBubble() throws Exception {
        provider.then(
                call -> {
                    ChatScripts.begin(call);
                    ChatScripts.choice(
                            call,
                            "{\"index\":0,\"delta\":{\"reasoning\":\"hm\"},\"finish_reason\":null}");
                    ChatScripts.end(call);
                });
        UiChat chat = world.chat(body(""));
        assertThat(chat.error).contains("no text");
        assertThat(chat.complete).isFalse();
    }

    @Test
    void theOptimizationChoosesTheModel() throws Exception {
        List<String> models = new ArrayList<>();
        for (String optimization : List.of("cheap", "balanced", "powerful", "fastest")) {
            models.add(
                    world.chat(body(",\"optimization\":\"" + optimization + "\""))
                            .only("status")
                            .text("model"));
        }
        assertThat(models.get(1)).isEqualTo(LLAMA);
        assertThat(models.get(0)).isNotEqualTo(LLAMA).isNotEqualTo(models.get(2));
    }

    @Test
    void aHundredChatsAtOnce() throws Exception {
        // Each reserves some thousand tokens, so the account's limit lets half of them in at once.
        List<Future<UiChat>> chats = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                chats.add(threads.submit(() -> world.chat(body(""))));
            }
        }
        for (Future<UiChat> chat : chats) {
            assertThat(chat.get().complete).as(chat.get().error).isTrue();
        }
        assertThat(world.transactions()).hasSize(101);
    }

    @Test
    void thePagesStopReachesTheProvider() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        provider.then(
                call -> {
                    ChatScripts.begin(call);
                    ChatScripts.say(call, "never ending");
                    call.awaitHangUp();
                    gone.countDown();
                });
        try (InputStream in = world.open("/chat", KEY, body("")).body()) {
            in.readNBytes(200);
        }
        assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aReaderThatStallsHoldsTheProviderBackAndGetsEverything() throws Exception {
        int events = 160;
        String piece = "x".repeat(100_000);
        CountDownLatch allSaid = new CountDownLatch(1);
        provider.then(
                call -> {
                    ChatScripts.begin(call);
                    for (int i = 0; i < events; i++) {
                        ChatScripts.say(call, piece);
                    }
                    allSaid.countDown();
                    ChatScripts.end(call);
                });
        try (InputStream in = world.open("/chat", KEY, body("")).body()) {
            in.readNBytes(1);
            assertThat(allSaid.await(1, TimeUnit.SECONDS))
                    .as(
                            "16 MB were said to a reader that reads nothing: somebody holds them in memory")
                    .isFalse();
            String rest = new String(in.readAllBytes(), UTF_8);
            assertThat(rest.split("event: delta\n", -1)).hasSize(events + 1);
            assertThat(rest).contains(piece).contains("event: complete\n");
        }
    }

    private Map<String, Object> sent(int index) throws Exception {
        Seen seen = provider.seen().get(index);
        assertThat(seen.path()).isEqualTo("/v1/chat/completions");
        assertThat(seen.key()).isEqualTo("Bearer server-key-0");
        return JSON.std.mapFrom(seen.body());
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody gave the sign");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
