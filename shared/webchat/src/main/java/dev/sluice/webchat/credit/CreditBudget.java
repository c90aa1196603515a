package dev.sluice.webchat.credit;

import dev.sluice.core.admit.LimitStore;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.ScopeState;
import dev.sluice.core.authenticate.Allowances;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.Unpriced;
import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * A caller's credit as a limit of its money, so that requests side by side cannot overdraw it
 * (docs/decisions/0005-credit.md).
 *
 * <p>What was spent is what the ledger says, and nothing else. The limits' counter says what was
 * taken since it was looked at, in one conditional update; so its limit is told relative to how it
 * stands:
 *
 * <pre>
 *   limit = granted − used (ledger) + counted − held
 *   counted' + cost ≤ limit   ⟺   used + held + what others took since + cost ≤ granted
 * </pre>
 *
 * <p>The counter is looked at before the ledger: what settles in between is counted on both sides
 * and makes the limit smaller, never larger. What the counter lost or never got back (a killed
 * process, a lost correction, an item that is gone) is in the difference, and costs nobody
 * anything. Blocking; safe for any thread.
 */
public final class CreditBudget implements Allowances {
    /** As the counters are looked at: the amount does not matter. */
    private static final Limit SPENDING =
            new Limit(Measure.NANO_USD, Limit.MOST_NANO_USD, Calendar.EVER);

    private final Credits credits;
    private final LimitStore limits;
    private final Clock clock;
    private final Unpriced unpriced;

    /**
     * @param unpriced which models without a known price are served on credit
     */
    public CreditBudget(Credits credits, LimitStore limits, Clock clock, Unpriced unpriced) {
        this.credits = credits;
        this.limits = limits;
        this.clock = clock;
        this.unpriced = unpriced;
    }

    /**
     * A caller's credit at a moment.
     *
     * @param heldNanoUsd what its requests that run may still come to
     * @param countedNanoUsd how the counter stands
     * @param unpriced which models without a known price it serves
     */
    public record Standing(
            CreditBalance balance, long heldNanoUsd, long countedNanoUsd, Unpriced unpriced) {
        /** What another request may come to. */
        public long freeNanoUsd() {
            return Math.subtractExact(balance.leftNanoUsd(), heldNanoUsd);
        }

        /** What is left, and what of it is free. */
        public CreditBalance free() {
            return new CreditBalance(
                    balance.grantedNanoUsd(), Math.addExact(balance.usedNanoUsd(), heldNanoUsd));
        }

        /** The caller with its credit as a limit. */
        public Caller limiting(Caller caller) {
            List<Limit> all = new ArrayList<>(caller.limits());
            all.add(limit());
            return new Caller(caller.id(), caller.allowedModels(), all, unpriced);
        }

        Limit limit() {
            long amount = Math.addExact(freeNanoUsd(), countedNanoUsd);
            return new Limit(
                    Measure.NANO_USD, Math.clamp(amount, 1, Limit.MOST_NANO_USD), Calendar.EVER);
        }
    }

    /** Throws {@link dev.sluice.core.admit.StoreUnavailable}: nobody is served on credit unseen. */
    public Standing of(String callerId) {
        long nowMicros = clock.epochMicros();
        ScopeState counted = limits.read(Scope.ofCaller(callerId, List.of(SPENDING)));
        CreditBalance balance = credits.of(callerId);
        return new Standing(
                balance,
                counted.counting(Limit.held(Measure.NANO_USD), nowMicros).sum(),
                counted.counting(SPENDING, nowMicros).sum(),
                unpriced);
    }

    /**
     * People have credit, whichever door they come through; a key that is named otherwise than an
     * address is the operator's own. Who is limited already is left alone.
     */
    @Override
    public Caller limited(Caller caller) throws Rejected {
        if (caller.id().indexOf('@') < 0 || caller.spendsCredit()) {
            return caller;
        }
        Standing standing = of(caller.id());
        if (standing.balance().usedUp()) {
            throw new Rejected(Rejection.Unpaid.ofCaller(caller.id()));
        }
        return standing.limiting(caller);
    }
}
