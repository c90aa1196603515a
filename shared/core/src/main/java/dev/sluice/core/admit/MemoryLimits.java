package dev.sluice.core.admit;

import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measures;
import java.util.List;
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

    private record Kept(List<Limit> counted, ScopeState state) {
        boolean isIdle(long nowMicros) {
            for (Limit limit : counted) {
                if (state.counting(limit, nowMicros).sum() != 0) {
                    return false;
                }
            }
            return state.lastCooldownMicros() <= nowMicros;
        }
    }

    private final Map<String, Kept> byScope = new ConcurrentHashMap<>();

    @Override
    public boolean isHere() {
        return true;
    }

    @Override
    public Verdict take(Scope scope, Claim claim) {
        makeRoom(claim.nowMicros());
        Verdict[] verdict = new Verdict[1];
        byScope.compute(
                scope.id(),
                (id, stored) -> {
                    ScopeState state = stored == null ? ScopeState.UNUSED : stored.state();
                    verdict[0] = Tally.take(scope, claim, state);
                    if (verdict[0] instanceof Verdict.Taken(ScopeState after)) {
                        return new Kept(scope.counted(), after);
                    }
                    return Tally.strays(scope, state, claim.nowMicros())
                            ? new Kept(
                                    scope.counted(),
                                    Tally.repaired(scope, state, claim.nowMicros()))
                            : stored;
                });
        return verdict[0];
    }

    @Override
    public void settle(Scope scope, Claim taken, Measures used, long nowMicros) {
        if (Tally.corrects(scope, taken, used)) {
            byScope.computeIfPresent(
                    scope.id(),
                    (id, kept) ->
                            new Kept(
                                    scope.counted(),
                                    Tally.settle(scope, taken, used, nowMicros, kept.state())));
        }
    }

    @Override
    public void move(Scope scope, Claim taken, Claim later) {
        byScope.computeIfPresent(
                scope.id(),
                (id, kept) ->
                        new Kept(scope.counted(), Tally.move(scope, taken, later, kept.state())));
    }

    @Override
    public void leave(Scope scope, Claim taken) {
        byScope.computeIfPresent(
                scope.id(),
                (id, kept) -> new Kept(scope.counted(), Tally.leave(scope, taken, kept.state())));
    }

    @Override
    public ScopeState read(Scope scope) {
        Kept kept = byScope.get(scope.id());
        return kept == null ? ScopeState.UNUSED : kept.state();
    }

    @Override
    public void add(Scope scope, Claim more) {
        byScope.compute(
                scope.id(),
                (id, kept) ->
                        new Kept(
                                scope.counted(),
                                Tally.add(
                                        scope,
                                        more,
                                        kept == null ? ScopeState.UNUSED : kept.state())));
    }

    @Override
    public void coolDown(Scope scope, Cooldown cooldown) {
        byScope.compute(
                scope.id(),
                (id, stored) -> {
                    Kept kept = stored == null ? new Kept(List.of(), ScopeState.UNUSED) : stored;
                    return new Kept(
                            kept.counted(),
                            kept.state()
                                    .cooling(
                                            scope.model(),
                                            cooldown,
                                            ScopeState.MOST_PAUSED_MODELS));
                });
    }

    @Override
    public void open(Scope scope) {
        byScope.computeIfPresent(
                scope.id(), (id, kept) -> new Kept(kept.counted(), kept.state().opened()));
    }

    /** How many scopes are kept. */
    int size() {
        return byScope.size();
    }

    private void makeRoom(long nowMicros) {
        if (byScope.size() >= MANY_SCOPES) {
            byScope.values().removeIf(kept -> kept.isIdle(nowMicros));
        }
    }
}
