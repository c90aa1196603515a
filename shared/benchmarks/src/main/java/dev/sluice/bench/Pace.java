package dev.sluice.bench;

import java.util.concurrent.TimeUnit;

/**
 * How a stream's chunks come. A prompt asks the {@link MockProvider} for one by the words of {@link
 * #prompt}.
 *
 * @param chunks how many
 * @param gapMillis between two of them
 */
record Pace(int chunks, int gapMillis) {
    /** Of a third of a second: what latencies are measured with. */
    static final Pace USUAL = new Pace(64, 5);

    /** 50 chunks a second, for five seconds. */
    static final Pace BUSY = new Pace(250, 20);

    /** 50 chunks in a second. */
    static final Pace SECOND = new Pace(50, 20);

    /** A chunk each five seconds, for five minutes. */
    static final Pace IDLE = new Pace(60, 5_000);

    /** Ten seconds of two chunks each. */
    static final Pace SLOW = new Pace(20, 500);

    private static final String BEGIN = "[pace ";

    String prompt() {
        return BEGIN + chunks + " " + gapMillis + "]";
    }

    static Pace of(String body) {
        int at = body.indexOf(BEGIN);
        if (at < 0) {
            return USUAL;
        }
        int from = at + BEGIN.length();
        String[] words = body.substring(from, body.indexOf(']', from)).split(" ", 2);
        return new Pace(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
    }

    long gapNanos() {
        return TimeUnit.MILLISECONDS.toNanos(gapMillis);
    }
}
