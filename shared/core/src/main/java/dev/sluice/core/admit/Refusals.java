package dev.sluice.core.admit;

import dev.sluice.core.time.Age;
import dev.sluice.core.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
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
    private static final long LATELY_NANOS = 60_000_000_000L;
    private static final int MOST_SCOPES = 10_000;

    /** Of one scope: more than a store keeps, for what finds no room there is known here alone. */
    private static final int MOST_PAUSED_MODELS = 500;

    private record Memory(ScopeState state, Age age, long keptNanos) {
        boolean isOver() {
            return leftNanos() <= 0;
        }

        long leftNanos() {
            return keptNanos - age.nanos();
        }
    }

    private final Clock clock;
    private final Map<String, Memory> byScope = new ConcurrentHashMap<>();
    private final Map<String, Age> lately = new ConcurrentHashMap<>();

    Refusals(Clock clock) {
        this.clock = clock;
    }

    void remember(Scope scope, Verdict.Refused refused) {
        boolean cooling = refused.limit() == null;
        long longestMicros = cooling ? LONGEST_COOLING_MICROS : LONGEST_MEMORY_MICROS;
        long keptMicros = Math.min(refused.waitMicros(), longestMicros);
        makeRoom();
        if (byScope.size() < MOST_SCOPES) {
            ScopeState state = cooling ? refused.state().uncounted() : refused.state();
            byScope.put(scope.id(), memory(state, keptMicros));
        }
        if (scope.ofCaller() && lately.size() < MOST_SCOPES) {
            lately.put(scope.id(), new Age(clock));
        }
    }

    void coolDown(Scope scope, Cooldown cooldown, long nowMicros) {
        long longestMicros =
                cooldown.probed() ? LONGEST_COOLING_MICROS : LONGEST_OWN_COOLING_MICROS;
        long keptMicros = Math.min(cooldown.untilMicros() - nowMicros, longestMicros);
        byScope.compute(
                scope.id(),
                (id, old) -> {
                    ScopeState known = old == null ? ScopeState.UNUSED : old.state().uncounted();
                    Memory next =
                            memory(
                                    known.cooling(scope.model(), cooldown, MOST_PAUSED_MODELS),
                                    keptMicros);
                    return old == null || old.leftNanos() <= next.keptNanos()
                            ? next
                            : new Memory(next.state(), old.age(), old.keptNanos());
                });
    }

    private Memory memory(ScopeState state, long keptMicros) {
        return new Memory(state, new Age(clock), TimeUnit.MICROSECONDS.toNanos(keptMicros));
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
        if (memory.isOver()) {
            byScope.remove(scope.id(), memory);
            return null;
        }
        return Tally.take(scope, claim, memory.state()) instanceof Verdict.Refused refused
                ? refused
                : null;
    }

    /** Whether this is a caller who was refused in the last minute. */
    boolean refusedLately(Scope scope) {
        Age refused = lately.get(scope.id());
        if (refused != null && !isLately(refused)) {
            lately.remove(scope.id(), refused);
            return false;
        }
        return refused != null;
    }

    private static boolean isLately(Age refused) {
        return refused.nanos() < LATELY_NANOS;
    }

    private void makeRoom() {
        if (byScope.size() >= MOST_SCOPES) {
            byScope.values().removeIf(Memory::isOver);
        }
        if (lately.size() >= MOST_SCOPES) {
            lately.values().removeIf(refused -> !isLately(refused));
        }
    }
}
