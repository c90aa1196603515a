package dev.sluice.core.limit;

import org.jspecify.annotations.Nullable;

/**
 * Any interval of this length. It is cut into {@value #PARTS} parts, and counts one more and as
 * many as the clocks' skew and a slow answer may reach into: so any interval lies inside what is
 * counted. Twenty seconds and longer, a limit that always has demand reaches {@code 40 / 42} of
 * itself, 95 %; shorter ones less (one second: 66 %), for the skew is a larger part of them.
 */
public record Sliding(long lengthMicros) implements Window {
    /** Any sixty seconds. */
    public static final Sliding MINUTE = new Sliding(60_000_000);

    /** Of shorter ones less than 95 % can be used. */
    static final int LEAST_SET_SECONDS = 20;

    static final long SECOND_MICROS = 1_000_000;
    private static final long PARTS = 40;

    /** An answer of the store may take so long without being late. */
    private static final long ANSWER_MICROS = 250_000;

    private static final long LONGEST_MICROS = 366 * 86_400 * SECOND_MICROS;

    public Sliding {
        if (lengthMicros < SECOND_MICROS || lengthMicros > LONGEST_MICROS) {
            throw new IllegalArgumentException(
                    "a sliding window must be a second to a year long: " + lengthMicros + " µs");
        }
    }

    @Override
    public long part(long nowMicros, long untilMicros) {
        return Math.floorDiv(nowMicros, partMicros());
    }

    @Override
    public long oldest(long nowMicros) {
        return Math.floorDiv(nowMicros, partMicros()) - counted() + 1;
    }

    @Override
    public long newest(long nowMicros) {
        return Math.floorDiv(Math.addExact(nowMicros, SKEW_MICROS), partMicros());
    }

    @Override
    public long endMicros(long part) {
        return Math.multiplyExact(Math.addExact(part, counted()), partMicros());
    }

    boolean isLongEnough() {
        return lengthMicros >= LEAST_SET_SECONDS * SECOND_MICROS;
    }

    /** How many parts count. */
    long counted() {
        return PARTS + 1 + spare();
    }

    private long spare() {
        return Math.ceilDiv(SKEW_MICROS + ANSWER_MICROS, partMicros());
    }

    @Override
    public long lateMicros() {
        return spare() * partMicros() - SKEW_MICROS;
    }

    long partMicros() {
        return Math.ceilDiv(lengthMicros, PARTS);
    }

    @Override
    public String label() {
        return lengthMicros % SECOND_MICROS == 0
                ? lengthMicros / SECOND_MICROS + "s"
                : lengthMicros + "us";
    }

    @Override
    public String words() {
        if (lengthMicros == 60 * SECOND_MICROS) {
            return "per minute";
        }
        return lengthMicros % SECOND_MICROS == 0
                ? "per " + lengthMicros / SECOND_MICROS + " s"
                : "per " + lengthMicros + " µs";
    }

    /** By hand, as {@link #hashCode}: what a record brings is linked at its first use. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Sliding sliding && lengthMicros == sliding.lengthMicros;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(lengthMicros);
    }
}
