package dev.sluice.core.admit;

import java.util.Comparator;
import java.util.Optional;

/**
 * One limit as a client sees it in {@code x-ratelimit-*}.
 *
 * @param limit units a window
 * @param remaining units that could be taken now
 * @param resetMicros until all of the burst is free again
 */
public record Meter(long limit, long remaining, long resetMicros) {
    static final Comparator<Meter> TIGHTEST_FIRST =
            Comparator.comparingLong(Meter::remaining).thenComparingLong(Meter::limit);

    static Optional<Meter> of(Scope scope, ScopeState state, Dimension dimension, long nowMicros) {
        return scope.limits().stream()
                .filter(limit -> limit.dimension() == dimension)
                .findFirst()
                .map(limit -> of(limit, state.tat(dimension), nowMicros));
    }

    private static Meter of(Limit limit, long tatMicros, long nowMicros) {
        return new Meter(
                limit.limit(),
                Math.min(limit.limit(), limit.remaining(tatMicros, nowMicros)),
                tatMicros == Long.MIN_VALUE ? 0 : limit.resetMicros(tatMicros, nowMicros));
    }
}
