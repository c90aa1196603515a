package dev.sluice.core.authenticate;

import dev.sluice.core.time.Clock;

/**
 * How often something may be done in this process: a burst, and then so often a second. For what
 * strangers can cause, before it is known who they are. Safe for any thread.
 */
public final class Pace {
    private final Clock clock;
    private final long burst;
    private final long nanosEach;
    private long left;
    private long sinceNanos;

    public Pace(Clock clock, int burst, int perSecond) {
        if (burst < 1 || perSecond < 1) {
            throw new IllegalArgumentException(
                    "burst and pace must be positive: " + burst + ", " + perSecond);
        }
        this.clock = clock;
        this.burst = burst;
        this.nanosEach = 1_000_000_000L / perSecond;
        this.left = burst;
        this.sinceNanos = clock.nanos();
    }

    /** Whether it may be done now; then it counts. */
    public synchronized boolean take() {
        long gained = (clock.nanos() - sinceNanos) / nanosEach;
        sinceNanos += gained * nanosEach;
        left = Math.min(burst, left + gained);
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }

    /** What was done was worth it and does not count. */
    public synchronized void giveBack() {
        left = Math.min(burst, left + 1);
    }
}
