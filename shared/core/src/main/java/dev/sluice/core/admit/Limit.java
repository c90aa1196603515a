package dev.sluice.core.admit;

/**
 * So many units of one dimension in a window, with a burst.
 *
 * <p>As GCRA sees it, a cost of {@code c} units moves the theoretical arrival time (TAT) by {@code
 * c × window / limit}. In any window, at whatever schedule, no more than {@code limit + burst}
 * units are admitted, plus {@link #slackMicros} (5 % of the limit), the tolerance that keeps
 * instances with slightly different clocks on the same branch.
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
    }

    /** {@code limit} units a minute, all of which may come at once. */
    public static Limit perMinute(Dimension dimension, long limit) {
        return new Limit(dimension, limit, MINUTE_MICROS, limit);
    }

    /** How far a cost moves the TAT, rounded up: rounding never admits more. */
    public long incrementMicros(long cost) {
        return Math.ceilDiv(Math.multiplyExact(cost, windowMicros), limit);
    }

    public long burstMicros() {
        return Math.multiplyExact(burst, windowMicros) / limit;
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
