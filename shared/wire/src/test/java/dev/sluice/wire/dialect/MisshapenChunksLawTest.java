package dev.sluice.wire.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.wire.openai.answer.AnswerRules;
import dev.sluice.wire.openai.answer.ChunkEditor;
import dev.sluice.wire.openai.answer.EventReader;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import dev.sluice.wire.openai.answer.UnaryEditor;
import dev.sluice.wire.sse.Reads;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseReader;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is good enough to be relayed at one door can be read for every other one. */
class MisshapenChunksLawTest {
    private static final int CASES = 40_000;
    private static final AnswerRules RULES = new AnswerRules(false, false, false);

    @Test
    void whatIsRelayedCanBeReadForEveryDoor() throws Exception {
        SplittableRandom random = new SplittableRandom(20261129);
        for (int i = 0; i < CASES; i++) {
            String json = MisshapenChunks.any(random);
            SseReader events =
                    new SseReader(Reads.whole(("data: " + json + "\n\n").getBytes(UTF_8)));
            SseEvent event = Objects.requireNonNull(events.next());
            ChunkEditor editor = new ChunkEditor(RULES);
            if (editor.accept(event) == EventReader.Verdict.RELAY) {
                isReadable(editor.edited());
            }
            byte[] whole = json.replace("\"delta\"", "\"message\"").getBytes(UTF_8);
            if (UnaryEditor.read(whole, RULES) instanceof UnaryAnswer.Completion completion) {
                isReadable(completion.body().toByteArray());
            }
        }
    }

    private static void isReadable(byte[] chunk) {
        assertThatCode(() -> ChunkPieces.of(chunk, 0, chunk.length))
                .as(new String(chunk, UTF_8))
                .doesNotThrowAnyException();
    }
}
