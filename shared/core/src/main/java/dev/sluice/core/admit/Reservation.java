package dev.sluice.core.admit;

import dev.sluice.core.call.Meters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one request has taken: some scopes, at some costs. Ends once: {@link #settle} or {@link
 * #giveBack}; a second end does nothing, so no path can mint capacity. Safe for use by any thread.
 */
public final class Reservation {
    private final LimitStore store;
    private final Costs costs;
    private volatile long takenAtMicros;
    private final Map<Scope, ScopeState> taken = new ConcurrentHashMap<>();

    Reservation(LimitStore store, Costs costs) {
        this.store = store;
        this.costs = costs;
    }

    /** What was reserved in every scope. */
    public Costs costs() {
        return costs;
    }

    public List<Scope> scopes() {
        return List.copyOf(taken.keySet());
    }

    /** The tightest limits over all scopes taken, as they stood just after taking. */
    public Meters meters() {
        return Metering.of(taken, takenAtMicros);
    }

    /** Gives all back, as if nothing had happened: the request was not served. */
    public void giveBack() {
        end(costs);
    }

    /** Corrects the estimate to what was really used; the request itself stays counted. */
    public void settle(Costs used) {
        end(costs.minus(used));
    }

    void add(Scope scope, ScopeState after, long nowMicros) {
        takenAtMicros = nowMicros;
        taken.put(scope, after);
    }

    /** Gives back only the scopes that {@code leaving} names; the others stay taken. */
    void leave(List<Scope> leaving) {
        for (Scope scope : leaving) {
            if (taken.remove(scope) != null) {
                store.giveBack(scope, costs);
            }
        }
    }

    private void end(Costs refund) {
        List<Scope> scopes = new ArrayList<>(taken.keySet());
        scopes.removeIf(scope -> taken.remove(scope) == null);
        if (!refund.equals(Costs.NONE)) {
            SideBySide.run(
                    scopes.stream()
                            .<Runnable>map(scope -> () -> store.giveBack(scope, refund))
                            .toList());
        }
    }
}
