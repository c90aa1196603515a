package dev.sluice.wire.upstream;

import dev.sluice.wire.dialect.Answers;
import dev.sluice.wire.openai.Fold;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseReader;
import java.io.IOException;

/** Reads events where a whole answer was asked for, and makes one of them. */
record FoldedBody(Answers answers, Fold fold, KeyMask mask, Vigil vigil) {

    /** Gives the fold all it wants. */
    void read(SseReader reader) throws IOException {
        try {
            SseEvent event = reader.next();
            while (event != null) {
                vigil.event();
                mask.mask(event.buffer(), event.offset(), event.offset() + event.length());
                event = answers.read(event).stream().allMatch(fold::add) ? reader.next() : null;
            }
        } catch (IOException e) {
            if (vigil.reason() != null || !fold.endedProperly()) {
                throw e;
            }
        }
    }
}
