package dev.sluice.core.admit;

/**
 * So many units of one dimension in a window, with a burst.
 *
 * <p>As GCRA sees it, a cost of {@code c} units moves the theoretical arrival time (TAT) by {@code
 * c × window / limit}. In any window, at whatever schedule, no more than {@code limit + burst}
 * units are admitted, plus {@link #slackMicros} (5 % of the limit), the tolerance that keeps
 * instances with slightly different clocks on the same branch.
 *
 * <p>Limits whose product with the window does not fit 64 bits are refused here, so that none fails
 * in the middle of a request: a minute may have up to 76 billion units.
 *
 * @param limit units a window, positive
 * @param windowMicros length of the window, microseconds
 * @param burst units that may be taken at one instant; also the largest single cost that can ever
 *     pass
 */
public record Limit(Dimension dimension, long limit, long windowMicros, long burst) {
    private static final long MINUTE_MICROS = 60_000_000;

    public Limit {
        require(limit > 0, dimension, "limit", limit);
        require(windowMicros > 0, dimension, "windowMicros", windowMicros);
        require(burst > 0, dimension, "burst", burst);
        if (Math.max(limit, burst) > Long.MAX_VALUE / 2 / windowMicros) {
            throw new IllegalArgumentException(
                    "limit \""
                            + dimension.label()
                            + "\" is too large for its window: "
                            + Math.max(limit, burst));
        }
    }

    /** {@code limit} units a minute, all of which may come at once. */
    public static Limit perMinute(Dimension dimension, long limit) {
        return new Limit(dimension, limit, MINUTE_MICROS, limit);
    }

    /** How far a cost moves the TAT, rounded up: rounding never admits more. */
    public long incrementMicros(long cost) {
        if (cost < 0) {
            throw new IllegalArgumentException(
                    dimension.label() + " taken must not be negative: " + cost);
        }
        return Math.ceilDiv(Math.multiplyExact(cost, windowMicros), limit);
    }

    /** How far ahead of now a TAT may be: just so far that the whole burst passes when idle. */
    public long burstMicros() {
        return incrementMicros(burst);
    }

    public long slackMicros() {
        return windowMicros / 20;
    }

    /** Units that could be taken now, given a TAT; never negative, never above the burst. */
    public long remaining(long tatMicros, long nowMicros) {
        long freeMicros = Math.addExact(nowMicros, burstMicros()) - Math.max(tatMicros, nowMicros);
        return Math.clamp(
                Math.multiplyExact(Math.max(0, freeMicros), limit) / windowMicros, 0, burst);
    }

    private static void require(boolean holds, Dimension dimension, String what, long value) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "limit \"" + dimension.label() + "\": " + what + " must be positive: " + value);
        }
    }
}
