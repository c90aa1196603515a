package dev.sluice.wire.sse;

import java.io.IOException;

/** An upstream sent one event (or one line) that is longer than a reader is willing to hold. */
public final class EventTooLarge extends IOException {
    private final int maxEventBytes;

    EventTooLarge(int bufferedBytes, int maxEventBytes) {
        super(
                "event of at least %d bytes is over the limit of %d bytes"
                        .formatted(bufferedBytes, maxEventBytes));
        this.maxEventBytes = maxEventBytes;
    }

    public int maxEventBytes() {
        return maxEventBytes;
    }
}
