package dev.sluice.core.admit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this instance knows of scopes that refused: how they stood, for at most 100 ms, so that a
 * flood costs no calls; their cooldowns, for a few seconds, for a probe may open them anywhere; and
 * which callers were refused lately.
 *
 * <p>How a scope stood is remembered rather than what it said, so each request is told its own
 * wait.
 */
final class Refusals {
    private static final long LONGEST_MEMORY_MICROS = 100_000;
    private static final long LONGEST_COOLING_MICROS = 1_000_000;
    private static final long LONGEST_OWN_COOLING_MICROS = 5_000_000;
    private static final long LATELY_MICROS = 60_000_000;
    private static final int MOST_SCOPES = 10_000;

    /** Of one scope: more than a store keeps, for what finds no room there is known here alone. */
    private static final int MOST_PAUSED_MODELS = 500;

    private record Memory(ScopeState state, long forgetAtMicros) {}

    private final Map<String, Memory> byScope = new ConcurrentHashMap<>();
    private final Map<String, Long> lately = new ConcurrentHashMap<>();

    void remember(Scope scope, Verdict.Refused refused, long nowMicros) {
        boolean cooling = refused.limit() == null;
        long longestMicros = cooling ? LONGEST_COOLING_MICROS : LONGEST_MEMORY_MICROS;
        long forgetAt = nowMicros + Math.min(refused.waitMicros(), longestMicros);
        makeRoom(nowMicros);
        if (byScope.size() < MOST_SCOPES) {
            ScopeState state = cooling ? refused.state().uncounted() : refused.state();
            byScope.put(scope.id(), new Memory(state, forgetAt));
        }
        if (scope.ofCaller() && lately.size() < MOST_SCOPES) {
            lately.put(scope.id(), nowMicros + LATELY_MICROS);
        }
    }

    void coolDown(Scope scope, Cooldown cooldown, long nowMicros) {
        long longestMicros =
                cooldown.probed() ? LONGEST_COOLING_MICROS : LONGEST_OWN_COOLING_MICROS;
        long forgetAt = Math.min(cooldown.untilMicros(), nowMicros + longestMicros);
        byScope.compute(
                scope.id(),
                (id, old) -> {
                    ScopeState known = old == null ? ScopeState.UNUSED : old.state().uncounted();
                    long knownUntil = old == null ? 0 : old.forgetAtMicros();
                    return new Memory(
                            known.cooling(scope.model(), cooldown, MOST_PAUSED_MODELS),
                            Math.max(forgetAt, knownUntil));
                });
    }

    /** It has been opened again. */
    void open(Scope scope) {
        byScope.remove(scope.id());
    }

    /** What the scope says to this claim, if it is known to refuse it. */
    Verdict.@Nullable Refused recall(Scope scope, Claim claim) {
        Memory memory = byScope.get(scope.id());
        if (memory == null) {
            return null;
        }
        if (memory.forgetAtMicros() <= claim.nowMicros()) {
            byScope.remove(scope.id(), memory);
            return null;
        }
        return Tally.take(scope, claim, memory.state()) instanceof Verdict.Refused refused
                ? refused
                : null;
    }

    /** Whether this is a caller who was refused in the last minute. */
    boolean refusedLately(Scope scope, long nowMicros) {
        Long untilMicros = lately.get(scope.id());
        if (untilMicros != null && untilMicros <= nowMicros) {
            lately.remove(scope.id(), untilMicros);
            return false;
        }
        return untilMicros != null;
    }

    private void makeRoom(long nowMicros) {
        if (byScope.size() >= MOST_SCOPES) {
            byScope.values().removeIf(old -> old.forgetAtMicros() <= nowMicros);
        }
        if (lately.size() >= MOST_SCOPES) {
            lately.values().removeIf(until -> until <= nowMicros);
        }
    }
}
