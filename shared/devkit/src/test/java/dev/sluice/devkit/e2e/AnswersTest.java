package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What providers send that is not what was asked for: through the real server. */
class AnswersTest {
    private static final String GPT = "openai/gpt-oss-120b";

    @AutoClose private ScriptedProvider upstream;
    @AutoClose private ScriptedProvider second;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        second = new ScriptedProvider();
    }

    private World.Settings twoSlots() {
        return World.settings()
                .slot(0, "together", upstream.baseUrl())
                .set("SLUICE_PROVIDER_PRIORITY_0", 1)
                .slot(1, "together", second.baseUrl())
                .set("SLUICE_PROVIDER_PRIORITY_1", 2);
    }

    // ---- errors with status 200

    /** Where an error may stand in an answer with status 200, with its code. */
    private static List<String> errors(String code) {
        String error = "{\"message\":\"provider says m\",\"code\":" + code + "}";
        String choice = "\"finish_reason\":\"error\",\"error\":" + error + "}]";
        return List.of(
                "{\"error\":" + error + "}",
                "{\"id\":\"c\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"\"},"
                        + choice
                        + ",\"usage\":"
                        + Scripts.USAGE
                        + "}",
                "[{\"error\":" + error + "}]");
    }

    private static String outcome(Reply reply, int calls) {
        Tree error = reply.error(reply.status());
        return reply.status()
                + " "
                + error.at("message").text()
                + " "
                + error.at("code").text()
                + " calls "
                + calls;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "400",
                "401",
                "403",
                "404",
                "429",
                "502",
                "null",
                "\"insufficient_quota\"",
                "\"context_length_exceeded\""
            })
    void anErrorMeansTheSameWhereverItStands(String code) throws IOException {
        Set<String> outcomes = new TreeSet<>();
        for (String error : errors(code)) {
            for (boolean asEvents : new boolean[] {true, false}) {
                ScriptedProvider.Script script =
                        asEvents
                                ? Scripts.stream("data: " + error + "\n\n", Scripts.DONE)
                                : Scripts.answer(error);
                upstream.on(LLAMA, script);
                for (boolean stream : new boolean[] {true, false}) {
                    try (World world = World.together(upstream)) {
                        int before = upstream.seen().size();
                        Reply told = stream ? world.stream(LLAMA) : world.ask(LLAMA);
                        world.ask(LLAMA); // tells whether something cools down
                        outcomes.add(outcome(told, upstream.seen().size() - before));
                    }
                }
            }
        }
        assertThat(outcomes).hasSize(1);
        String outcome = outcomes.iterator().next();
        String digits = code.replace("\"", "");
        if (List.of("400", "413", "422", "429", "502", "504").contains(digits)) {
            assertThat(outcome).startsWith(digits);
        }
        assertThat(outcome.contains("provider says m"))
                .as("the provider's words, of the caller's own fault alone: %s", outcome)
                .isEqualTo(
                        List.of("400", "413", "422", "context_length_exceeded").contains(digits));
    }

    @Test
    void usageBesideAChoicesErrorIsCounted() throws IOException {
        String error = errors("502").get(1);
        for (ScriptedProvider.Script script :
                List.of(
                        Scripts.answer(error),
                        Scripts.stream("data: " + error + "\n\n"),
                        Scripts.stream(Scripts.say("a"), "data: " + error + "\n\n"))) {
            upstream.on(LLAMA, script);
            try (World world = World.together(upstream)) {
                for (Reply reply : List.of(world.ask(LLAMA), world.stream(LLAMA))) {
                    assertThat(world.settled(reply))
                            .containsEntry("outcome", "upstreamFailed")
                            .containsEntry("inputTokens", "10")
                            .containsEntry("outputTokens", "5")
                            .doesNotContainEntry("costNanoUsd", "0");
                }
            }
        }
    }

    @Test
    void anErrorInABegunStreamEndsItWithoutDone() throws IOException {
        for (String error : errors("400")) {
            upstream.on(
                    LLAMA,
                    Scripts.stream(Scripts.say("a"), "data: " + error + "\n\n", Scripts.DONE));
            try (World world = World.together(upstream)) {
                Reply reply = world.stream(LLAMA);
                reply.errorEvent();
                assertThat(world.settled(reply)).containsEntry("outcome", "upstreamFailed");
            }
        }
    }

    // ---- the other form

    private static final String TOOLS =
            "[{\"id\":\"t1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}},"
                    + "{\"id\":\"t2\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}]";

    private static final String WHOLE =
            "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":["
                    + "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello 🚀\",\"reasoning_content\":\"why\",\"tool_calls\":"
                    + TOOLS
                    + "},\"logprobs\":{\"content\":[{\"token\":\"a\",\"logprob\":-0.10}]},\"finish_reason\":\"tool_calls\"},"
                    + "{\"index\":1,\"message\":{\"role\":\"assistant\",\"content\":\"Second\"},\"finish_reason\":\"eos\"}],\"usage\":"
                    + Scripts.USAGE
                    + "}";

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream"})
    void aWholeAnswerWhereAStreamWasAskedIsDeliveredAsAStream(String type) throws IOException {
        upstream.on(LLAMA, whole(type, "\n \n" + WHOLE));
        try (World world = World.together(upstream)) {
            for (String usage : List.of("", ",\"stream_options\":{\"include_usage\":true}")) {
                Reply reply = world.post(World.chat(LLAMA, ",\"n\":2,\"stream\":true" + usage));
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.header("content-type")).startsWith("text/event-stream");
                assertThat(reply.text()).isEqualTo("Hello 🚀");
                assertThat(reply.joined(1, "content")).isEqualTo("Second");
                assertThat(reply.joined(0, "reasoning_content")).isEqualTo("why");
                assertThat(reply.finishReasons()).containsExactly("tool_calls", "stop");
                Tree calls = reply.chunks().getFirst().at("choices", 0, "delta", "tool_calls");
                assertThat(calls.at(1, "index").number()).isEqualTo(1);
                assertThat(calls.at(0, "function", "arguments").text()).isEqualTo("{\"a\":1}");
                assertThat(reply.body()).endsWith("data: [DONE]\n\n");
                assertThat(reply.chunks())
                        .allMatch(
                                chunk -> chunk.at("object").text().equals("chat.completion.chunk"));
                assertThat(reply.body().contains("prompt_tokens")).isEqualTo(!usage.isEmpty());
                assertThat(world.settled(reply))
                        .containsEntry("inputTokens", "10")
                        .containsEntry("outputTokens", "5")
                        .containsEntry("outcome", "completed")
                        .containsEntry("estimated", "false");
            }
        }
    }

    private static ScriptedProvider.Script whole(String type, String body) {
        return call -> call.write(Scripts.json(200, "", body).replace("application/json", type));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream"})
    void eventsWhereAWholeAnswerWasAskedAreJoined(String type) throws IOException {
        String[] events = {
            ": hello\n\n",
            Scripts.event(
                    "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"reasoning_content\":\"wh\"}}"),
            Scripts.event(
                    "{\"index\":0,\"delta\":{\"reasoning_content\":\"y\",\"content\":\"Hel\"},\"logprobs\":{\"content\":[{\"token\":\"a\",\"logprob\":-0.10}]}}"),
            Scripts.event("{\"index\":1,\"delta\":{\"content\":\"Sec\"}}"),
            Scripts.event(
                    "{\"index\":0,\"delta\":{\"content\":\"lo\",\"tool_calls\":[{\"index\":0,\"id\":\"t1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]},\"logprobs\":{\"content\":[{\"token\":\"b\",\"logprob\":-1}]}}"),
            Scripts.event(
                    "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\":\"}}]}}"),
            Scripts.event(
                    "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"1}\"}},{\"index\":1,\"id\":\"t2\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}]}}"),
            Scripts.event(
                    "{\"index\":1,\"delta\":{\"content\":\"ond\"},\"finish_reason\":\"eos\"}"),
            Scripts.finish("tool_calls"),
            Scripts.usageEvent(),
            Scripts.DONE
        };
        upstream.on(
                LLAMA,
                call -> {
                    call.write(Scripts.SSE_HEAD.replace("text/event-stream", type));
                    for (String event : events) {
                        call.chunk(event);
                    }
                    call.write(Scripts.END);
                });
        try (World world = World.together(upstream)) {
            Reply reply = world.post(World.chat(LLAMA, ",\"n\":2"));
            assertThat(reply.header("content-type")).startsWith("application/json");
            Tree answer = reply.json();
            assertThat(answer.at("object").text()).isEqualTo("chat.completion");
            Tree message = answer.at("choices", 0, "message");
            assertThat(message.at("role").text()).isEqualTo("assistant");
            assertThat(message.at("content").text()).isEqualTo("Hello");
            assertThat(message.at("reasoning_content").text()).isEqualTo("why");
            Tree calls = message.at("tool_calls");
            assertThat(calls.items()).hasSize(2);
            assertThat(calls.at(0, "id").text()).isEqualTo("t1");
            assertThat(calls.at(0, "function", "name").text()).isEqualTo("f");
            assertThat(calls.at(0, "function", "arguments").text()).isEqualTo("{\"a\":1}");
            assertThat(calls.at(0).names()).doesNotContain("index");
            assertThat(answer.at("choices", 0, "finish_reason").text()).isEqualTo("tool_calls");
            assertThat(answer.at("choices", 0, "logprobs", "content").items()).hasSize(2);
            assertThat(answer.at("choices", 1, "message", "content").text()).isEqualTo("Second");
            assertThat(answer.at("choices", 1, "finish_reason").text()).isEqualTo("stop");
            assertThat(answer.at("usage").toString()).contains("10", "15");
            assertThat(world.settled(reply))
                    .containsEntry("inputTokens", "10")
                    .containsEntry("outputTokens", "5")
                    .containsEntry("outcome", "completed");
        }
    }

    @Test
    void aLegacyCompletionComesInTheFormAskedToo() throws IOException {
        String begin =
                "{\"id\":\"c\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"text\":";
        String body = "{\"model\":\"" + LLAMA + "\",\"prompt\":\"x\"%s}";
        try (World world = World.together(upstream)) {
            upstream.on(
                    LLAMA,
                    Scripts.answer(
                            begin
                                    + "\"Hello\",\"finish_reason\":\"stop\"}],\"usage\":"
                                    + Scripts.USAGE
                                    + "}"));
            Reply stream = legacy(world, body.formatted(",\"stream\":true"));
            assertThat(stream.chunks().getFirst().at("choices", 0, "text").text())
                    .isEqualTo("Hello");
            assertThat(stream.body()).endsWith("[DONE]\n\n").doesNotContain("prompt_tokens");
            upstream.on(
                    LLAMA,
                    Scripts.stream(
                            "data: " + begin + "\"Hel\",\"finish_reason\":null}]}\n\n",
                            "data: " + begin + "\"lo\",\"finish_reason\":\"stop\"}]}\n\n",
                            Scripts.DONE));
            Reply whole = legacy(world, body.formatted(""));
            assertThat(whole.json().at("choices", 0, "text").text()).isEqualTo("Hello");
            assertThat(whole.json().at("usage", "completion_tokens").number()).isPositive();
            assertThat(world.settled(whole)).containsEntry("estimated", "true");
        }
    }

    private static Reply legacy(World world, String body) throws IOException {
        return world.post(
                "/v1/completions",
                World.KEY,
                body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void theOtherFormThatBreaksOffIsAFailure() throws IOException {
        try (World world = World.together(upstream)) {
            upstream.on(LLAMA, Scripts.cut(Scripts.say("Hel")));
            world.ask(LLAMA).error(502);
            upstream.on(LLAMA, Scripts.stream(Scripts.say("Hel")));
            world.ask(LLAMA).error(502);
            upstream.on(LLAMA, whole("application/json", WHOLE.substring(0, WHOLE.length() / 2)));
            world.stream(LLAMA).error(502);
            upstream.on(LLAMA, Scripts.bare(WHOLE.substring(0, WHOLE.length() / 2)));
            world.stream(LLAMA).error(502);
        }
    }

    // ---- usage

    @Test
    void aFractionOfATokenIsRounded() throws IOException {
        upstream.on(
                LLAMA,
                Scripts.answer(
                        Scripts.completion("ok")
                                .replace(
                                        Scripts.USAGE,
                                        "{\"prompt_tokens\":1000.0,\"completion_tokens\":5.0}")));
        try (World world = World.together(upstream)) {
            assertThat(world.settled(world.ask(LLAMA)))
                    .containsEntry("inputTokens", "1000")
                    .containsEntry("outputTokens", "5")
                    .containsEntry("estimated", "false");
        }
    }

    @Test
    void zerosBesideRealTextAreEstimated() throws IOException {
        String zero = "{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}";
        upstream.on(
                LLAMA, Scripts.answer(Scripts.completion("a text").replace(Scripts.USAGE, zero)));
        try (World world = World.together(upstream)) {
            Map<String, String> row = world.settled(world.ask(LLAMA));
            assertThat(row).containsEntry("estimated", "true").containsEntry("outputTokens", "2");
            assertThat(row.get("inputTokens")).isNotEqualTo("0");
        }
    }

    // ---- access, waits

    @Test
    void aRefusalOfAccessGoesToTheNextAndIsToldAsSuch() throws IOException {
        String page = "<html><body><h1>Access denied: secret-page</h1></body></html>";
        upstream.on(
                LLAMA,
                call ->
                        call.write(
                                "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nContent-Length: "
                                        + page.length()
                                        + "\r\n\r\n"
                                        + page));
        try (World world = twoSlots().start()) {
            assertThat(world.ask(LLAMA).status()).isEqualTo(200);
            assertThat(second.seen()).hasSize(1);
        }
        try (World world = World.together(upstream)) {
            Reply reply = world.ask(LLAMA);
            assertThat(reply.error(503).at("message").text()).contains("refused access");
            assertThat(reply.body()).doesNotContain("secret-page", "html");
            assertThat(world.ask(GPT).status()).as("another model of the slot").isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 403, 429})
    void theSlotsOtherModelsServeOn(int status) throws IOException {
        upstream.on(LLAMA, Scripts.error(status, "", "not this one"));
        try (World world = World.together(upstream)) {
            assertThat(world.ask(LLAMA).status()).isNotEqualTo(200);
            assertThat(world.ask(GPT).status()).isEqualTo(200);
        }
    }

    @Test
    void a400ThatIsAPageIsNotQuoted() throws IOException {
        for (String body :
                List.of(
                        "<html><body>secret-page</body></html>",
                        "{\"error\":{\"message\":\"<!DOCTYPE html><html>secret-page</html>\"}}",
                        "oops <html>secret-page</html>")) {
            upstream.on(LLAMA, call -> call.write(Scripts.json(400, "", body)));
            try (World world = World.together(upstream)) {
                Reply reply = world.ask(LLAMA);
                reply.error(400);
                assertThat(reply.body()).doesNotContain("secret-page", "html>");
            }
        }
    }

    @Test
    void theWaitMayBeADateOfAnyFormOn429And503() throws IOException {
        for (int status : new int[] {429, 503}) {
            for (String pattern :
                    List.of(
                            "EEE, dd MMM yyyy HH:mm:ss 'GMT'",
                            "EEEE, dd-MMM-yy HH:mm:ss 'GMT'",
                            "EEE MMM ppd HH:mm:ss yyyy")) {
                String date =
                        DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)
                                .format(Instant.now().plusSeconds(300).atOffset(ZoneOffset.UTC));
                assertCools(status, "Retry-After: " + date + "\r\n");
            }
            assertCools(
                    status,
                    "x-ratelimit-reset: " + (System.currentTimeMillis() + 300_000) + "\r\n");
        }
    }

    private void assertCools(int status, String header) throws IOException {
        upstream.on(LLAMA, Scripts.error(status, header, "later"));
        try (World world = World.together(upstream)) {
            long before = upstream.seen().size();
            Reply told = world.ask(LLAMA);
            told.error(status);
            assertThat(Long.parseLong(told.header("retry-after"))).as(header).isBetween(200L, 300L);
            Reply cooling = world.ask(LLAMA);
            cooling.error(429);
            assertThat(Long.parseLong(cooling.header("retry-after"))).isBetween(200L, 300L);
            assertThat(upstream.seen().size() - before).isEqualTo(1);
        }
    }

    // ---- events

    @Test
    void aPictureOfThreeMegabytesInADeltaPasses() throws IOException {
        String picture = "data:image/png;base64," + "A".repeat(3 << 20);
        upstream.on(
                LLAMA, Scripts.stream(Scripts.say(picture), Scripts.finish("stop"), Scripts.DONE));
        try (World world = World.together(upstream)) {
            assertThat(world.stream(LLAMA).text().length()).isEqualTo(picture.length());
        }
    }

    @Test
    void aPingIsNoChunk() throws IOException {
        upstream.on(
                LLAMA,
                Scripts.stream(
                        "event: ping\ndata: {\"type\":\"ping\"}\n\n",
                        Scripts.say("a"),
                        "event: ping\ndata: pong\n\n",
                        Scripts.finish("stop"),
                        Scripts.DONE));
        try (World world = World.together(upstream)) {
            Reply reply = world.stream(LLAMA);
            assertThat(reply.text()).isEqualTo("a");
            assertThat(reply.body()).doesNotContain("ping", "pong").endsWith("[DONE]\n\n");
        }
    }
}
