package dev.sluice.core.relay;

import dev.sluice.core.admit.Admit;
import dev.sluice.core.admit.Scopes;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Resolve;
import java.util.Optional;

/**
 * What follows from a fault, beside that the next candidate is tried.
 *
 * <pre>
 *   429           cool the slot down (all instances see it); without a wait only its model (a limit
 *                 that comes with no time may be this model's alone)
 *   503 + wait    cool the slot down
 *   401           read the key again once; the same key: park the slot
 *   402           park the slot
 *   5xx, no answer, no connection: no cooldown (one failure must not close the only slot)
 * </pre>
 *
 * Retries never multiply: each candidate is called once, a slot with a re-read key once more.
 */
public final class Recovery {
    private static final long SECOND_MICROS = 1_000_000;
    private static final long DEFAULT_COOLDOWN_MICROS = 5 * SECOND_MICROS;
    private static final long LONGEST_COOLDOWN_MICROS = 600 * SECOND_MICROS;
    private static final long PARKED_MICROS = 300 * SECOND_MICROS;

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

    /** Keeps requests away from what has just refused one, for as long as it asks. */
    public void coolDown(Candidate candidate, Fault fault) {
        if (!candidate.slot().source().isLimited()) {
            return;
        }
        switch (fault.kind()) {
            case RATE_LIMITED -> admit.coolDown(limitedScope(candidate, fault), waitMicros(fault));
            case BUSY -> admit.coolDown(candidate.slot().scopeId(), waitMicros(fault));
            case BAD_KEY, NO_CREDIT -> admit.coolDown(candidate.slot().scopeId(), PARKED_MICROS);
            case REFUSED, FORBIDDEN, NOT_SERVED, FAILED, TIMED_OUT, UNREACHED, UNSPOKEN -> {}
        }
    }

    private static String limitedScope(Candidate candidate, Fault fault) {
        return fault.waitMicros() < 0 ? Scopes.modelScopeId(candidate) : candidate.slot().scopeId();
    }

    /** How long a provider that throttles is left alone. */
    static long waitMicros(Fault fault) {
        return fault.waitMicros() < 0
                ? DEFAULT_COOLDOWN_MICROS
                : Math.min(fault.waitMicros(), LONGEST_COOLDOWN_MICROS);
    }
}
