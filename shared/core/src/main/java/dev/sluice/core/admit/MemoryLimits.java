package dev.sluice.core.admit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Limits kept in this process, for one instance alone ({@code SLUICE_STORES=memory}): each scope is
 * taken atomically, scopes do not wait for one another. Scopes that have become idle are forgotten
 * when there are many, as the table's time-to-live does it. Safe for use by any thread; never
 * unavailable.
 */
public final class MemoryLimits implements LimitStore {
    private static final int MANY_SCOPES = 10_000;

    private final Map<String, ScopeState> byScope = new ConcurrentHashMap<>();

    @Override
    public Verdict take(Scope scope, Costs costs, long nowMicros) {
        makeRoom(nowMicros);
        Verdict[] verdict = new Verdict[1];
        byScope.compute(
                scope.id(),
                (id, stored) -> {
                    ScopeState state = stored == null ? ScopeState.UNUSED : stored;
                    verdict[0] = Gcra.take(scope, costs, state, nowMicros);
                    return verdict[0] instanceof Verdict.Taken(ScopeState after) ? after : stored;
                });
        return verdict[0];
    }

    @Override
    public void giveBack(Scope scope, Costs refund) {
        byScope.computeIfPresent(scope.id(), (id, state) -> Gcra.giveBack(scope, refund, state));
    }

    @Override
    public void coolDown(String scopeId, long untilMicros) {
        byScope.merge(
                scopeId,
                new ScopeState(Map.of(), untilMicros),
                (state, _) ->
                        new ScopeState(
                                state.tatMicros(),
                                Math.max(state.cooldownUntilMicros(), untilMicros)));
    }

    /** How many scopes are kept. */
    int size() {
        return byScope.size();
    }

    private void makeRoom(long nowMicros) {
        if (byScope.size() >= MANY_SCOPES) {
            byScope.values().removeIf(state -> isIdle(state, nowMicros));
        }
    }

    private static boolean isIdle(ScopeState state, long nowMicros) {
        return state.cooldownUntilMicros() <= nowMicros
                && state.tatMicros().values().stream().allMatch(tat -> tat <= nowMicros);
    }
}
