package dev.sluice.core.admit;

import dev.sluice.core.call.Meters;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one request has taken: some scopes, each by a claim; of its caller's, which it keeps from
 * candidate to candidate, by a further one where a later candidate costs more. Ends once: {@link
 * #settle} or {@link #giveBack}; a second end does nothing, so no path can mint capacity. Safe for
 * use by any thread.
 */
public final class Reservation {
    private final LimitStore store;
    private final Clock clock;
    private final long untilMicros;
    private final Refusals refusals;
    private final ReentrantLock changing = new ReentrantLock();
    private final Map<Scope, Held> taken = new ConcurrentHashMap<>();
    private volatile Measures costs = Measures.NONE;
    private volatile Measures owed = Measures.NONE;
    private volatile Measures owedBefore = Measures.NONE;
    private volatile boolean admitted;

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
            takenAtMicros = Math.max(takenAtMicros, held.claims().getLast().nowMicros());
        }
        return Metering.of(states, takenAtMicros);
    }

    /** Gives all back, as if nothing had happened: the request was not served. */
    public void giveBack() {
        end(scopes(), Measures.NONE, Measures.NONE);
    }

    /**
     * Corrects what was reserved to what was really used. The slot that was called last bears what
     * its attempt cost, its caller what all did; one that was taken for a candidate that was not
     * admitted bears nothing.
     */
    public void settle(Measures used) {
        end(scopes(), admitted ? owedBefore.missing(used) : Measures.NONE, used);
    }

    /** What it will hold when it is {@link #keepUntil kept} until that time. */
    public List<Holding> until(long laterMicros) {
        List<Holding> holdings = new ArrayList<>(taken.size());
        taken.forEach(
                (scope, held) -> {
                    for (Claim claim : held.until(laterMicros).claims()) {
                        holdings.add(new Holding(scope, claim));
                    }
                });
        return holdings;
    }

    /**
     * Goes on holding all of it until then, when this request is over. It is this request's still,
     * and ends with it, unless it is {@link #left left} to its job.
     */
    public void keepUntil(long laterMicros) {
        List<Runnable> steps = new ArrayList<>();
        for (Map.Entry<Scope, Held> entry : taken.entrySet()) {
            Held held = entry.getValue();
            entry.setValue(held.until(laterMicros));
            for (Claim claim : held.claims()) {
                steps.add(() -> store.move(entry.getKey(), claim, claim.until(laterMicros)));
            }
        }
        SideBySide.run(steps, store.isHere());
    }

    /** Ends here: its job's end gives back what it holds ({@link Holdings#settle}). */
    public void left() {
        taken.clear();
    }

    /** What is to be taken for a candidate that costs so much. */
    Missing missing(List<Scope> next, Measures nextCosts) {
        costs = nextCosts;
        owedBefore = owed;
        admitted = false;
        long nowMicros = clock.epochMicros();
        Measures lacking = nextCosts;
        List<Scope> scopes = new ArrayList<>(next.size());
        for (Scope scope : next) {
            if (scope.ofCaller()) {
                lacking = held(scope).missing(all(nextCosts));
            }
            if (scope.ofCaller() ? scope.counts(lacking) : !holds(scope, nextCosts)) {
                scopes.add(scope);
            }
        }
        return new Missing(
                scopes,
                new Claim(nextCosts, nowMicros, untilMicros),
                new Claim(lacking, nowMicros, untilMicros));
    }

    private Measures held(Scope scope) {
        Held held = taken.get(scope);
        return held == null ? Measures.NONE : held.measures();
    }

    /** What a caller is to hold: what it owes for the candidates before comes on top. */
    private Measures all(Measures ofCandidate) {
        long owedNanoUsd = owed.of(Measure.NANO_USD);
        return owedNanoUsd == 0
                ? ofCandidate
                : ofCandidate.plus(Measures.of(Measure.NANO_USD, owedNanoUsd));
    }

    /** All that was missing was taken. */
    void admitted() {
        admitted = true;
    }

    void add(Scope scope, Claim claim, ScopeState after) {
        taken.merge(scope, new Held(claim, after), Held::and);
    }

    /** The claim that was taken last is counted by a later one. */
    void moved(Scope scope, Claim later) {
        taken.computeIfPresent(scope, (_, held) -> held.latest(later));
    }

    /** A provider has read the request and did not serve it: so much stays counted there. */
    public void sent(Measures counted) {
        taken.replaceAll((_, held) -> held.sent(counted));
    }

    /**
     * A provider bills an answer that it did not give: its caller holds the cost until the end, and
     * no slot after it bears any of it.
     *
     * @param spent what it counts; its requests are no part of it
     */
    public void owes(Measures spent) {
        long nanoUsd = spent.of(Measure.NANO_USD);
        long roomNanoUsd = Scopes.UNPRICED_NANO_USD - owed.of(Measure.NANO_USD);
        owed = owed.plus(spent.ofRequests(0, Math.min(nanoUsd, roomNanoUsd)));
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
                boolean ofCaller = entry.getKey().ofCaller();
                Measures more = held.measures().missing(ofCaller ? all(used) : used);
                if (entry.getKey().counts(more)) {
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
                Held held = entry.getValue();
                entry.setValue(held.leaving()); // once, whatever becomes of it
                for (Claim claim : held.claims()) {
                    if (Tally.hasPlaces(scope, claim)) {
                        steps.add(() -> store.leave(scope, claim));
                    }
                }
            }
            SideBySide.run(steps);
        } finally {
            changing.unlock();
        }
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
    private boolean holds(Scope scope, Measures wanted) {
        Held held = taken.get(scope);
        return held != null
                && !scope.counts(wanted.missing(held.measures()))
                && !scope.counts(held.measures().missing(wanted));
    }

    /**
     * Gives back what a move to these scopes will not hold of this one, but for what was sent
     * there. Of a caller's it is what the next candidate costs less.
     */
    void leave(Scope scope, List<Scope> next, Measures nextCosts) {
        boolean stays = next.contains(scope);
        if (scope.ofCaller()) {
            if (stays) {
                lower(scope, all(nextCosts));
            }
        } else if (!stays || !holds(scope, nextCosts)) {
            Held held = taken.get(scope);
            Measures sent = held == null ? Measures.NONE : held.sent();
            end(List.of(scope), sent, sent);
        }
    }

    private void lower(Scope scope, Measures wanted) {
        Held held = taken.get(scope);
        Measures excess = held == null ? Measures.NONE : wanted.missing(held.measures());
        if (held != null && scope.counts(excess)) {
            List<Claim> parts = Claim.shares(held.claims(), excess);
            taken.put(scope, held.lowered(parts));
            parts.removeIf(part -> !scope.counts(part.measures()));
            for (Claim part : parts) {
                store.giveBack(scope, part);
            }
        }
    }

    private void end(List<Scope> scopes, Measures ofSlot, Measures ofCaller) {
        changing.lock(); // what grows has grown
        try {
            correct(scopes, ofSlot, ofCaller);
        } finally {
            changing.unlock();
        }
    }

    private void correct(List<Scope> scopes, Measures ofSlot, Measures ofCaller) {
        List<Runnable> steps = new ArrayList<>();
        for (Scope scope : scopes) {
            Held held = taken.remove(scope);
            Measures used = scope.ofCaller() ? ofCaller : ofSlot;
            if (held != null) {
                steps.addAll(Corrections.of(store, clock, scope, held.claims(), used));
            }
        }
        SideBySide.run(steps, store.isHere());
    }
}
