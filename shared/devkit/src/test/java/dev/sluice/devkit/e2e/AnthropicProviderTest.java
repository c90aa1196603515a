package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.KEY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that speaks Anthropic's Messages: passed through, and behind the chat door. */
class AnthropicProviderTest extends AnthropicSteps {
    private static final String USAGE =
            "{\"input_tokens\":10,\"cache_creation_input_tokens\":200,\"cache_read_input_tokens\":3000,\"output_tokens\":1}";

    /** Byte for byte what the provider sends: members and spaces that nobody here knows. */
    static final String[] EVENTS = {
        "event: message_start\ndata: {\"type\": \"message_start\", \"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\",\"content\":[],\"stop_reason\":null,\"usage\":"
                + USAGE
                + ",\"diagnostics\":null}}\n\n",
        "event: ping\ndata: {\"type\": \"ping\"}\n\n",
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}\n\n",
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"Hm.\"}}\n\n",
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"c2ln\"}}\n\n",
        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"H\\u00e9llo\"}}\n\n",
        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":1}\n\n",
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":2,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"look\",\"input\":{}}}\n\n",
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"at\\\":1}\"}}\n\n",
        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":2}\n\n",
        "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":42,\"output_tokens_details\":{\"thinking_tokens\":5}}}\n\n",
        "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"
    };

    @Test
    void aStreamIsPassedThroughByteForByteAndMetered() throws Exception {
        upstream.on(MODEL, Scripts.stream(EVENTS));
        String more =
                ",\"stream\":true,\"system\":[{\"type\":\"text\",\"text\":\"x\",\"cache_control\":{\"type\":\"ephemeral\"}}],\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]";
        Reply reply = post(ask(more));
        assertThat(reply.body()).isEqualTo(String.join("", EVENTS));
        ScriptedProvider.Seen seen = upstream.take();
        assertThat(seen.body()).isEqualTo(ask(more));
        assertThat(seen.head().first()).startsWith("POST /v1/messages ");
        assertThat(seen.head().header("x-api-key")).isEqualTo("upstream-key-0");
        assertThat(seen.head().header("anthropic-version")).isEqualTo("2023-06-01");
        assertThat(seen.head().headers()).doesNotContainKey("authorization");
        assertThat(world.settled(reply))
                .containsEntry("outcome", "completed")
                .containsEntry("inputTokens", "3210")
                .containsEntry("cachedInputTokens", "3000")
                .containsEntry("cacheWriteTokens", "200")
                .containsEntry("outputTokens", "42")
                .containsEntry("reasoningTokens", "5")
                // 10 at $1, 3000 at $0.10, 200 at $1.25, 42 at $5
                .containsEntry("costNanoUsd", "770000");
    }

    @Test
    void aWholeAnswerIsPassedThroughByteForByteAndMetered() throws IOException {
        upstream.on(MODEL, Scripts.answer(WHOLE));
        Reply reply = post(ask(""));
        assertThat(reply.body()).isEqualTo(WHOLE);
        assertThat(world.settled(reply))
                .containsEntry("inputTokens", "3210")
                .containsEntry("costNanoUsd", "770000");
    }

    /** A hundred thousand tiny blocks once took all of the heap, and more than a minute. */
    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, false",
        "/v1/chat/completions, true",
        "/v1/responses, false",
        "/v1/messages, true"
    })
    void aWholeAnswerOfTooManyBlocksIsNoAnswerWhereItIsNotPassedThrough(String path, boolean stream)
            throws IOException {
        upstream.on(MODEL, Scripts.answer(ofBlocks(8_193)));
        byte[] body = asked(path, stream).getBytes(UTF_8);
        assertThat(world.post(path, KEY, body).status()).isEqualTo(502);
        upstream.on(MODEL, Scripts.answer(ofBlocks(1_000)));
        Reply reply = world.post(path, KEY, body);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).contains("tool_999\"");
    }

    @Test
    void howManyBlocksAWholeAnswerHasIsNothingToWhoPassesItThrough() throws IOException {
        String many = ofBlocks(8_193);
        upstream.on(MODEL, Scripts.answer(many));
        assertThat(post(ask("")).body()).isEqualTo(many);
    }

    private static String ofBlocks(int count) {
        String blocks =
                IntStream.range(0, count)
                        .mapToObj(
                                i ->
                                        "{\"type\":\"tool_use\",\"id\":\"tool_"
                                                + i
                                                + "\",\"name\":\"f\",\"input\":{}}")
                        .collect(Collectors.joining(","));
        return WHOLE.replaceFirst("\"content\":\\[.*?]", "\"content\":[" + blocks + "]");
    }

    private static String asked(String path, boolean stream) {
        String more = stream ? ",\"stream\":true" : "";
        return path.equals("/v1/responses")
                ? "{\"model\":\"" + MODEL + "\",\"input\":\"hi\"" + more + "}"
                : ask(more);
    }

    /** As Claude Code goes on with a conversation that Kimi has had; for all others it stays. */
    @Test
    void whatAnotherModelHasSaidIsMended() throws IOException {
        upstream.on(MODEL, Scripts.answer(WHOLE));
        String said =
                "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm.\",\"signature\":\"\"}, %s{\"type\":\"tool_use\",\"id\":\"functions%sBash%s0\",\"name\":\"Bash\",\"input\":{}}]},";
        String turns = "\"messages\":[" + said;
        String body = ask("").replace("\"messages\":[", turns.formatted("", ".", ":"));
        Reply reply = post(body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(upstream.seen().getLast().body())
                .isEqualTo(
                        ask("").replace(
                                        "\"messages\":[",
                                        turns.replaceAll("\\{\"type\":\"thinking.*?, ", "")
                                                .formatted("", "_", "_")));
    }

    @Test
    void betasAndVersionGoOnAndNothingElseOfTheCallersHeaders() throws Exception {
        upstream.on(MODEL, Scripts.answer(WHOLE));
        String body = ask("");
        world.raw(
                "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nx-api-key: "
                        + KEY
                        + "\r\nanthropic-version: 2024-01-01\r\nanthropic-beta: a-1,b-2\r\nx-claude-code-session-id: s\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body);
        ScriptedProvider.Seen seen = upstream.take();
        assertThat(seen.head().header("anthropic-version")).isEqualTo("2024-01-01");
        assertThat(seen.head().header("anthropic-beta")).isEqualTo("a-1,b-2");
        assertThat(seen.head().header("x-api-key")).isEqualTo("upstream-key-0");
        assertThat(seen.head().headers()).doesNotContainKey("x-claude-code-session-id");
    }

    @Test
    void eventsAreToldAsTheyComeAndTheLastWhenTheRowIsSettled() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        upstream.on(
                MODEL,
                call -> {
                    call.write(Scripts.SSE_HEAD);
                    for (int i = 0; i < 8; i++) {
                        call.chunk(EVENTS[i]);
                    }
                    assertThat(latch.await(Wait.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
                    for (int i = 8; i < EVENTS.length; i++) {
                        call.chunk(EVENTS[i]);
                    }
                    call.write(Scripts.END);
                });
        try (RawClient client = world.client()) {
            client.post("/v1/messages", KEY, ask(",\"stream\":true").getBytes(UTF_8));
            client.head();
            client.until("llo");
            latch.countDown();
            client.until("message_stop");
            assertThat(world.onlySettled()).containsEntry("state", "settled");
        }
    }

    @ParameterizedTest
    @CsvSource({"3", "8", "12"})
    void aStreamThatBreaksOffIsNeverEndedCleanly(int events) throws IOException {
        String[] first = java.util.Arrays.copyOf(EVENTS, events);
        upstream.on(MODEL, Scripts.cut(first));
        Reply reply = post(ask(",\"stream\":true"));
        assertThat(reply.body())
                .startsWith(String.join("", first))
                .contains("event: error\ndata: {\"type\":\"error\",")
                .doesNotContain("message_stop");
        assertThat(world.settled(reply)).containsEntry("outcome", "upstreamFailed");
    }

    @Test
    void anErrorBeforeTheFirstBlockIsMadeGoodByAnother() throws IOException {
        upstream.on(
                MODEL,
                Scripts.stream(
                        EVENTS[0],
                        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n"));
        Reply alone = post(ask(",\"stream\":true"));
        assertThat(alone.status()).isEqualTo(503);
        assertThat(alone.json().at("error", "type").text()).isEqualTo("overloaded_error");
        try (World two =
                World.settings()
                        .slot(0, "anthropic", upstream.baseUrl().replace("/v1", ""))
                        .set("SLUICE_PROVIDER_ALLOWED_MODELS_0", MODEL)
                        .set("SLUICE_PROVIDER_PRIORITY_0", 1)
                        .serving(1, upstream.baseUrl().replace("/v1", "/s2/v1"), MODEL)
                        .start()) {
            upstream.on(
                    MODEL,
                    call ->
                            (call.seen().head().first().contains("/s2/v1/chat/completions")
                                            ? Scripts.text("From the other")
                                            : Scripts.stream(
                                                    EVENTS[0],
                                                    "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}\n\n"))
                                    .play(call));
            Reply reply = two.post("/v1/messages", KEY, ask(",\"stream\":true").getBytes(UTF_8));
            assertThat(reply.body()).contains("From the other").contains("message_stop");
            assertThat(reply.body()).doesNotContain("msg_1\"");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "429, 429, rate_limit_error",
        "529, 503, overloaded_error",
        "400, 400, invalid_request_error"
    })
    void itsErrorsAreToldInItsShape(int status, int told, String type) throws IOException {
        upstream.on(
                MODEL,
                call ->
                        call.write(
                                Scripts.json(
                                        status,
                                        status == 429 ? "retry-after: 7\r\n" : "",
                                        "{\"type\":\"error\",\"error\":{\"type\":\"x_error\",\"message\":\"max_tokens: wrong\"},\"request_id\":\"req_1\"}")));
        Reply reply = post(ask(""));
        assertThat(reply.status()).isEqualTo(told);
        assertThat(reply.json().at("error", "type").text()).isEqualTo(type);
        if (status == 400) {
            assertThat(reply.json().at("error", "message").text()).isEqualTo("max_tokens: wrong");
        }
    }

    @Test
    void aWholeMessageForAStreamIsToldAsEvents() throws IOException {
        upstream.on(MODEL, Scripts.answer(WHOLE));
        Reply reply = post(ask(",\"stream\":true"));
        assertThat(reply.body())
                .contains("event: message_start")
                .contains("\"text\":\"Hello\"")
                .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        assertThat(world.settled(reply)).containsEntry("inputTokens", "3210");
    }

    @Test
    void aChatIsAskedInItsLanguageAndAnsweredInOpenAis() throws Exception {
        upstream.on(MODEL, Scripts.stream(EVENTS));
        String body =
                "{\"model\":\"anthropic/"
                        + MODEL
                        + "\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"max_completion_tokens\":77,\"temperature\":1.5,\"stop\":\"END\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Look\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]},{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\"{\\\"at\\\":1}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"seen\"},{\"role\":\"user\",\"content\":\"And?\"}],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\",\"parameters\":{\"type\":\"object\"}}}],\"tool_choice\":\"required\",\"parallel_tool_calls\":false}";
        Reply reply = world.post(body);
        assertThat(Tree.parse(upstream.take().body()).toString())
                .isEqualTo(
                        Tree.parse(
                                        "{\"model\":\"claude-haiku-4-5\",\"max_tokens\":77,\"stream\":true,\"temperature\":1,\"stop_sequences\":[\"END\"],\"system\":[{\"type\":\"text\",\"text\":\"Be"
                                                + " brief.\"}],\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Look\"},{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"AAAA\"}}]},{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"c1\",\"name\":\"look\",\"input\":{\"at\":1}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"c1\",\"content\":[{\"type\":\"text\",\"text\":\"seen\"}]},{\"type\":\"text\",\"text\":\"And?\"}]}],\"tools\":[{\"name\":\"look\",\"input_schema\":{\"type\":\"object\"}}],\"tool_choice\":{\"type\":\"any\",\"disable_parallel_tool_use\":true}}")
                                .toString());
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("Héllo");
        assertThat(reply.joined(0, "reasoning_content")).isEqualTo("Hm.");
        assertThat(reply.finishReasons()).containsExactly("tool_calls");
        assertThat(reply.body()).contains("\"name\":\"look\"").endsWith("data: [DONE]\n\n");
        assertThat(reply.chunks().getLast().at("usage").toString())
                .contains("prompt_tokens=3210", "completion_tokens=42", "cached_tokens=3000");
        assertThat(world.settled(reply))
                .containsEntry("cacheWriteTokens", "200")
                .containsEntry("costNanoUsd", "770000");
    }

    @Test
    void aWholeChatToo() throws IOException {
        upstream.on(MODEL, Scripts.answer(WHOLE));
        Reply reply = world.ask(MODEL);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.json().at("choices", 0, "message", "content").text()).isEqualTo("Hello");
        assertThat(reply.json().at("choices", 0, "finish_reason").text()).isEqualTo("stop");
        assertThat(world.settled(reply)).containsEntry("costNanoUsd", "770000");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aChatSaysWhenItWasMadeAndWhatWasLeftOut(boolean streamed) throws IOException {
        upstream.on(MODEL, streamed ? Scripts.stream(EVENTS) : Scripts.answer(WHOLE));
        Reply reply =
                world.post(
                        World.chat(
                                MODEL,
                                ",\"seed\":7,\"logit_bias\":{},\"user\":\"u\",\"temperature\":0.5,\"top_p\":0.9,\"reasoning_effort\":\"low\""
                                        + (streamed ? ",\"stream\":true" : "")));
        assertThat(reply.header("x-sluice-left-out"))
                .isEqualTo("seed, logit_bias, top_p, reasoning_effort");
        Tree first = streamed ? reply.chunks().getFirst() : reply.json();
        assertThat(first.at("created").number()).isGreaterThan(1_700_000_000L);
        assertThat(world.ask(MODEL).headers()).doesNotContainKey("x-sluice-left-out");
    }

    @Test
    void whatItHasNoWordsForIsRefusedByName() throws IOException {
        Reply reply = world.post(World.chat(MODEL, ",\"n\":2"));
        assertThat(reply.error(400).at("param").text()).isEqualTo("n");
        assertThat(upstream.seen()).isEmpty();
    }
}
