package dev.sluice.core.limit;

/**
 * The time in which a limit counts, cut into parts that are numbered along time: an amount is
 * counted in the part where it was taken, until that part has fallen out of the window.
 *
 * <p>The parts are made so that clocks of instances may differ by {@link #SKEW_MICROS}: a part
 * counts a little longer than its window, never shorter. All functions are pure; times are epoch
 * microseconds. A time that does not fit 64 bits throws {@link ArithmeticException}.
 */
public sealed interface Window permits Sliding, Calendar, InFlight {
    /** By how much the clocks of two instances may differ without breaking the promise. */
    long SKEW_MICROS = 250_000;

    /**
     * The part of something taken now.
     *
     * @param untilMicros when whoever takes it has ended at the latest
     */
    long part(long nowMicros, long untilMicros);

    /** The oldest part that still counts. */
    long oldest(long nowMicros);

    /** The newest part that an instance can have written whose clock is within the skew of ours. */
    long newest(long nowMicros);

    /** From when on a part counts no more: {@link Long#MAX_VALUE} means never. */
    long endMicros(long part);

    /**
     * How long after its claim a taking may be known, with clocks as far apart as they may be: a
     * later one has to be counted anew.
     */
    default long lateMicros() {
        return Long.MAX_VALUE;
    }

    /** The tail of a limit's name: {@code 60s}, {@code Day}, {@code InFlight}. */
    String label();

    /** For people, after the name of a measure: {@code per minute}, {@code in flight}. */
    String words();

    /** Whether the end of whoever took something gives all of it back. */
    default boolean isLease() {
        return false;
    }

    /** Whether it is a budget: what was used stays used until the period's end. */
    default boolean isBudget() {
        return false;
    }

    /** Reads a {@link #label} back. */
    static Window of(String label) {
        for (Window window :
                new Window[] {Calendar.DAY, Calendar.MONTH, Calendar.EVER, InFlight.IN_FLIGHT}) {
            if (window.label().equals(label)) {
                return window;
            }
        }
        if (label.matches("[1-9][0-9]{0,8}s")) {
            return seconds(Long.parseLong(label, 0, label.length() - 1, 10));
        }
        throw new IllegalArgumentException(
                "there is no window \""
                        + label
                        + "\": it is Day, Month, Ever, InFlight or seconds such as 60s");
    }

    /** The last 60 seconds, or so many. */
    static Window seconds(long seconds) {
        return new Sliding(Math.multiplyExact(seconds, Sliding.SECOND_MICROS));
    }
}
