package dev.sluice.core;

import dev.sluice.core.admit.Admission;
import dev.sluice.core.admit.Admit;
import dev.sluice.core.admit.Reservation;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.Scopes;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.relay.Failures;
import dev.sluice.core.resolve.Candidate;
import java.util.List;

/** Counts requests that a slot takes and no model serves: at the slot, and at their caller. */
final class UncalledCount {
    private final Admit admit;
    private final Failures failures = new Failures();

    UncalledCount(Admit admit) {
        this.admit = admit;
    }

    /** One more at the first of these that has room; throws where none has. */
    Candidate take(long untilMicros, Caller caller, List<Candidate> among) throws Rejected {
        for (Candidate candidate : among) {
            if (isTaken(untilMicros, candidate, caller)) {
                return candidate;
            }
        }
        throw new Rejected(failures.verdict());
    }

    private boolean isTaken(long untilMicros, Candidate candidate, Caller caller) throws Rejected {
        List<Scope> scopes = Scopes.of(candidate, caller);
        Reservation taken = admit.reserve(untilMicros);
        try {
            Admission admission = admit.move(taken, scopes, Measures.ONE_REQUEST);
            if (admission instanceof Admission.Admitted) {
                taken.settle(Measures.ONE_REQUEST);
                return true;
            }
            if (admission instanceof Admission.Refused refused) {
                return failures.limited(candidate, refused);
            }
            return admission instanceof Admission.TooLarge tooLarge
                    && failures.tooLarge(caller, candidate, tooLarge);
        } finally {
            giveBack(taken);
        }
    }

    /** Where it was not counted: one scope may have been taken beside another that refused. */
    private static void giveBack(Reservation taken) {
        try {
            taken.giveBack();
        } catch (StoreUnavailable e) {
            // What was taken falls out of its window by itself.
        }
    }
}
