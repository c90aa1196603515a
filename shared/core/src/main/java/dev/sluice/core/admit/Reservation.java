package dev.sluice.core.admit;

import dev.sluice.core.call.Meters;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one request has taken: some scopes, by one claim each. Ends once: {@link #settle} or {@link
 * #giveBack}; a second end does nothing, so no path can mint capacity. Safe for use by any thread.
 */
public final class Reservation {
    /** What was taken of a scope, and how it stood then. */
    private record Held(Claim claim, ScopeState after) {}

    private final LimitStore store;
    private final Clock clock;
    private final long untilMicros;
    private final Map<Scope, Held> taken = new ConcurrentHashMap<>();
    private volatile Measures costs = Measures.NONE;

    Reservation(LimitStore store, Clock clock, long untilMicros) {
        this.store = store;
        this.clock = clock;
        this.untilMicros = untilMicros;
    }

    /** What was reserved for the candidate it moved to last. */
    public Measures costs() {
        return costs;
    }

    public List<Scope> scopes() {
        return List.copyOf(taken.keySet());
    }

    /** The tightest limits over all scopes taken, as they stood just after taking. */
    public Meters meters() {
        Map<Scope, ScopeState> states = new HashMap<>();
        long takenAtMicros = 0;
        for (Map.Entry<Scope, Held> entry : taken.entrySet()) {
            Held held = entry.getValue();
            states.put(entry.getKey(), held.after());
            takenAtMicros = Math.max(takenAtMicros, held.claim().nowMicros());
        }
        return Metering.of(states, takenAtMicros);
    }

    /** Gives all back, as if nothing had happened: the request was not served. */
    public void giveBack() {
        end(new ArrayList<>(taken.keySet()), Measures.NONE);
    }

    /** Corrects what was reserved to what was really used. */
    public void settle(Measures used) {
        end(new ArrayList<>(taken.keySet()), used);
    }

    /** What the next candidate will cost. */
    Claim claim(Measures nextCosts) {
        costs = nextCosts;
        return new Claim(nextCosts, clock.epochMicros(), untilMicros);
    }

    void add(Scope scope, Claim claim, ScopeState after) {
        taken.put(scope, new Held(claim, after));
    }

    /** Whether a scope is taken at the same cost, as far as its limits count it. */
    boolean holds(Scope scope, Measures wanted) {
        Held held = taken.get(scope);
        if (held == null) {
            return false;
        }
        for (Limit limit : scope.limits()) {
            if (held.claim().measures().of(limit.measure()) != wanted.of(limit.measure())) {
                return false;
            }
        }
        return true;
    }

    /** Gives back the scopes named alone, one after the other; the others stay taken. */
    void leave(List<Scope> leaving) {
        for (Scope scope : leaving) {
            end(List.of(scope), Measures.NONE);
        }
    }

    private void end(List<Scope> scopes, Measures used) {
        List<Runnable> steps = new ArrayList<>();
        for (Scope scope : scopes) {
            Held held = taken.remove(scope);
            if (held != null && Tally.corrects(scope, held.claim(), used)) {
                steps.add(() -> store.settle(scope, held.claim(), used, clock.epochMicros()));
            }
        }
        SideBySide.run(steps);
    }
}
