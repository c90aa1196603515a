package dev.sluice.core.admit;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this instance knows to be refused without asking: a flood of callers over their limit then
 * costs no writes.
 */
final class Refusals {
    private static final long LONGEST_MEMORY_MICROS = 100_000;
    private static final int MOST_SCOPES = 10_000;

    /** A smaller cost than the refused one may still pass, so the cost is kept too. */
    private record Memory(
            @Nullable Dimension dimension,
            long cost,
            long freeAtMicros,
            long forgetAtMicros,
            ScopeState state) {}

    private final Map<String, Memory> byScope = new ConcurrentHashMap<>();

    void remember(String scopeId, Costs costs, Verdict.Refused refused, long nowMicros) {
        long freeAt = nowMicros + refused.waitMicros();
        boolean cooling = refused.dimension() == null;
        long forgetAt = cooling ? freeAt : Math.min(freeAt, nowMicros + LONGEST_MEMORY_MICROS);
        long cost = refused.dimension() == null ? 0 : costs.of(refused.dimension());
        put(
                scopeId,
                new Memory(refused.dimension(), cost, freeAt, forgetAt, refused.state()),
                nowMicros);
    }

    void coolDown(String scopeId, long untilMicros) {
        byScope.merge(
                scopeId,
                new Memory(null, 0, untilMicros, untilMicros, ScopeState.UNUSED),
                (old, now) -> old.forgetAtMicros() > now.forgetAtMicros() ? old : now);
    }

    Optional<Admission> recall(Scope scope, Costs costs, long nowMicros) {
        Memory memory = byScope.get(scope.id());
        if (memory == null) {
            return Optional.empty();
        }
        if (memory.forgetAtMicros() <= nowMicros) {
            byScope.remove(scope.id(), memory);
            return Optional.empty();
        }
        boolean applies =
                memory.dimension() == null || costs.of(memory.dimension()) >= memory.cost();
        return applies ? Optional.of(refusal(scope, memory, nowMicros)) : Optional.empty();
    }

    private static Admission refusal(Scope scope, Memory memory, long nowMicros) {
        return new Admission.Refused(
                scope,
                memory.dimension(),
                memory.freeAtMicros() - nowMicros,
                Metering.of(Map.of(scope, memory.state()), nowMicros));
    }

    private void put(String scopeId, Memory memory, long nowMicros) {
        if (byScope.size() >= MOST_SCOPES) {
            byScope.values().removeIf(old -> old.forgetAtMicros() <= nowMicros);
        }
        if (byScope.size() < MOST_SCOPES) {
            byScope.put(scopeId, memory);
        }
    }
}
