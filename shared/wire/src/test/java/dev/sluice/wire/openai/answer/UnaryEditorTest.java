package dev.sluice.wire.openai.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.measure.Metered;
import dev.sluice.wire.openai.Trees;
import dev.sluice.wire.openai.answer.UnaryAnswer.Completion;
import dev.sluice.wire.openai.answer.UnaryAnswer.Failure;
import dev.sluice.wire.openai.answer.UnaryAnswer.NotACompletion;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnaryEditorTest {
    private static final String BODY =
            """
            {"id":"c","object":"chat.completion","seed":15924764223251450000,"x":1e2,
             "choices":[{"index":0,"message":{"role":"assistant","content":"abcdefg"},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13,"prompt_tokens_details":{"cached_tokens":2}}}
            """;

    private static UnaryAnswer read(String body) {
        return UnaryEditor.read(body.getBytes(UTF_8), Relay.SILENT);
    }

    private static String sent(UnaryAnswer answer) {
        return new String(((Completion) answer).body().toByteArray(), UTF_8);
    }

    @Test
    void aCompletionGoesThroughByteForByteAndIsCounted() {
        Completion answer = (Completion) read(BODY);
        assertThat(sent(answer)).isEqualTo(BODY);
        assertThat(answer.body().lengthBytes()).isEqualTo(BODY.length());
        assertThat(answer.usage()).isEqualTo(Metered.ofTokens(9, 2, 4, 0, false));
        assertThat(answer.finishReason()).isEqualTo("stop");
        assertThat(answer.contentBytes()).isEqualTo(7);
        assertThat(answer.usageOrEstimate(1)).isEqualTo(answer.usage());
    }

    @Test
    void aMissingUsageIsEstimated() {
        String body = BODY.substring(0, BODY.indexOf(",\n \"usage\"")) + "}";
        assertThat(((Completion) read(body)).usageOrEstimate(50))
                .isEqualTo(Metered.ofTokens(50, 0, 2, 0, true));
    }

    /** As in a stream: clients read it without asking whether it is there. */
    @Test
    void anEstimateStandsInTheAnswerWhereTheProviderTellsNothing() {
        String before = BODY.substring(0, BODY.indexOf(",\n \"usage\""));
        String told =
                "\"usage\":{\"prompt_tokens\":50,\"completion_tokens\":2,\"total_tokens\":52}";
        for (String none : List.of("", ",\"usage\":null", ",\"usage\":{}", ",\"usage\":7")) {
            byte[] body = (before + none + "}\n").getBytes(UTF_8);
            Completion answer = (Completion) UnaryEditor.read(body, Relay.SILENT, 50);
            assertThat(sent(answer)).isEqualTo(before + "," + told + "}\n");
            assertThat(answer.usageOrEstimate(50)).isEqualTo(Metered.ofTokens(50, 0, 2, 0, true));
        }
        assertThat(sent(UnaryEditor.read(BODY.getBytes(UTF_8), Relay.SILENT, 50))).isEqualTo(BODY);
    }

    @Test
    void blankLinesInFrontAreTolerated() {
        assertThat(sent(read("\n\n \r\n" + BODY))).isEqualTo(BODY);
    }

    @Test
    void finishReasonsAndObjectAreMadeOpenAis() {
        assertThat(sent(read(BODY.replace("\"stop\"", "\"eos\"")))).isEqualTo(BODY);
        assertThat(sent(read(BODY.replace("\"stop\"", "\"\""))))
                .isEqualTo(BODY.replace("\"stop\"", "null"));
        String legacy =
                "{\"object\":\"text.completion\",\"choices\":[{\"text\":\"abc\",\"finish_reason\":\"eos\"},{\"text\":\"de\",\"finish_reason\":\"length\"}]}";
        Completion answer = (Completion) read(legacy);
        assertThat(sent(answer))
                .isEqualTo(
                        legacy.replace("text.completion", "text_completion")
                                .replace("eos", "stop"));
        assertThat(answer.contentBytes()).isEqualTo(5);
    }

    @Test
    void togethersLogprobsBecomeOpenAis() {
        String foreign =
                "{\"token_ids\":[1,2],\"tokens\":[\"é\",\"\\n\\\"\"],\"token_logprobs\":[-1.50,null],\"top_logprobs\":[{\"é\":-1.50,\"b\":-2},null]}";
        String body =
                BODY.replace("\"finish_reason\"", "\"logprobs\":" + foreign + ",\"finish_reason\"");
        String expected =
                "{\"content\":[{\"token\":\"é\",\"logprob\":-1.50,\"bytes\":[195,169],\"top_logprobs\":[{\"token\":\"é\",\"logprob\":-1.50,\"bytes\":[195,169]},{\"token\":\"b\",\"logprob\":-2,\"bytes\":[98]}]},"
                        + "{\"token\":\"\\n\\\"\",\"logprob\":-9999.0,\"bytes\":[10,34],\"top_logprobs\":[]}],\"refusal\":null}";
        UnaryAnswer converted =
                UnaryEditor.read(body.getBytes(UTF_8), new AnswerRules(false, false, true));
        assertThat(sent(converted)).isEqualTo(body.replace(foreign, expected));
        assertThat(Trees.parse(sent(converted))).isNotNull();
        assertThat(sent(read(body))).isEqualTo(body);
    }

    @Test
    void anErrorUnder200IsAFailure() {
        for (String body :
                List.of(
                        "{\"error\":{\"message\":\"m\"}}",
                        "{\"error\":\"m\"}",
                        "{\"code\":500,\"msg\":\"m\"}",
                        "{\"object\":\"error\",\"message\":\"m\"}",
                        "{\"detail\":\"m\"}",
                        "[{\"error\":{\"message\":\"m\"}}]")) {
            assertThat(read(body))
                    .as(body)
                    .isInstanceOfSatisfying(
                            Failure.class, f -> assertThat(f.error().message()).isEqualTo("m"));
        }
        assertThat(read("{\"error\":{}}")).isInstanceOf(Failure.class);
    }

    @Test
    void whateverElseIsNotACompletion() {
        for (String body :
                List.of(
                        "",
                        " \n",
                        "<html></html>",
                        "null",
                        "[]",
                        "[1]",
                        "7",
                        "\"x\"",
                        "{}",
                        "{\"choices\":[]}",
                        "{\"choices\":null}",
                        "{\"choices\":[1]}",
                        "{\"choices\":{}}",
                        BODY.substring(0, 200),
                        BODY + "x",
                        "data: " + BODY)) {
            assertThat(read(body)).as(body).isInstanceOf(NotACompletion.class);
        }
    }
}
