package dev.sluice.core.call;

import java.util.Optional;

/**
 * The tightest limits that a request met, as its client sees them in {@code x-ratelimit-*}; empty
 * where there is none.
 */
public record Meters(Optional<Meter> requests, Optional<Meter> tokens) {
    public static final Meters NONE = new Meters(Optional.empty(), Optional.empty());

    /** These, and where there is none the other's. */
    public Meters or(Meters other) {
        return new Meters(requests.or(other::requests), tokens.or(other::tokens));
    }

    /**
     * One limit.
     *
     * @param limit units a window
     * @param remaining units that could be taken now
     * @param resetMicros until all of them are free again
     */
    public record Meter(long limit, long remaining, long resetMicros) {}
}
