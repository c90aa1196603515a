package dev.sluice.core;

import dev.sluice.core.admit.Admission;
import dev.sluice.core.admit.Admit;
import dev.sluice.core.admit.Reservation;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.relay.Failures;
import java.util.List;

/** Counts requests that no model serves among their caller's own limits. */
final class CallerCount {
    private CallerCount() {}

    /** One more; throws where it is one too many. */
    static void take(Admit admit, long untilMicros, Caller caller) throws Rejected {
        if (caller.limits().isEmpty()) {
            return;
        }
        Reservation taken = admit.reserve(untilMicros);
        Scope scope = Scope.ofCaller(caller.id(), caller.limits());
        Admission admission = admit.move(taken, List.of(scope), Measures.ONE_REQUEST);
        if (admission instanceof Admission.Admitted) {
            taken.settle(Measures.ONE_REQUEST);
            return;
        }
        Failures failures = new Failures();
        if (admission instanceof Admission.Refused refused) {
            failures.limited(refused);
        } else if (admission instanceof Admission.TooLarge tooLarge) {
            failures.tooLarge(tooLarge);
        }
        throw new Rejected(failures.verdict());
    }
}
