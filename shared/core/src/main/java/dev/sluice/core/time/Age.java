package dev.sluice.core.time;

import java.util.concurrent.TimeUnit;

/**
 * How long ago something was, for what is kept for a while across requests: by the clock that says
 * more. The steady one may stand still while an environment of Lambda is frozen between two
 * requests, and the time of day may be set back; neither makes anything live longer. Waits and
 * deadlines within a request need none of it. To be read by any thread it was handed to; restarted
 * by its one owner.
 */
public final class Age {
    private final Clock clock;
    private long sinceNanos;
    private long sinceMicros;

    /** Of what begins now. */
    public Age(Clock clock) {
        this.clock = clock;
        restart();
    }

    /** It begins now. */
    public void restart() {
        sinceNanos = clock.nanos();
        sinceMicros = clock.epochMicros();
    }

    public long nanos() {
        return Math.max(
                clock.nanos() - sinceNanos,
                TimeUnit.MICROSECONDS.toNanos(clock.epochMicros() - sinceMicros));
    }
}
