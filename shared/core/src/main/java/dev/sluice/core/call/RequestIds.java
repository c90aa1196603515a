package dev.sluice.core.call;

import dev.sluice.core.time.Clock;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes UUIDv7 (RFC 9562 §5.7): sorted by time, so rows of one caller are too. Safe if the
 * generator is.
 */
public final class RequestIds {
    private final Clock clock;
    private final RandomGenerator random;

    public RequestIds(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public String next() {
        long millis = clock.epochMicros() / 1_000;
        long high = (millis << 16) | 0x7000 | (random.nextLong() & 0x0FFF);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
