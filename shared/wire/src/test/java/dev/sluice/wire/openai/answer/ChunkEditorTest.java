package dev.sluice.wire.openai.answer;

import static dev.sluice.wire.openai.answer.Chunks.STOP;
import static dev.sluice.wire.openai.answer.Chunks.chunk;
import static dev.sluice.wire.openai.answer.Chunks.stream;
import static dev.sluice.wire.openai.answer.Chunks.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.openai.answer.EventReader.Verdict;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkEditorTest {
    @Test
    void whatNeedsNoEditGoesThroughByteForByte() throws IOException {
        String odd =
                " {\"seed\" : 15924764223251450000,\t\"x\":[1e2,9007199254740993,\"\\u00e9\\/🚀\"],\"id\":\"c1\",\"choices\":[ {\"index\":0,\"delta\":{\"content\":\"a\",\"z\":{}}} ]}";
        Relay relay = Relay.ofChunks(Relay.SILENT, odd, STOP);
        assertThat(relay.chunks()).containsExactly(odd.strip(), STOP);
    }

    @Test
    void anEventWithANameKeepsItOrIsDropped() throws IOException {
        Relay relay =
                stream(
                        "event: ping\ndata: {\"type\":\"ping\"}\n\nevent: notice\ndata: {\"message\":\"m\"}\n\n"
                                + "event: ping\ndata: pong\n\nevent: completion\ndata: "
                                + STOP
                                + "\n\n");
        assertThat(relay.verdicts())
                .containsExactly(Verdict.DROP, Verdict.RELAY, Verdict.DROP, Verdict.RELAY);
        assertThat(relay.sent())
                .isEqualTo(
                        "event: notice\ndata: {\"message\":\"m\"}\n\nevent: completion\ndata: "
                                + STOP
                                + "\n\ndata: [DONE]\n\n");
    }

    @Test
    void aChoicesErrorIsAnError() throws IOException {
        assertError(
                "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\",\"error\":{\"message\":\"m\",\"code\":502}}]}",
                new UpstreamError("m", null, null, "502"));
        assertError(
                "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\"}]}",
                new UpstreamError("The provider reported an error.", null, null, null));
    }

    @Test
    void finishReasonsAreMadeOpenAis() throws IOException {
        assertThat(finishAfter("\"eos\"")).isEqualTo("\"stop\"");
        assertThat(finishAfter("\"\"")).isEqualTo("null");
        assertThat(finishAfter("null")).isEqualTo("null");
        assertThat(finishAfter("\"content_filter\"")).isEqualTo("\"content_filter\"");
        assertThat(finishAfter("\"abort_v2\"")).isEqualTo("\"abort_v2\"");
    }

    private static String finishAfter(String given) throws IOException {
        String sent = Relay.ofChunks(Relay.SILENT, chunk("{}", given, "")).chunks().getFirst();
        return sent.substring(sent.indexOf("finish_reason") + 15, sent.indexOf("}]"));
    }

    @Test
    void aChoiceFinishesOnce() throws IOException {
        Relay relay =
                Relay.ofChunks(
                        Relay.SILENT,
                        chunk("{}", "\"tool_calls\"", ""),
                        chunk("{}", "\"tool_calls\"", ""),
                        chunk("{}", "\"stop\"", ""));
        assertThat(relay.chunks()).containsExactly(chunk("{}", "\"tool_calls\"", ""));
        assertThat(relay.editor().finishReason()).isEqualTo("tool_calls");
    }

    /** What has something to say besides is relayed, only its end is not told again. */
    @Test
    void aSecondEndWithTextKeepsItsText() throws IOException {
        String text = chunk("{\"content\":\"more\"}", "\"stop\"", "");
        assertThat(Relay.ofChunks(Relay.SILENT, chunk("{}", "\"stop\"", ""), text).chunks())
                .containsExactly(
                        chunk("{}", "\"stop\"", ""),
                        text.replace("\"finish_reason\":\"stop\"", "\"finish_reason\":null"));
    }

    /** OpenRouter repeats the end on its usage chunk. */
    @Test
    void aSecondEndWithUsageGivesItsUsage() throws IOException {
        Relay relay =
                Relay.ofChunks(
                        Relay.WITH_USAGE,
                        chunk("{}", "\"stop\"", ""),
                        chunk(
                                "{}",
                                "\"stop\"",
                                ",\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}"));
        assertThat(relay.finishReasons()).containsExactly("stop");
        assertThat(relay.chunks()).hasSize(2);
        assertThat(relay.chunks().getLast()).contains("\"prompt_tokens\":3", "\"choices\":[]");
    }

    @Test
    void eachOfSeveralChoicesFinishes() throws IOException {
        String both =
                "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"},{\"delta\":{},\"finish_reason\":\"eos\",\"index\":1}]}";
        assertThat(Relay.ofChunks(Relay.SILENT, both).chunks())
                .containsExactly(both.replace("eos", "stop"));
    }

    @Test
    void legacyObjectsGetTheirOpenAiName() throws IOException {
        for (String name : List.of("text.completion", "completion.chunk")) {
            String chunk =
                    "{\"id\":\"c\",\"object\":\""
                            + name
                            + "\",\"choices\":[{\"index\":0,\"text\":\"a\",\"finish_reason\":\"stop\"}]}";
            Relay relay = Relay.ofChunks(Relay.WITH_USAGE, chunk);
            assertThat(relay.chunks().getFirst()).isEqualTo(chunk.replace(name, "text_completion"));
            assertThat(relay.chunks().getLast())
                    .startsWith("{\"id\":\"c\",\"object\":\"text_completion\",");
        }
    }

    @Test
    void errorsAreRecognisedInEveryShape() throws IOException {
        assertError(
                "data: {\"error\":{\"message\":\"m\",\"type\":\"t\",\"param\":\"p\",\"code\":\"c\"}}",
                new UpstreamError("m", "t", "p", "c"));
        assertError(
                "data: {\"error\":{\"message\":\"m\",\"code\":502}}",
                new UpstreamError("m", null, null, "502"));
        assertError(
                "data: {\"id\":\"c\",\"error\":{\"message\":\"m\",\"code\":502},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}",
                new UpstreamError("m", null, null, "502"));
        assertError("data: {\"error\":\"m\"}", new UpstreamError("m", null, null, null));
        assertError(
                "data: {\"object\":\"error\",\"message\":\"m\",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}",
                new UpstreamError("m", "BadRequestError", null, "400"));
        assertError(
                "event: error\ndata: {\"message\":\"m\"}",
                new UpstreamError("m", null, null, null));
        assertError(
                "event: error\ndata: it broke", new UpstreamError("it broke", null, null, null));
        assertError(
                "event: error\ndata: {}",
                new UpstreamError("The provider reported an error.", null, null, null));
        assertError(
                "data: {\"code\":402,\"msg\":\"m\",\"request_id\":\"r\",\"data\":null}",
                new UpstreamError("m", null, null, "402"));
        assertError("data: {\"detail\":\"m\"}", new UpstreamError("m", null, null, null));
        assertError(
                "data: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"m\"}}",
                new UpstreamError("m", "overloaded_error", null, null));
        assertError(
                "data: [{\"error\":{\"message\":\"m\",\"status\":\"INTERNAL\",\"code\":500}}]",
                new UpstreamError("m", "INTERNAL", null, "500"));
    }

    private static void assertError(String event, UpstreamError expected) throws IOException {
        Relay relay = stream("data: " + text("a") + "\n\n" + event + "\n\n");
        assertThat(relay.verdicts()).as(event).containsExactly(Verdict.RELAY, Verdict.ERROR);
        assertThat(relay.editor().error()).isEqualTo(expected);
        assertThat(relay.editor().endedProperly()).isFalse();
    }

    @Test
    void noErrorIsNoError() throws IOException {
        for (String none : List.of("null", "\"\"", "false")) {
            assertThat(
                            Relay.ofChunks(
                                            Relay.SILENT,
                                            chunk(
                                                    "{}",
                                                    "\"stop\"",
                                                    ",\"error\":" + none + ",\"message\":\"x\""))
                                    .verdicts())
                    .containsExactly(Verdict.RELAY, Verdict.DONE);
        }
    }

    @Test
    void dataThatIsNotJsonIsMalformed() throws IOException {
        for (String data :
                List.of(
                        "hello",
                        "<html>",
                        "[]",
                        "7",
                        "{\"id\":1",
                        "{\"a\":1} x",
                        "[DONE] x",
                        "{\"a\":\"x\ndata: y\"}")) {
            assertThat(stream("data: " + data + "\n\n").verdicts())
                    .as(data)
                    .containsExactly(Verdict.MALFORMED);
        }
    }

    @Test
    void anEventCutByTheEndIsNotRelayed() throws IOException {
        Relay cut = stream("data: " + text("a") + "\n\ndata: " + text("b").substring(0, 50));
        assertThat(cut.verdicts()).containsExactly(Verdict.RELAY, Verdict.DROP);
        assertThat(cut.editor().endedProperly()).isFalse();
        assertThat(stream("data: " + STOP + "\n\ndata: [DO").editor().endedProperly()).isTrue();
        assertThat(stream("data: " + STOP).editor().endedProperly()).isTrue();
    }

    @Test
    void aStreamIsWholeWithDoneOrWhenAllItsChoicesHaveFinished() throws IOException {
        String second =
                "{\"id\":\"c\",\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b\"},\"finish_reason\":%s}]}";
        assertThat(stream("data: " + text("a") + "\n\n").editor().endedProperly()).isFalse();
        assertThat(stream("data: " + text("a") + "\n\ndata: [DONE]\n\n").editor().endedProperly())
                .isTrue();
        assertThat(stream("data: " + STOP + "\n\n").editor().endedProperly()).isTrue();
        assertThat(
                        stream("data: " + STOP + "\n\ndata: " + second.formatted("null") + "\n\n")
                                .editor()
                                .endedProperly())
                .isFalse();
        assertThat(
                        stream(
                                        "data: "
                                                + STOP
                                                + "\n\ndata: "
                                                + second.formatted("\"eos\"")
                                                + "\n\n")
                                .editor()
                                .endedProperly())
                .isTrue();
    }

    @Test
    void aStreamWithoutAnAnswerIsNoAnswer() throws IOException {
        for (String sse :
                List.of(
                        "",
                        ": ping\n\n",
                        "data: [DONE]\n\n",
                        "data: {\"id\":\"c\",\"choices\":[]}\n\ndata: [DONE]\n\n")) {
            assertThat(stream(sse).editor().endedProperly()).as(sse).isFalse();
            assertThat(stream(sse).editor().sawChoice()).isFalse();
        }
    }

    @Test
    void nothingFollowsDone() throws IOException {
        Relay relay =
                stream(
                        "data: "
                                + STOP
                                + "\n\ndata: [DONE] \n\ndata: "
                                + text("late")
                                + "\n\ndata: [DONE]\n\n");
        assertThat(relay.verdicts())
                .containsExactly(Verdict.RELAY, Verdict.DONE, Verdict.DROP, Verdict.DROP);
        assertThat(relay.sent()).isEqualTo("data: " + STOP + "\n\ndata: [DONE]\n\n");
    }

    @Test
    void anEmptyEventIsDropped() throws IOException {
        assertThat(stream("data:\n\ndata\ndata: \n\ndata: " + STOP + "\n\n").verdicts())
                .containsExactly(Verdict.DROP, Verdict.DROP, Verdict.RELAY);
    }

    @Test
    void severalLinesBecomeOne() throws IOException {
        Relay relay =
                stream(
                        "data: {\"id\":\"c\",\r\ndata:\r\ndata: \"usage\":null,\"choices\":\r\ndata: [{\"index\":0,\"finish_reason\":\"eos\"}]}\r\n\r\n");
        assertThat(relay.sent())
                .startsWith(
                        "data: {\"id\":\"c\",  \"choices\": [{\"index\":0,\"finish_reason\":\"stop\"}]}\n\n");
    }

    @Test
    void foreignLogprobsAreConvertedOnDemandOnly() throws IOException {
        String foreign = "{\"tokens\":[\"a\"],\"token_logprobs\":[-0.10]}";
        String converted =
                "{\"content\":[{\"token\":\"a\",\"logprob\":-0.10,\"bytes\":[97],\"top_logprobs\":[]}],\"refusal\":null}";
        String chunk =
                "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"logprobs\":%s,\"finish_reason\":\"stop\"}]}";
        AnswerRules convert = new AnswerRules(false, false, true);
        assertThat(Relay.ofChunks(convert, chunk.formatted(foreign)).chunks())
                .containsExactly(chunk.formatted(converted));
        assertThat(Relay.ofChunks(convert, chunk.formatted(converted)).chunks())
                .containsExactly(chunk.formatted(converted));
        assertThat(Relay.ofChunks(convert, chunk.formatted("-0.5")).chunks())
                .containsExactly(chunk.formatted("-0.5"));
        assertThat(Relay.ofChunks(Relay.SILENT, chunk.formatted(foreign)).chunks())
                .containsExactly(chunk.formatted(foreign));
    }
}
