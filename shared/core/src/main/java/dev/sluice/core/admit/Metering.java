package dev.sluice.core.admit;

import dev.sluice.core.call.Meters;
import dev.sluice.core.call.Meters.Meter;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Sliding;
import dev.sluice.core.measure.Measure;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads from the counters what a client is told of them: requests and tokens a minute. */
final class Metering {
    private Metering() {}

    static Meters of(Map<Scope, ScopeState> scopes, long nowMicros) {
        return new Meters(
                tightest(scopes, Measure.REQUESTS, nowMicros),
                tightest(scopes, Measure.TOKENS, nowMicros));
    }

    private static Optional<Meter> tightest(
            Map<Scope, ScopeState> scopes, Measure measure, long nowMicros) {
        Meter tightest = null;
        for (Map.Entry<Scope, ScopeState> entry : scopes.entrySet()) {
            for (Limit limit : entry.getKey().limits()) {
                if (limit.measure() == measure && limit.window().equals(Sliding.MINUTE)) {
                    Meter meter = meter(limit, entry.getValue(), nowMicros);
                    tightest = tighter(tightest, meter);
                }
            }
        }
        return Optional.ofNullable(tightest);
    }

    private static Meter tighter(@Nullable Meter one, Meter other) {
        if (one == null || other.remaining() < one.remaining()) {
            return other;
        }
        return other.remaining() == one.remaining() && other.limit() < one.limit() ? other : one;
    }

    /** After a debt more may count than the limit. */
    private static Meter meter(Limit limit, ScopeState state, long nowMicros) {
        Counter counting = state.counting(limit, nowMicros);
        return new Meter(
                limit.amount(),
                Math.max(0, limit.amount() - counting.sum()),
                counting.endMicros(limit.window(), nowMicros) - nowMicros);
    }
}
