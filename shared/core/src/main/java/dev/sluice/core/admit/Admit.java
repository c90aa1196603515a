package dev.sluice.core.admit;

import dev.sluice.core.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stage 3: takes all scopes of a request or none, side by side, in one round trip.
 *
 * <p>A scope that refused is remembered here until its wait ends, at most 100 ms, so that a flood
 * costs no writes; a cooldown is remembered until it ends. Throws {@link StoreUnavailable} when the
 * store does: give the reservation back then.
 */
public final class Admit {
    private final LimitStore store;
    private final Clock clock;
    private final Refusals refusals = new Refusals();
    private final Sightings sightings = new Sightings();

    public Admit(LimitStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** An empty reservation of so much in every scope that it will come to hold. */
    public Reservation reserve(Costs costs) {
        return new Reservation(store, costs);
    }

    /**
     * Makes the reservation hold exactly these scopes: gives back those that the last candidate had
     * alone, takes those that are missing. After a refusal it may hold some of them, until the next
     * move or {@link Reservation#giveBack}.
     */
    public Admission move(Reservation reservation, List<Scope> next) {
        List<Scope> leaving = new ArrayList<>(reservation.scopes());
        leaving.removeAll(next);
        reservation.leave(leaving);
        List<Scope> missing = new ArrayList<>(next);
        missing.removeAll(reservation.scopes());
        Admission admission = take(reservation, missing);
        return admission instanceof Admission.Refused refused ? told(refused, next) : admission;
    }

    /** The refusal with what is known of all the request's scopes; does not ask the store. */
    public Admission.Refused told(Admission.Refused refused, List<Scope> scopes) {
        return refused.of(sightings.meters(scopes, clock.epochMicros()));
    }

    /** Nothing passes this scope for so long, in any instance. */
    public void coolDown(String scopeId, long waitMicros) {
        long untilMicros = clock.epochMicros() + waitMicros;
        refusals.coolDown(scopeId, untilMicros);
        store.coolDown(scopeId, untilMicros);
    }

    /** The refusal of a scope that this instance knows to cool down; does not ask the store. */
    public Optional<Admission> cooling(String scopeId) {
        return refusals.recall(new Scope(scopeId, List.of()), Costs.NONE, clock.epochMicros());
    }

    private Admission take(Reservation reservation, List<Scope> scopes) {
        long nowMicros = clock.epochMicros();
        Optional<Admission> known = refusedWithoutAsking(scopes, reservation.costs(), nowMicros);
        if (known.isPresent()) {
            return known.get();
        }
        Verdict[] verdicts = new Verdict[scopes.size()];
        List<Runnable> steps = new ArrayList<>();
        for (int i = 0; i < verdicts.length; i++) {
            int step = i;
            steps.add(
                    () ->
                            verdicts[step] =
                                    seen(
                                            scopes.get(step),
                                            store.take(
                                                    scopes.get(step),
                                                    reservation.costs(),
                                                    nowMicros)));
        }
        try {
            SideBySide.run(steps);
        } finally {
            keepTaken(reservation, scopes, verdicts, nowMicros);
        }
        return conclude(reservation, scopes, verdicts, nowMicros);
    }

    private Verdict seen(Scope scope, Verdict verdict) {
        sightings.saw(
                scope,
                verdict instanceof Verdict.Taken taken
                        ? taken.after()
                        : ((Verdict.Refused) verdict).state());
        return verdict;
    }

    private static void keepTaken(
            Reservation reservation, List<Scope> scopes, Verdict[] verdicts, long nowMicros) {
        for (int i = 0; i < verdicts.length; i++) {
            if (verdicts[i] instanceof Verdict.Taken(ScopeState after)) {
                reservation.add(scopes.get(i), after, nowMicros);
            }
        }
    }

    private Admission conclude(
            Reservation reservation, List<Scope> scopes, Verdict[] verdicts, long nowMicros) {
        Admission.@Nullable Refused worst = null;
        for (int i = 0; i < verdicts.length; i++) {
            if (verdicts[i] instanceof Verdict.Refused refused) {
                refusals.remember(scopes.get(i).id(), reservation.costs(), refused, nowMicros);
                worst = worse(worst, refusal(scopes.get(i), refused, nowMicros));
            }
        }
        return worst == null ? new Admission.Admitted() : worst;
    }

    private static Admission.Refused refusal(Scope scope, Verdict.Refused refused, long nowMicros) {
        return new Admission.Refused(
                scope,
                refused.dimension(),
                refused.waitMicros(),
                Metering.of(Map.of(scope, refused.state()), nowMicros));
    }

    /** The caller's own limit counts most, for no other slot can help; else the longer wait. */
    private static Admission.Refused worse(
            Admission.@Nullable Refused one, Admission.Refused other) {
        if (one == null || other.scope().ofCaller()) {
            return other;
        }
        return !one.scope().ofCaller() && other.waitMicros() > one.waitMicros() ? other : one;
    }

    private Optional<Admission> refusedWithoutAsking(
            List<Scope> scopes, Costs costs, long nowMicros) {
        Optional<Admission> refused = tooLarge(scopes, costs);
        for (int i = 0; refused.isEmpty() && i < scopes.size(); i++) {
            refused = refusals.recall(scopes.get(i), costs, nowMicros);
        }
        return refused;
    }

    /** Comes first: who can never pass must not be told to wait. */
    private static Optional<Admission> tooLarge(List<Scope> scopes, Costs costs) {
        for (Scope scope : scopes) {
            for (Limit limit : scope.limits()) {
                if (costs.of(limit.dimension()) > limit.burst()) {
                    return Optional.of(
                            new Admission.TooLarge(scope, limit, costs.of(limit.dimension())));
                }
            }
        }
        return Optional.empty();
    }
}
