package dev.sluice.wire.responses;

import org.jspecify.annotations.Nullable;

/**
 * How far a stream has come that is passed through: what its client was given of it, not what was
 * held back. For one answer and one thread at a time.
 */
final class Passed {
    private long nextSequenceNumber;
    private @Nullable String responseId;
    private boolean begun;

    /** What was read so far is with the client. */
    void wrote(long nextSequenceNumber, @Nullable String responseId) {
        this.nextSequenceNumber = nextSequenceNumber;
        this.responseId = responseId;
        this.begun = true;
    }

    boolean hasBegun() {
        return begun;
    }

    long nextSequenceNumber() {
        return nextSequenceNumber;
    }

    /** As its provider said it; null where it did not. */
    @Nullable String responseId() {
        return responseId;
    }
}
