package dev.sluice.core.relay;

import dev.sluice.core.admit.Admit;
import dev.sluice.core.admit.Reservation;
import dev.sluice.core.admit.Scopes;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Resolve;
import java.util.Optional;

/**
 * What follows from a fault, beside that the next candidate is tried.
 *
 * <pre>
 *   429           cool the model down on this slot (all instances see it); the slot only where the
 *                 provider speaks of a limit of the account; nothing where it speaks of this request
 *   503 + wait    cool the model down on this slot
 *   401           read the key again once; the same key: park the slot
 *   402           park the slot, unless another request would be within the credit
 *   no room here  nothing: the provider has answered
 *   5xx, no answer, no connection: no cooldown (one failure must not close the only slot)
 * </pre>
 *
 * <p>A parked slot lets one request through after a short while, which opens it for all where the
 * provider answers, or doubles the while. So what one caller provokes never stops the others for
 * long.
 *
 * <p>Retries never multiply: each candidate is called once, a slot with a re-read key once more.
 */
public final class Recovery {
    private static final long SECOND_MICROS = 1_000_000;
    private static final long DEFAULT_COOLDOWN_MICROS = 5 * SECOND_MICROS;
    private static final long LONGEST_COOLDOWN_MICROS = 600 * SECOND_MICROS;
    private static final long FIRST_PARKED_MICROS = 10 * SECOND_MICROS;
    private static final long LONGEST_PARKED_MICROS = 300 * SECOND_MICROS;

    private final Resolve resolve;
    private final Admit admit;

    public Recovery(Resolve resolve, Admit admit) {
        this.resolve = resolve;
        this.admit = admit;
    }

    /** The same slot with another key, where its key was refused and there is one by now. */
    public Optional<Candidate> renewed(Candidate candidate, Fault fault) {
        return fault.kind() == Fault.Kind.BAD_KEY
                ? resolve.reread(candidate)
                        .filter(reread -> !reread.slot().key().equals(candidate.slot().key()))
                : Optional.empty();
    }

    /**
     * Keeps requests away from what has just refused one, for as long as it asks. Where the store
     * cannot be told, this instance alone keeps away: no request fails for it.
     */
    public void coolDown(Candidate candidate, Fault fault, Reservation reservation) {
        if (!candidate.slot().source().isLimited()) {
            return;
        }
        try {
            follow(candidate, fault, reservation);
        } catch (StoreUnavailable e) {
            // It is remembered here.
        }
    }

    /**
     * The same for what went wrong in mid-answer, which no other candidate can make good. Never
     * unavailable.
     */
    public void coolDownAfter(Candidate candidate, Fault fault, Reservation reservation) {
        try {
            if (renewed(candidate, fault).isEmpty()) {
                coolDown(candidate, fault, reservation);
            }
        } catch (StoreUnavailable e) {
            // The next request meets the same.
        }
    }

    private void follow(Candidate candidate, Fault fault, Reservation reservation) {
        switch (fault.kind()) {
            case BAD_KEY, NO_CREDIT -> park(candidate, fault, reservation);
            case RATE_LIMITED, BUSY -> {
                reservation.opens();
                pause(candidate, fault);
            }
            case REFUSED, NOT_SERVED, NO_ROOM -> reservation.opens(); // the account is good
            case FORBIDDEN, FAILED, TIMED_OUT, UNREACHED, LOST, UNSPOKEN, STOPPING -> {}
        }
    }

    private void park(Candidate candidate, Fault fault, Reservation reservation) {
        if (fault.reach() == Fault.Reach.ACCOUNT) {
            long twice = 2 * reservation.probedMicros();
            admit.park(
                    Scopes.slotScopeId(candidate),
                    Math.clamp(twice, FIRST_PARKED_MICROS, LONGEST_PARKED_MICROS));
        } else {
            reservation.opens();
        }
    }

    private void pause(Candidate candidate, Fault fault) {
        String slot = Scopes.slotScopeId(candidate);
        switch (fault.reach()) {
            case REQUEST -> {}
            case MODEL -> admit.coolDown(slot, candidate.model().id(), waitMicros(fault));
            case ACCOUNT -> admit.coolDown(slot, waitMicros(fault));
        }
    }

    /** How long a provider that throttles is left alone. */
    static long waitMicros(Fault fault) {
        return fault.waitMicros() < 0
                ? DEFAULT_COOLDOWN_MICROS
                : Math.min(fault.waitMicros(), LONGEST_COOLDOWN_MICROS);
    }
}
