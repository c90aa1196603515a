package dev.sluice.core.admit;

import dev.sluice.core.measure.Measures;
import dev.sluice.core.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** How claims are corrected to what was used in the end. */
final class Corrections {
    private Corrections() {}

    /** A step each for claims on one scope that together used so much. */
    static List<Runnable> of(
            LimitStore store, Clock clock, Scope scope, List<Claim> claims, Measures used) {
        List<Claim> shares = Claim.shares(claims, used);
        List<Runnable> steps = new ArrayList<>(claims.size());
        for (int i = 0; i < claims.size(); i++) {
            Claim claim = claims.get(i);
            Measures share = shares.get(i).measures();
            if (Tally.corrects(scope, claim, share)) {
                steps.add(() -> store.settle(scope, claim, share, clock.epochMicros()));
            }
        }
        return steps;
    }
}
