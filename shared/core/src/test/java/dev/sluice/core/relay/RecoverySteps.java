package dev.sluice.core.relay;

import dev.sluice.core.Samples;
import dev.sluice.core.World;
import dev.sluice.core.admit.Claim;
import dev.sluice.core.call.Call;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.relay.Fault.Kind;
import dev.sluice.core.resolve.Slot;
import java.time.Duration;
import java.util.List;

/** A world of two slots, for tests of what a failure does. */
abstract class RecoverySteps {
    static final Slot ONE = Samples.slot(1, "together");

    static final Slot TWO = Samples.prior(Samples.slot(2, "together"), 101);

    static final Call CALL = Samples.call("together/meta/llama-70b");

    static final String FIRST = "1 meta/llama-70b key-1";

    static final String SECOND = "2 meta/llama-70b key-2";

    final World world = new World(ONE, TWO);

    static World.Scripted limited(Fault.Reach reach) {
        return admitted ->
                new Attempted.Refused(
                        new Fault(
                                Kind.RATE_LIMITED,
                                429,
                                7_000_000,
                                "slow",
                                null,
                                null,
                                null,
                                reach));
    }

    /** In all instances: by the store. */
    boolean cooledDown(String scopeId, Duration howLong) {
        return cooledDown(scopeId, dev.sluice.core.admit.Scope.WHOLE, howLong);
    }

    boolean cooledDown(String scopeId, String model, Duration howLong) {
        var scope = new dev.sluice.core.admit.Scope(scopeId, List.of(), model);
        long from = world.clock.epochMicros() - 1_000_000; // the second that serving took
        long until = from + howLong.toNanos() / 1_000;
        return world.limits.take(scope, new Claim(Measures.NONE, until - 1, until))
                        instanceof dev.sluice.core.admit.Verdict.Refused
                && world.limits.take(scope, new Claim(Measures.NONE, until, until))
                        instanceof dev.sluice.core.admit.Verdict.Taken;
    }
}
