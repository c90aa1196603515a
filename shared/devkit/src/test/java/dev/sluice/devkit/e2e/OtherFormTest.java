package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole answer where a stream was asked, and a stream where a whole one was. */
class OtherFormTest extends AnswerSteps {
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
