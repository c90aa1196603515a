package dev.sluice.core.admit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this instance knows of scopes that refused: how they stood, for at most 100 ms, so that a
 * flood costs no calls; their cooldowns; and which callers were refused lately.
 *
 * <p>How a scope stood is remembered rather than what it said, so each request is told its own
 * wait.
 */
final class Refusals {
    private static final long LONGEST_MEMORY_MICROS = 100_000;
    private static final long LATELY_MICROS = 60_000_000;
    private static final int MOST_SCOPES = 10_000;

    private record Memory(ScopeState state, long forgetAtMicros) {}

    private final Map<String, Memory> byScope = new ConcurrentHashMap<>();
    private final Map<String, Long> lately = new ConcurrentHashMap<>();

    void remember(Scope scope, Verdict.Refused refused, long nowMicros) {
        boolean cooling = refused.limit() == null;
        long forgetAt =
                cooling
                        ? refused.state().cooldownUntilMicros()
                        : nowMicros + Math.min(refused.waitMicros(), LONGEST_MEMORY_MICROS);
        makeRoom(nowMicros);
        if (byScope.size() < MOST_SCOPES) {
            byScope.put(scope.id(), new Memory(refused.state(), forgetAt));
        }
        if (scope.ofCaller() && lately.size() < MOST_SCOPES) {
            lately.put(scope.id(), nowMicros + LATELY_MICROS);
        }
    }

    void coolDown(String scopeId, long untilMicros) {
        byScope.merge(
                scopeId,
                new Memory(new ScopeState(Map.of(), untilMicros), untilMicros),
                (old, now) -> old.forgetAtMicros() > now.forgetAtMicros() ? old : now);
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
