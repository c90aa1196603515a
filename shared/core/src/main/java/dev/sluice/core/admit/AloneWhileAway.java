package dev.sluice.core.admit;

import dev.sluice.core.measure.Measures;
import dev.sluice.core.time.Age;
import dev.sluice.core.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Limits that are kept by this instance alone while the shared store is away ({@code
 * SLUICE_LIMITS_WITHOUT_STORE=local}): one instance then lets at most the limit pass, several
 * together more. What passes by the store is counted here too, so that the change is no second
 * limit. A store that failed is asked again after {@value #AWAY_SECONDS} seconds. Safe for any
 * thread; never unavailable.
 */
public final class AloneWhileAway implements LimitStore {
    private static final int AWAY_SECONDS = 5;
    private static final long AWAY_NANOS = TimeUnit.SECONDS.toNanos(AWAY_SECONDS);
    private static final int MANY_CLAIMS = 10_000;

    /** Known by its times: what it costs may have grown since. */
    private record Taken(String scopeId, Claim claim) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Taken taken
                    && scopeId.equals(taken.scopeId)
                    && claim.nowMicros() == taken.claim.nowMicros()
                    && claim.untilMicros() == taken.claim.untilMicros();
        }

        @Override
        public int hashCode() {
            return 31 * scopeId.hashCode() + Long.hashCode(claim.nowMicros());
        }
    }

    private final LimitStore store;
    private final LimitStore here = new MemoryLimits();
    private final Set<Taken> takenHere = ConcurrentHashMap.newKeySet();
    private final Clock clock;
    private volatile @Nullable Age away;

    public AloneWhileAway(LimitStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Verdict take(Scope scope, Claim claim) {
        if (isAway()) {
            return takeHere(scope, claim);
        }
        try {
            Verdict verdict = store.take(scope, claim);
            if (verdict instanceof Verdict.Taken) {
                here.take(scope, claim);
            }
            return verdict;
        } catch (StoreUnavailable e) {
            left();
            return takeHere(scope, claim);
        }
    }

    /** Where it was taken: the store must not be given what it never lent. */
    @Override
    public void settle(Scope scope, Claim taken, Measures used, long nowMicros) {
        here.settle(scope, taken, used, nowMicros);
        if (!takenHere.remove(new Taken(scope.id(), taken))) {
            store.settle(scope, taken, used, nowMicros);
        }
    }

    @Override
    public void giveBack(Scope scope, Claim part) {
        here.giveBack(scope, part);
        if (!takenHere.contains(new Taken(scope.id(), part))) {
            store.giveBack(scope, part);
        }
    }

    @Override
    public void leave(Scope scope, Claim taken) {
        here.leave(scope, taken);
        if (!takenHere.contains(new Taken(scope.id(), taken))) {
            store.leave(scope, taken);
        }
    }

    @Override
    public void move(Scope scope, Claim taken, Claim later) {
        here.move(scope, taken, later);
        if (takenHere.remove(new Taken(scope.id(), taken))) {
            takenHere.add(new Taken(scope.id(), later));
        } else {
            store.move(scope, taken, later);
        }
    }

    @Override
    public ScopeState read(Scope scope) {
        if (isAway()) {
            return here.read(scope);
        }
        try {
            return store.read(scope);
        } catch (StoreUnavailable e) {
            left();
            return here.read(scope);
        }
    }

    @Override
    public void add(Scope scope, Claim more) {
        here.add(scope, more);
        unlessAway(() -> store.add(scope, more));
    }

    @Override
    public void coolDown(Scope scope, Cooldown cooldown) {
        here.coolDown(scope, cooldown);
        unlessAway(() -> store.coolDown(scope, cooldown));
    }

    @Override
    public void open(Scope scope) {
        here.open(scope);
        unlessAway(() -> store.open(scope));
    }

    private void unlessAway(Runnable telling) {
        if (!isAway()) {
            try {
                telling.run();
            } catch (StoreUnavailable e) {
                left();
            }
        }
    }

    private Verdict takeHere(Scope scope, Claim claim) {
        Verdict verdict = here.take(scope, claim);
        if (verdict instanceof Verdict.Taken) {
            if (takenHere.size() >= MANY_CLAIMS) {
                takenHere.removeIf(taken -> taken.claim().untilMicros() < claim.nowMicros());
            }
            takenHere.add(new Taken(scope.id(), claim));
        }
        return verdict;
    }

    private boolean isAway() {
        Age since = away;
        return since != null && since.nanos() < AWAY_NANOS;
    }

    private void left() {
        away = new Age(clock);
    }
}
