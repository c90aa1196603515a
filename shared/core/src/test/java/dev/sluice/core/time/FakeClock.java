package dev.sluice.core.time;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test sets by hand; safe for use by any thread. */
public final class FakeClock implements Clock {
    private final AtomicLong epochMicros;

    /** Begins anywhere, as {@link System#nanoTime} does, and runs over: differences alone count. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 3_000_000_000L);

    public FakeClock(Instant now) {
        epochMicros = new AtomicLong(ChronoUnit.MICROS.between(Instant.EPOCH, now));
    }

    /** Starts at some day of no meaning. */
    public FakeClock() {
        this(Instant.parse("2100-03-01T10:00:00Z"));
    }

    @Override
    public long epochMicros() {
        return epochMicros.get();
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    public void advance(Duration duration) {
        advanceMicros(duration.toNanos() / 1_000);
    }

    /** The time of day alone goes on, as where the process is frozen. */
    public void freeze(Duration duration) {
        epochMicros.addAndGet(duration.toNanos() / 1_000);
    }

    /** Somebody sets the time of day back. */
    public void setBack(Duration duration) {
        epochMicros.addAndGet(-duration.toNanos() / 1_000);
    }

    public void advanceMicros(long micros) {
        epochMicros.addAndGet(micros);
        nanos.addAndGet(micros * 1_000);
    }
}
