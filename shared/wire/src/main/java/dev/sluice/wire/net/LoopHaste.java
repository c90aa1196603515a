package dev.sluice.wire.net;

/**
 * Whether a {@link Loop}'s tasks are long at present. A short one is over before another thread of
 * the system is awake, and then waking one costs more than it brings. While a body of a megabyte is
 * parsed others wait for milliseconds beside a processor that has nothing to do. So a task of a
 * millisecond makes haste for a hundred times as long as it took. Safe for any thread.
 */
final class LoopHaste {
    private static final long LONG_NANOS = 1_000_000;
    private static final int TIMES = 100;
    private static final long MOST_NANOS = 1_000_000_000;

    private final boolean possible;
    private volatile long untilNanos = System.nanoTime();

    /**
     * @param possible there is another processor that could help
     */
    LoopHaste(boolean possible) {
        this.possible = possible;
    }

    boolean isOn() {
        return possible && System.nanoTime() - untilNanos < 0;
    }

    /** When the task began, for {@link #ended}. */
    long begins() {
        return possible ? System.nanoTime() : 0;
    }

    void ended(long beganNanos) {
        if (possible) {
            long nowNanos = System.nanoTime();
            long tookNanos = nowNanos - beganNanos;
            if (tookNanos >= LONG_NANOS) {
                untilNanos = nowNanos + Math.min(tookNanos * TIMES, MOST_NANOS);
            }
        }
    }
}
