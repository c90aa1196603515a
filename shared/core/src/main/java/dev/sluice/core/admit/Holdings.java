package dev.sluice.core.admit;

import dev.sluice.core.measure.Measures;
import dev.sluice.core.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Ends what jobs hold, in whatever process their end is seen. Safe for any thread. */
public final class Holdings {
    private final LimitStore store;
    private final Clock clock;

    public Holdings(LimitStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Corrects what a job holds to what it used. To be called once a job, by who settled its row.
     *
     * @throws StoreUnavailable after all were tried: what stays falls out of its window
     */
    public void settle(List<Holding> held, Measures used) {
        Map<Scope, List<Claim>> claims = new LinkedHashMap<>();
        for (Holding holding : held) {
            claims.computeIfAbsent(holding.scope(), _ -> new ArrayList<>()).add(holding.claim());
        }
        List<Runnable> steps = new ArrayList<>(held.size());
        claims.forEach(
                (scope, ofScope) ->
                        steps.addAll(Corrections.of(store, clock, scope, ofScope, used)));
        SideBySide.run(steps);
    }
}
