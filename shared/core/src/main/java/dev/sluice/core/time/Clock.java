package dev.sluice.core.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * The time of day for limits and rows, and a steady one for durations. Safe for use by any thread.
 */
public interface Clock {

    /** Wall-clock time, microseconds since 1970-01-01T00:00Z. */
    long epochMicros();

    /** A steady time for differences only, nanoseconds from an arbitrary start. */
    long nanos();

    default Instant instant() {
        return Instant.EPOCH.plus(epochMicros(), ChronoUnit.MICROS);
    }

    default LocalDate today() {
        return instant().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
