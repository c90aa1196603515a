package dev.sluice.wire.upstream;

import dev.sluice.wire.dialect.Answers;
import dev.sluice.wire.openai.answer.Fold;
import dev.sluice.wire.room.Growth;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseReader;
import java.io.IOException;

/** Reads events where a whole answer was asked for, and makes one of them. */
record FoldedBody(Answers answers, Fold fold, KeyMask mask, Vigil vigil) {

    /**
     * Gives the fold all it wants.
     *
     * @param room for what is made of them
     */
    void read(SseReader reader, Growth room) throws IOException {
        long foldedBytes = 0;
        try {
            SseEvent event = reader.next();
            while (event != null) {
                vigil.event();
                room.resize(foldedBytes, foldedBytes + event.length());
                foldedBytes += event.length();
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
