package dev.sluice.wire.responses;

/** How far a stream has come that is passed through. For one answer and one thread at a time. */
final class Passed {
    private long nextSequenceNumber;

    void saw(long sequenceNumber) {
        nextSequenceNumber = sequenceNumber + 1;
    }

    long nextSequenceNumber() {
        return nextSequenceNumber;
    }
}
