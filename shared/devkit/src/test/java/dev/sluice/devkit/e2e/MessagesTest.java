package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.KEY;
import static dev.sluice.devkit.e2e.World.LLAMA;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Anthropic's Messages in front of a provider that speaks chat completions. */
class MessagesTest extends MessageSteps {
    @Test
    void aWholeAnswerIsAMessage() throws IOException {
        upstream.on(
                "m/1",
                Scripts.answer(
                        "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Let"
                                + " me see.\",\"reasoning\":\"Hm.\",\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\"{\\\"at\\\":"
                                + " 1}\"}}]},\"finish_reason\":\"tool_calls\"}],\"usage\":{\"prompt_tokens\":50,\"completion_tokens\":7,\"total_tokens\":57,\"prompt_tokens_details\":{\"cached_tokens\":20}}}"));
        Reply reply = post(ask("m/1", ""));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        Tree message = reply.json();
        assertThat(message.names())
                .containsExactly(
                        "id",
                        "type",
                        "role",
                        "model",
                        "content",
                        "stop_reason",
                        "stop_sequence",
                        "usage");
        assertThat(message.at("id").text()).startsWith("msg_");
        assertThat(message.at("content").toString())
                .isEqualTo(
                        "[{type=thinking, thinking=Hm., signature=}, {type=text, text=Let me see.},"
                                + " {type=tool_use, id=call_1, name=look, input={at=1}}]");
        assertThat(message.at("stop_reason").text()).isEqualTo("tool_use");
        assertThat(message.at("usage").toString())
                .isEqualTo(
                        "{input_tokens=30, cache_creation_input_tokens=0,"
                                + " cache_read_input_tokens=20, output_tokens=7}");
        assertThat(world.settled(reply))
                .containsEntry("inputTokens", "50")
                .containsEntry("cachedInputTokens", "20")
                .containsEntry("outputTokens", "7");
    }

    /** Claude Code takes a call of an earlier turn's id for that call, and never ends. */
    @ParameterizedTest
    @CsvSource({"call_0,false", "call_0,true", "functions.look:0,false", "functions.look:0,true"})
    void anIdThatTheModelGivesInEachAnswerIsOneOfItsOwn(String given, boolean streams)
            throws Exception {
        String calls =
                "\"tool_calls\":[{\"index\":0,\"id\":\""
                        + given
                        + "\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\"{}\"}}]";
        upstream.on(
                "m/17",
                streams
                        ? Scripts.stream(
                                Scripts.event("{\"index\":0,\"delta\":{" + calls + "}}"),
                                Scripts.finish("tool_calls"),
                                Scripts.usageEvent(),
                                Scripts.DONE)
                        : Scripts.answer(
                                Scripts.completion("")
                                        .replace("\"content\":\"\"", "\"content\":null," + calls)));
        SequencedSet<String> ids = new LinkedHashSet<>();
        StringBuilder turns = new StringBuilder("{'role':'user','content':'Hi'}");
        for (int i = 0; i < 3; i++) {
            String request =
                    "{'model':'m/17','max_tokens':9,'stream':"
                            + streams
                            + ",'messages':["
                            + turns
                            + "]}";
            Reply reply = post(request.replace('\'', '"'));
            Matcher told = Pattern.compile("\"" + given + "[^\"]*\"").matcher(reply.body());
            assertThat(told.find()).as(reply.body()).isTrue();
            String id = told.group().replace("\"", "");
            ids.add(id);
            turns.append(",{'role':'assistant','content':[{'type':'tool_use','id':'" + id);
            turns.append("','name':'look','input':{}}]},{'role':'user','content':[");
            turns.append("{'type':'tool_result','tool_use_id':'" + id + "','content':'1'}]}");
        }
        assertThat(ids).hasSize(3).allMatch(id -> id.matches(given + "(_of_[0-9a-f]{12})?"));
        assertThat(ids.getFirst().equals(given)).isEqualTo(given.startsWith("call_"));
        assertThat(upstream.seen().getLast().body())
                .contains("\"id\":\"" + given + "\"", "\"tool_call_id\":\"" + given + "\"")
                .doesNotContain("_of_");
    }

    @Test
    void aStreamIsTheMessagesEventsInTheirOrder() throws IOException {
        upstream.on(
                "m/2",
                Scripts.stream(
                        Scripts.event(
                                "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"reasoning_content\":\"Hm.\"}}"),
                        Scripts.say("Let me"),
                        Scripts.say(" see."),
                        Scripts.event(
                                "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\"{\\\"at\\\"\"}}]}}"),
                        Scripts.event(
                                "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"go\",\"arguments\":\"\"}}]}}"),
                        Scripts.event(
                                "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"{}\"}}]}}"),
                        Scripts.event(
                                "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\":1}\"}}]}}"),
                        Scripts.finish("tool_calls"),
                        Scripts.usageEvent(),
                        Scripts.DONE));
        Reply reply = post(ask("m/2", ",\"stream\":true"));
        assertThat(reply.header("content-type")).startsWith("text/event-stream");
        List<String> told =
                reply.events().stream().filter(event -> !event.contains("\"ping\"")).toList();
        assertThat(names(reply)).hasSameSizeAs(told);
        assertThat(told.getFirst())
                .startsWith("{\"type\":\"message_start\",\"message\":{\"id\":\"msg_")
                .contains(
                        "\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m/2\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":");
        assertThat(told.subList(1, told.size()))
                .containsExactly(
                        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}",
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"Hm.\"}}",
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"\"}}",
                        "{\"type\":\"content_block_stop\",\"index\":0}",
                        "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
                        "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"Let me\"}}",
                        "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\" see.\"}}",
                        "{\"type\":\"content_block_stop\",\"index\":1}",
                        "{\"type\":\"content_block_start\",\"index\":2,\"content_block\":{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"look\",\"input\":{}}}",
                        "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"at\\\"\"}}",
                        "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\":1}\"}}",
                        "{\"type\":\"content_block_stop\",\"index\":2}",
                        "{\"type\":\"content_block_start\",\"index\":3,\"content_block\":{\"type\":\"tool_use\",\"id\":\"b\",\"name\":\"go\",\"input\":{}}}",
                        "{\"type\":\"content_block_delta\",\"index\":3,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{}\"}}",
                        "{\"type\":\"content_block_stop\",\"index\":3}",
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},\"usage\":{\"input_tokens\":10,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":5}}",
                        "{\"type\":\"message_stop\"}");
    }

    /** Nothing is held back: the first words are there while the provider still speaks. */
    @Test
    void eventsAreToldAsTheyCome() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        upstream.on(
                "m/3",
                call -> {
                    call.write(Scripts.SSE_HEAD).chunk(Scripts.say("First"));
                    assertThat(latch.await(Wait.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
                    call.chunk(Scripts.finish("stop")).chunk(Scripts.DONE).write(Scripts.END);
                });
        try (RawClient client = world.client()) {
            client.post(PATH, KEY, ask("m/3", ",\"stream\":true").getBytes(UTF_8));
            client.head();
            client.until("\"text\":\"First\"");
            latch.countDown();
            assertThat(names(client.until("event: message_stop")))
                    .containsExactly("content_block_stop", "message_delta", "message_stop");
        }
    }

    @Test
    void aSilentProviderIsBridgedByPings() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        upstream.on("m/4", Scripts.after(latch, Scripts.text("Hello")));
        try (RawClient client = world.client()) {
            client.post(PATH, KEY, ask("m/4", ",\"stream\":true").getBytes(UTF_8));
            client.head();
            client.until("event: ping\ndata: {\"type\":\"ping\"}\n\n");
            latch.countDown();
            String rest = client.until("event: message_stop");
            assertThat(names(rest)).startsWith("message_start");
            assertThat(rest).doesNotContain(": keep-alive");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFailureInMidStreamIsNeverAnEndAndTheSameRequestWholeIsServed(boolean cut)
            throws IOException {
        upstream.on(
                "m/5",
                call -> {
                    if (!call.seen().body().contains("\"stream\":true")) {
                        Scripts.text("whole").play(call);
                    } else if (cut) {
                        Scripts.cut(Scripts.say("Hel")).play(call);
                    } else {
                        Scripts.stream(
                                        Scripts.say("Hel"),
                                        "data: {\"error\":{\"message\":\"boom\",\"code\":500}}\n\n")
                                .play(call);
                    }
                });
        Reply broken = post(ask("m/5", ",\"stream\":true"));
        assertThat(names(broken))
                .containsExactly(
                        "message_start", "content_block_start", "content_block_delta", "error");
        Tree last = broken.chunks().getLast();
        assertThat(last.at("type").text()).isEqualTo("error");
        assertThat(last.at("error", "type").text()).isEqualTo("api_error");
        Reply whole = post(ask("m/5", ""));
        assertThat(whole.json().at("content", 0, "text").text()).isEqualTo("whole");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "busy | 503 | overloaded_error",
                "maximum context length is 8 | 400 | invalid_request_error"
            })
    void whyAStreamFailedIsToldByItsType(String message, int code, String type) throws IOException {
        String error =
                "data: {\"error\":{\"message\":\"" + message + "\",\"code\":" + code + "}}\n\n";
        upstream.on("m/14", Scripts.stream(Scripts.say("Hel"), error));
        Reply broken = post(ask("m/14", ",\"stream\":true"));
        assertThat(names(broken)).endsWith("error").doesNotContain("content_block_stop");
        Tree told = broken.chunks().getLast().at("error");
        assertThat(told.at("type").text()).isEqualTo(type);
        if (code == 400) {
            assertThat(told.at("message").text())
                    .matches("prompt is too long: \\d+ tokens > \\d+ maximum");
        }
    }

    @Test
    void anAnswerThatFailsBehindAKeepAliveIsToldInTheStream() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        upstream.on("m/6", Scripts.after(latch, Scripts.error(500, "", "boom")));
        try (RawClient client = world.client()) {
            client.post(PATH, KEY, ask("m/6", ",\"stream\":true").getBytes(UTF_8));
            client.head();
            client.until("event: ping");
            latch.countDown();
            assertThat(names(client.until("event: error"))).containsExactly("error");
        }
    }

    @Test
    void aKeyMayStandInEitherHeader() throws IOException {
        String body = ask(LLAMA, "");
        String head =
                "POST /v1/messages?beta=true HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                        + body.length()
                        + "\r\n";
        Reply byKey = world.raw(head + "x-api-key: " + KEY + "\r\n\r\n" + body);
        assertThat(byKey.status()).as(byKey.body()).isEqualTo(200);
        String response = "{\"model\":\"" + LLAMA + "\",\"input\":\"Hi\"}";
        Reply byKeyToo =
                world.raw(
                        "POST /v1/responses HTTP/1.1\r\nHost: localhost\r\nx-api-key: "
                                + KEY
                                + "\r\nContent-Length: "
                                + response.length()
                                + "\r\n\r\n"
                                + response);
        assertThat(byKeyToo.status()).as(byKeyToo.body()).isEqualTo(200);
        Reply without = world.raw(head + "\r\n" + body);
        error(without, 401, "authentication_error");
        assertThat(without.header("x-should-retry")).isEqualTo("false");
        Reply wrong = world.raw(head + "x-api-key: sk-wrong\r\n\r\n" + body);
        error(wrong, 401, "authentication_error");
        assertThat(wrong.header("x-should-retry")).isEqualTo("false");
    }

    @Test
    void moreOutputThanAModelGivesIsLoweredToThat() throws Exception {
        upstream.on(LLAMA, Scripts.text("ok"));
        Reply reply = post(ask(LLAMA, "").replace("\"max_tokens\":100", "\"max_tokens\":500000"));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        long sent = Tree.parse(upstream.seen().getLast().body()).at("max_tokens").number();
        assertThat(sent).isBetween(100_000L, 131_072L);
    }

    @ParameterizedTest
    @CsvSource({"claude-haiku-4-5-20251001, " + LLAMA, "claude-opus-4-8, m/9"})
    void namesOfAgentsStandForWhatTheyAreMappedTo(String asked, String served) throws IOException {
        Reply reply = post(ask(asked, ""));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.header("x-sluice-model")).isEqualTo(served);
        assertThat(reply.json().at("model").text()).isEqualTo(served);
        assertThat(world.settled(reply)).containsEntry("modelAsked", asked);
        assertThat(world.ask(asked).status()).as("on the chat door").isEqualTo(200);
    }

    @Test
    void tokensAreCountedWithoutAProvider() throws IOException {
        int before = upstream.seen().size();
        Reply small = count(ask("m/1", "").replace("\"max_tokens\":100,", ""));
        Reply large = count(ask("m/1", "").replace("Say hello", "word ".repeat(1_000)));
        assertThat(small.json().names()).containsExactly("input_tokens");
        assertThat(small.json().at("input_tokens").number()).isBetween(3L, 30L);
        assertThat(large.json().at("input_tokens").number()).isBetween(1_000L, 2_000L);
        error(count(ask("no/such-model", "")), 404, "not_found_error");
        error(count("{"), 400, "invalid_request_error");
        assertThat(upstream.seen()).hasSize(before);
    }

    private static Reply count(String body) throws IOException {
        return world.post(PATH + "/count_tokens", KEY, body.getBytes(UTF_8));
    }
}
