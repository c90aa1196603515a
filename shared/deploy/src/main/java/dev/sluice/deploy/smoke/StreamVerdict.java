package dev.sluice.deploy.smoke;

import java.util.List;

/** Whether somebody between provider and client held the answer back. */
public enum StreamVerdict {
    STREAMED("streamed: the answer arrived while it was being written"),
    BUFFERED("buffered: somebody between the provider and here held the answer back"),
    UNDECIDED("undecided: too few events to tell");

    private static final int FEWEST_EVENTS = 5;

    /** What comes within this time came in one piece. */
    private static final long ONE_PIECE_NANOS = 2_000_000L;

    /** A burst takes less than this part of the whole time. */
    private static final int BURST_PART = 20;

    /**
     * And no longer than this: what was held back comes as fast as the network is. A fast provider
     * takes longer for its tokens, even where the first was long in coming.
     */
    private static final long BURST_NANOS = 100_000_000L;

    private final String words;

    StreamVerdict(String words) {
        this.words = words;
    }

    /**
     * @param eventNanos when each event arrived, since the request was sent
     */
    static StreamVerdict of(List<Long> eventNanos) {
        if (eventNanos.size() < FEWEST_EVENTS) {
            return UNDECIDED;
        }
        long wholeNanos = eventNanos.getLast();
        long spanNanos = wholeNanos - eventNanos.getFirst();
        boolean burst = spanNanos < BURST_NANOS && spanNanos * BURST_PART < wholeNanos;
        return burst || pieces(eventNanos) <= 2 ? BUFFERED : STREAMED;
    }

    private static int pieces(List<Long> eventNanos) {
        int pieces = 1;
        long startNanos = eventNanos.getFirst();
        for (long atNanos : eventNanos) {
            if (atNanos - startNanos > ONE_PIECE_NANOS) {
                pieces++;
                startNanos = atNanos;
            }
        }
        return pieces;
    }

    String words() {
        return words;
    }
}
