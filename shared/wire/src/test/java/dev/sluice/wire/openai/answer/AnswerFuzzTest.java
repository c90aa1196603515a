package dev.sluice.wire.openai.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.measure.Measure;
import dev.sluice.wire.error.ErrorStatus;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.error.UpstreamErrors;
import dev.sluice.wire.openai.Fixtures;
import dev.sluice.wire.openai.Mutations;
import dev.sluice.wire.openai.Trees;
import dev.sluice.wire.sse.Reads;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * 10,000 answers gone wrong, each read in every way of ours: what goes to a client is JSON, and
 * nothing falls over. (Through the real server: devkit's AnswerFuzzTest.)
 */
class AnswerFuzzTest {
    private static final int ANSWERS = 10_000;
    private static final AnswerRules RULES = new AnswerRules(true, false, true);
    private static final List<String> WHOLE =
            List.of(
                    "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"x\":[1,{}],\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"a\\u00e9\",\"tool_calls\":[{\"id\":\"t\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},{}]},\"logprobs\":{\"tokens\":[\"a\"],\"token_logprobs\":[-1]},\"finish_reason\":\"eos\"}],\"usage\":{\"prompt_tokens\":10.0,\"completion_tokens\":5,\"total_tokens\":18,\"completion_tokens_details\":{\"reasoning_tokens\":3}}}",
                    "{\"id\":\"c\",\"object\":\"text_completion\",\"choices\":[{\"text\":\"a\",\"finish_reason\":\"stop\"},{\"index\":1,\"text\":\"b\",\"finish_reason\":\"length\"}]}",
                    "{\"choices\":[{\"message\":{\"content\":\"\"},\"finish_reason\":\"error\",\"error\":{\"code\":502,\"message\":\"m\"}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}",
                    "{\"error\":{\"message\":\"m\",\"code\":429,\"type\":\"t\"}}",
                    "[{\"error\":{\"message\":\"<html>\",\"code\":\"400\"}}]");

    @Test
    void whateverAProviderSendsTheClientGetsJsonOrAnError() throws IOException {
        Random random = new Random(20_261_128);
        List<byte[]> bases = new ArrayList<>();
        Fixtures.chats().forEach(fixture -> bases.add(fixture.bytes()));
        WHOLE.forEach(body -> bases.add(body.getBytes(UTF_8)));
        for (int i = 0; i < ANSWERS; i++) {
            byte[] base = bases.get(random.nextInt(bases.size()));
            byte[] answer = Mutations.of(base, random.nextLong());
            asEvents(answer.clone());
            asWhole(answer.clone());
            asFolded(answer.clone());
            asError(answer);
        }
    }

    private static void asEvents(byte[] answer) throws IOException {
        Relay relay = Relay.of(Reads.whole(answer), RULES);
        assertThat(relay.chunks()).allMatch(chunk -> Trees.isJson(chunk.getBytes(UTF_8)));
    }

    private static void asWhole(byte[] answer) {
        if (!(UnaryEditor.read(answer, RULES) instanceof UnaryAnswer.Completion completion)) {
            return;
        }
        assertThat(Trees.isJson(completion.body().toByteArray())).isTrue();
        ChunkEditor editor = new ChunkEditor(RULES);
        for (SseEvent event : Unfold.events(answer)) {
            EventReader.Verdict verdict = editor.accept(event);
            assertThat(verdict)
                    .as(new String(answer, UTF_8))
                    .isNotEqualTo(EventReader.Verdict.MALFORMED);
            if (verdict == EventReader.Verdict.RELAY) {
                assertThat(Trees.isJson(editor.edited())).isTrue();
            }
        }
        assertThat(editor.usageOrEstimate(100).of(Measure.TOKENS)).isPositive();
    }

    private static void asFolded(byte[] answer) throws IOException {
        Fold fold = new Fold(RULES, 1 << 20);
        SseReader reader = new SseReader(Reads.whole(answer));
        SseEvent event = reader.next();
        while (event != null) {
            event = fold.add(event) ? reader.next() : null;
        }
        if (fold.answer(100) instanceof UnaryAnswer.Completion completion) {
            byte[] body = completion.body().toByteArray();
            assertThat(Trees.isJson(body)).as(new String(body, UTF_8)).isTrue();
        }
    }

    private static void asError(byte[] answer) {
        UpstreamError error = UpstreamErrors.parse(400, "text/html", answer);
        assertThat(error.message()).isNotBlank().doesNotContain("<html", "\n");
        assertThat(ErrorStatus.of(error)).isBetween(0, 599);
    }
}
