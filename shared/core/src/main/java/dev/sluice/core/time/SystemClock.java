package dev.sluice.core.time;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

enum SystemClock implements Clock {
    INSTANCE;

    @Override
    public long epochMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }
}
