package dev.sluice.core.admit;

import dev.sluice.core.call.Meters;
import dev.sluice.core.call.Meters.Meter;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** Reads from the counters what a client is told of them. */
final class Metering {
    private static final Comparator<Meter> TIGHTEST_FIRST =
            Comparator.comparingLong(Meter::remaining).thenComparingLong(Meter::limit);

    private Metering() {}

    static Meters of(Map<Scope, ScopeState> scopes, long nowMicros) {
        return new Meters(
                tightest(scopes, Dimension.REQUESTS, nowMicros),
                tightest(scopes, Dimension.TOKENS, nowMicros));
    }

    private static Optional<Meter> tightest(
            Map<Scope, ScopeState> scopes, Dimension dimension, long nowMicros) {
        return scopes.entrySet().stream()
                .flatMap(
                        entry ->
                                entry.getKey().limits().stream()
                                        .filter(limit -> limit.dimension() == dimension)
                                        .map(
                                                limit ->
                                                        meter(
                                                                limit,
                                                                entry.getValue().tat(dimension),
                                                                nowMicros)))
                .min(TIGHTEST_FIRST);
    }

    private static Meter meter(Limit limit, long tatMicros, long nowMicros) {
        long tat = Math.max(tatMicros, nowMicros);
        return new Meter(
                limit.limit(),
                Math.min(limit.limit(), limit.remaining(tat, nowMicros)),
                tat - nowMicros);
    }
}
