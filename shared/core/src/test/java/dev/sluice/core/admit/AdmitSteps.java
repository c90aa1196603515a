package dev.sluice.core.admit;

import static dev.sluice.core.admit.Claims.tokens;

import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.time.FakeClock;
import java.util.List;

/** Two slots, a caller and a store that tells what it was asked, for tests of admission. */
abstract class AdmitSteps {
    static final Scope SLOT = scope("slot#1", 1_000);

    static final Scope CALLER = Scope.ofCaller("ann", scope("", 500).limits());

    static final Measures COST = tokens(300);

    static final long LATER = Long.MAX_VALUE / 2;

    final FakeClock clock = new FakeClock();

    final RecordingLimits store = new RecordingLimits();

    final Admit admit = new Admit(store, clock);

    Reservation reserve() {
        return admit.reserve(LATER);
    }

    Admission move(Measures costs, List<Scope> scopes) {
        return admit.move(reserve(), scopes, costs);
    }

    static Admission admitted() {
        return new Admission.Admitted();
    }

    static Scope scope(String id, long tokensPerMinute) {
        return new Scope(
                id,
                List.of(
                        Limit.perMinute(Measure.REQUESTS, 60),
                        Limit.perMinute(Measure.TOKENS, tokensPerMinute)));
    }
}
