package dev.sluice.core.admit;

import dev.sluice.core.call.Meters;
import dev.sluice.core.call.Meters.Meter;
import java.util.Map;
import java.util.Optional;

/** Reads from the counters what a client is told of them. */
final class Metering {
    private Metering() {}

    static Meters of(Map<Scope, ScopeState> scopes, long nowMicros) {
        return new Meters(
                tightest(scopes, Dimension.REQUESTS, nowMicros),
                tightest(scopes, Dimension.TOKENS, nowMicros));
    }

    private static Optional<Meter> tightest(
            Map<Scope, ScopeState> scopes, Dimension dimension, long nowMicros) {
        Meter tightest = null;
        for (Map.Entry<Scope, ScopeState> entry : scopes.entrySet()) {
            for (Limit limit : entry.getKey().limits()) {
                if (limit.dimension() == dimension) {
                    Meter meter = meter(limit, entry.getValue().tat(dimension), nowMicros);
                    tightest = tightest == null || tighter(meter, tightest) ? meter : tightest;
                }
            }
        }
        return Optional.ofNullable(tightest);
    }

    private static boolean tighter(Meter one, Meter other) {
        return one.remaining() != other.remaining()
                ? one.remaining() < other.remaining()
                : one.limit() < other.limit();
    }

    /** A debt may last longer; a client is told a little more than a window at most. */
    private static Meter meter(Limit limit, long tatMicros, long nowMicros) {
        long tat = Math.max(tatMicros, nowMicros);
        return new Meter(
                limit.limit(),
                Math.min(limit.limit(), limit.remaining(tat, nowMicros)),
                Math.min(tat - nowMicros, limit.windowMicros() + limit.windowMicros() / 10));
    }
}
