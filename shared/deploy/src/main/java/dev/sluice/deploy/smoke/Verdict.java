package dev.sluice.deploy.smoke;

import java.util.List;

/** Whether somebody between provider and client held the answer back. */
public enum Verdict {
    STREAMED("streamed: the answer arrived while it was being written"),
    BUFFERED("buffered: somebody between the provider and here held the answer back"),
    UNDECIDED("undecided: too few events to tell");

    private static final int FEWEST_EVENTS = 5;

    /** Nearer than this, two events came in one piece. */
    private static final long ONE_PIECE_NANOS = 2_000_000L;

    /** A burst takes less than this part of the whole time. */
    private static final int BURST_PART = 20;

    private final String words;

    Verdict(String words) {
        this.words = words;
    }

    /**
     * @param eventNanos when each event arrived, since the request was sent
     */
    static Verdict of(List<Long> eventNanos) {
        if (eventNanos.size() < FEWEST_EVENTS) {
            return UNDECIDED;
        }
        long pieces = 1;
        for (int i = 1; i < eventNanos.size(); i++) {
            if (eventNanos.get(i) - eventNanos.get(i - 1) > ONE_PIECE_NANOS) {
                pieces++;
            }
        }
        long wholeNanos = eventNanos.getLast();
        long spanNanos = wholeNanos - eventNanos.getFirst();
        return pieces <= 2 || spanNanos * BURST_PART < wholeNanos ? BUFFERED : STREAMED;
    }

    String words() {
        return words;
    }
}
