package dev.sluice.wire.upstream;

import dev.sluice.wire.openai.AnswerRules;
import dev.sluice.wire.openai.Fold;
import dev.sluice.wire.openai.UnaryAnswer;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseReader;
import java.io.IOException;
import java.io.InputStream;

/** Reads events where a whole answer was asked for, and makes one of them. */
final class FoldedBody {
    private FoldedBody() {}

    static UnaryAnswer read(
            InputStream in, AnswerRules rules, long estimatedInputTokens, Vigil vigil)
            throws IOException {
        Fold fold = new Fold(rules, WholeBody.MOST_BYTES);
        try {
            SseReader reader = new SseReader(in, SseReader.MAX_EVENT_BYTES, vigil::alive);
            SseEvent event = reader.next();
            while (event != null && fold.add(event)) {
                vigil.event();
                event = reader.next();
            }
        } catch (IOException e) {
            if (vigil.reason() != null || !fold.endedProperly()) {
                throw e;
            }
        }
        return fold.answer(estimatedInputTokens);
    }
}
