package dev.sluice.core.admit;

import dev.sluice.core.call.Meters;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stage 3: takes all scopes of a request or none, side by side, in one round trip.
 *
 * <p>How a scope stood when it refused is remembered here for at most 100 ms, so that a flood costs
 * no calls; a cooldown for seconds. A caller who was refused lately is looked at without a write,
 * and taken alone, before the slot is touched: a flood of one caller takes nothing from the others,
 * not even for a moment. Throws {@link StoreUnavailable} when the store does: give the reservation
 * back then.
 */
public final class Admit {
    /** What every request takes. */
    private static final Measures LEAST = Measures.ONE_REQUEST.with(Measure.INPUT_TOKENS, 1);

    private final LimitStore store;
    private final Clock clock;
    private final Refusals refusals;
    private final Sightings sightings = new Sightings();

    public Admit(LimitStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.refusals = new Refusals(clock);
    }

    /**
     * An empty reservation.
     *
     * @param untilMicros when the request has ended at the latest, epoch microseconds
     */
    public Reservation reserve(long untilMicros) {
        return new Reservation(store, clock, untilMicros, refusals);
    }

    /**
     * Makes the reservation hold these scopes at these costs: gives back those that the last
     * candidate had alone or at another cost, takes those that are missing. The caller's own stays
     * held from candidate to candidate, for the request is one, and what it {@linkplain
     * Reservation#owes owes} on top: only what it lacks is taken, or given back. After a refusal
     * the reservation may hold some of them, until the next move or {@link Reservation#giveBack}.
     */
    public Admission move(Reservation reservation, List<Scope> next, Measures costs) {
        return move(reservation, next, costs, () -> {});
    }

    /**
     * The same with a step of the caller's in the same round trip. The step does not run where a
     * refusal is known without asking; it may have run where a scope refuses.
     */
    public Admission move(
            Reservation reservation, List<Scope> next, Measures costs, Runnable beside) {
        for (Scope scope : reservation.scopes()) {
            reservation.leave(scope, next, costs);
        }
        Missing missing = reservation.missing(next, costs);
        Admission.TooLarge tooLarge = tooLarge(next, costs);
        Admission admission = tooLarge == null ? take(reservation, missing, beside) : tooLarge;
        if (admission instanceof Admission.Admitted) {
            reservation.admitted();
        }
        return admission instanceof Admission.Refused refused ? told(refused, next) : admission;
    }

    /**
     * Gives back what a move to these scopes will not hold, one scope after the other. What cannot
     * be given back ages away, and no request fails for that: if the store is away, the move says
     * so.
     */
    public void leave(Reservation reservation, List<Scope> next, Measures costs) {
        for (Scope scope : reservation.scopes()) {
            try {
                reservation.leave(scope, next, costs);
            } catch (StoreUnavailable e) {
                // It is left all the same.
            }
        }
    }

    /** The refusal with what is known of all the request's scopes; does not ask the store. */
    private Admission.Refused told(Admission.Refused refused, List<Scope> scopes) {
        return refused.of(known(scopes));
    }

    /**
     * The refusal of a caller that is over a limit of its own, before anything else is known of its
     * request. Asks the store, by one read, only where this instance last saw the caller so.
     */
    public Optional<Admission.Refused> over(Scope callers) {
        long nowMicros = clock.epochMicros();
        Claim least = new Claim(LEAST, nowMicros, nowMicros);
        Verdict.Refused refused = refusals.recall(callers, least);
        if (refused == null && sightings.refuses(callers, least)) {
            Verdict read = Tally.take(callers, least, store.read(callers));
            sightings.saw(callers, read);
            refused = read instanceof Verdict.Refused still ? still : null;
            if (refused != null) { // one that is only remembered is not remembered for longer
                refusals.remember(callers, refused);
            }
        }
        if (refused == null) {
            return Optional.empty();
        }
        Admission.Refused over =
                new Admission.Refused(callers, refused, Tally.likelyMicros(refused));
        return Optional.of(told(over, List.of(callers)));
    }

    /**
     * The tightest limits over these scopes as this instance saw them last, unused where it never
     * did; does not ask the store.
     */
    public Meters known(List<Scope> scopes) {
        return sightings.meters(scopes, clock.epochMicros());
    }

    /** Nothing passes this scope for so long, in any instance. */
    public void coolDown(String scopeId, long waitMicros) {
        coolDown(scopeId, Scope.WHOLE, waitMicros);
    }

    /** Nothing of this model passes this scope for so long, in any instance. */
    public void coolDown(String scopeId, String model, long waitMicros) {
        coolDown(new Scope(scopeId, List.of(), model), waitMicros, false);
    }

    /** Nothing passes this scope for so long; then one request alone, which opens it for all. */
    public void park(String scopeId, long waitMicros) {
        coolDown(new Scope(scopeId, List.of()), waitMicros, true);
    }

    private void coolDown(Scope scope, long waitMicros, boolean probed) {
        if (waitMicros == 0) { // "try again now" is no pause
            return;
        }
        long nowMicros = clock.epochMicros();
        Cooldown cooldown = new Cooldown(nowMicros + waitMicros, waitMicros, probed);
        refusals.coolDown(scope, cooldown, nowMicros);
        store.coolDown(scope, cooldown);
    }

    private Admission take(Reservation reservation, Missing missing, Runnable beside) {
        List<Scope> scopes = missing.scopes();
        @Nullable Verdict[] known = new @Nullable Verdict[scopes.size()];
        for (int i = 0; i < known.length; i++) {
            known[i] = refusals.recall(scopes.get(i), missing.claim(scopes.get(i)));
        }
        Admission refused = Verdicts.refusal(scopes, known);
        if (refused != null) {
            return refused;
        }
        for (Scope scope : scopes) {
            if (scope.ofCaller() && refusals.refusedLately(scope)) {
                return takeAfter(reservation, missing, beside);
            }
        }
        return takeAll(reservation, missing, beside);
    }

    /** Looks at all, then takes the caller's alone, then the others. */
    private Admission takeAfter(Reservation reservation, Missing missing, Runnable beside) {
        Verdict[] looked =
                ask(
                        missing.scopes(),
                        scope -> Tally.take(scope, missing.claim(scope), store.read(scope)),
                        (_, _) -> {},
                        () -> {});
        Admission refused = conclude(missing.scopes(), looked);
        if (refused instanceof Admission.Refused) {
            return refused;
        }
        Admission alone = takeAll(reservation, missing.only(true), () -> {});
        if (alone instanceof Admission.Refused) {
            return alone;
        }
        return takeAll(reservation, missing.only(false), beside);
    }

    private Admission takeAll(Reservation reservation, Missing missing, Runnable beside) {
        Verdict[] verdicts =
                ask(
                        missing.scopes(),
                        scope -> store.take(scope, missing.claim(scope)),
                        (scope, verdict) -> {
                            if (verdict instanceof Verdict.Taken taken) {
                                keep(reservation, scope, missing.claim(scope), taken);
                            }
                        },
                        beside);
        return conclude(missing.scopes(), verdicts);
    }

    /** A taking that is known late is counted anew, or it would fall out too soon. */
    private void keep(Reservation reservation, Scope scope, Claim claim, Verdict.Taken taken) {
        reservation.add(scope, claim, taken.after());
        long nowMicros = clock.epochMicros();
        if (Tally.isLate(scope, claim, nowMicros)) {
            Claim later = new Claim(claim.measures(), nowMicros, claim.untilMicros());
            store.move(scope, claim, later);
            reservation.moved(scope, later);
        }
    }

    @FunctionalInterface
    private interface Question {
        Verdict ask(Scope scope);
    }

    @FunctionalInterface
    private interface Answer {
        void is(Scope scope, Verdict verdict);
    }

    /** Asks all at once. Each answer is heard, also where another question fails. */
    private Verdict[] ask(List<Scope> scopes, Question question, Answer answer, Runnable beside) {
        Verdict[] verdicts = new Verdict[scopes.size()];
        List<Runnable> steps = new ArrayList<>(scopes.size() + 1);
        for (int i = 0; i < verdicts.length; i++) {
            int step = i;
            steps.add(
                    () -> {
                        verdicts[step] = question.ask(scopes.get(step));
                        sightings.saw(scopes.get(step), verdicts[step]);
                        answer.is(scopes.get(step), verdicts[step]);
                    });
        }
        steps.add(beside);
        SideBySide.run(steps, store.isHere());
        return verdicts;
    }

    private Admission conclude(List<Scope> scopes, Verdict[] verdicts) {
        for (int i = 0; i < verdicts.length; i++) {
            if (verdicts[i] instanceof Verdict.Refused refused) {
                refusals.remember(scopes.get(i), refused);
            }
        }
        Admission refused = Verdicts.refusal(scopes, verdicts);
        return refused == null ? new Admission.Admitted() : refused;
    }

    /** Comes first: who can never pass must not be told to wait. */
    private static Admission.@Nullable TooLarge tooLarge(List<Scope> scopes, Measures costs) {
        for (Scope scope : scopes) {
            for (Limit limit : scope.limits()) {
                long cost = Tally.cost(limit, costs);
                if (cost > limit.amount()) {
                    return new Admission.TooLarge(scope, limit, cost);
                }
            }
        }
        return null;
    }
}
