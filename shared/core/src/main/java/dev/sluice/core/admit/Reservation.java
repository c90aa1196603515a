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
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one request has taken: some scopes, by one claim each. Ends once: {@link #settle} or {@link
 * #giveBack}; a second end does nothing, so no path can mint capacity. Safe for use by any thread.
 */
public final class Reservation {
    /**
     * What was taken of a scope, and how it stood then.
     *
     * @param sent what stays counted where the request leaves it: its provider has read it
     */
    private record Held(Claim claim, ScopeState after, Measures sent) {
        /** Nobody else passes a pause. */
        boolean isProbe() {
            return after.cooldown(Scope.WHOLE).holds(claim.nowMicros());
        }

        Held grown(Measures more) {
            return new Held(claim.grown(more), after, sent);
        }

        Held leaving() {
            return new Held(claim.leaving(), after, sent);
        }
    }

    private final LimitStore store;
    private final Clock clock;
    private final long untilMicros;
    private final Refusals refusals;
    private final ReentrantLock changing = new ReentrantLock();
    private final Map<Scope, Held> taken = new ConcurrentHashMap<>();
    private volatile Measures costs = Measures.NONE;

    Reservation(LimitStore store, Clock clock, long untilMicros, Refusals refusals) {
        this.refusals = refusals;
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

    /** What it will hold when it is {@link #keepUntil kept} until that time. */
    public List<Holding> until(long laterMicros) {
        List<Holding> holdings = new ArrayList<>(taken.size());
        taken.forEach(
                (scope, held) ->
                        holdings.add(new Holding(scope, later(held.claim(), laterMicros))));
        return holdings;
    }

    /**
     * Goes on holding all of it until then, when this request is over: its job's end gives it back
     * ({@link Holdings#settle}). Ends the reservation here.
     */
    public void keepUntil(long laterMicros) {
        List<Runnable> steps = new ArrayList<>();
        for (Scope scope : scopes()) {
            Held held = taken.remove(scope);
            if (held != null) {
                steps.add(() -> store.move(scope, held.claim(), later(held.claim(), laterMicros)));
            }
        }
        SideBySide.run(steps, store.isHere());
    }

    private static Claim later(Claim claim, long untilMicros) {
        return new Claim(claim.measures(), claim.nowMicros(), untilMicros);
    }

    /** What the next candidate will cost. */
    Claim claim(Measures nextCosts) {
        costs = nextCosts;
        return new Claim(nextCosts, clock.epochMicros(), untilMicros);
    }

    void add(Scope scope, Claim claim, ScopeState after) {
        taken.put(scope, new Held(claim, after, Measures.NONE));
    }

    /** A provider has read the request and did not serve it: so much stays counted there. */
    public void sent(Measures counted) {
        taken.replaceAll((_, held) -> new Held(held.claim(), held.after(), counted));
    }

    /**
     * Takes what the answer has used beyond what is reserved, whatever is left of the limits: it
     * counts while it streams, not only at its end.
     */
    public void grow(Measures used) {
        changing.lock();
        try {
            for (Map.Entry<Scope, Held> entry : taken.entrySet()) {
                Held held = entry.getValue();
                Measures more = held.claim().measures().missing(used);
                if (counts(entry.getKey(), more)) {
                    store.add(entry.getKey(), new Claim(more, clock.epochMicros(), untilMicros));
                    entry.setValue(held.grown(more));
                }
            }
        } finally {
            changing.unlock();
        }
    }

    /**
     * Gives back the places in flight alone: the request has ended, and what else it holds is
     * corrected later or not at all.
     */
    public void freePlaces() {
        changing.lock();
        try {
            List<Runnable> steps = new ArrayList<>();
            for (Map.Entry<Scope, Held> entry : taken.entrySet()) {
                Scope scope = entry.getKey();
                Claim claim = entry.getValue().claim();
                if (Tally.hasPlaces(scope, claim)) {
                    entry.setValue(entry.getValue().leaving()); // once, whatever becomes of it
                    steps.add(() -> store.leave(scope, claim));
                }
            }
            SideBySide.run(steps);
        } finally {
            changing.unlock();
        }
    }

    private static boolean counts(Scope scope, Measures more) {
        for (Limit limit : scope.limits()) {
            if (more.of(limit.measure()) > 0) {
                return true;
            }
        }
        return false;
    }

    /** How long the pause was whose probe this request is; 0 if it is none. */
    public long probedMicros() {
        for (Held held : taken.values()) {
            if (held.isProbe()) {
                return held.after().cooldown(Scope.WHOLE).waitMicros();
            }
        }
        return 0;
    }

    /** The provider serves again: what this request is the probe of opens for all. */
    public void opens() {
        for (Map.Entry<Scope, Held> entry : taken.entrySet()) {
            if (entry.getValue().isProbe()) {
                open(entry.getKey());
            }
        }
    }

    private void open(Scope scope) {
        try {
            store.open(scope);
            refusals.open(scope);
        } catch (StoreUnavailable e) {
            // The next probe will.
        }
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

    /**
     * Gives back the scopes named alone, one after the other, but for what was sent there; the
     * others stay taken.
     */
    void leave(List<Scope> leaving) {
        for (Scope scope : leaving) {
            Held held = taken.get(scope);
            end(List.of(scope), held == null ? Measures.NONE : held.sent());
        }
    }

    private void end(List<Scope> scopes, Measures used) {
        changing.lock(); // what grows has grown
        try {
            correct(scopes, used);
        } finally {
            changing.unlock();
        }
    }

    private void correct(List<Scope> scopes, Measures used) {
        List<Runnable> steps = new ArrayList<>();
        for (Scope scope : scopes) {
            Held held = taken.remove(scope);
            if (held != null && Tally.corrects(scope, held.claim(), used)) {
                steps.add(() -> store.settle(scope, held.claim(), used, clock.epochMicros()));
            }
        }
        SideBySide.run(steps, store.isHere());
    }
}
