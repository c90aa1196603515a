package dev.sluice.core.admit;

import dev.sluice.core.call.Meters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How this instance saw each scope last: what a refusal tells of the scopes that did not refuse, or
 * that were not asked, and whether a caller is worth a look. Never decides anything. Safe for use
 * by any thread.
 */
final class Sightings {
    private static final int MOST_SCOPES = 10_000;

    private final Map<String, ScopeState> byScope = new ConcurrentHashMap<>();

    void saw(Scope scope, Verdict verdict) {
        ScopeState state =
                verdict instanceof Verdict.Taken taken
                        ? taken.after()
                        : ((Verdict.Refused) verdict).state();
        if (byScope.size() >= MOST_SCOPES) {
            byScope.clear();
        }
        byScope.put(scope.id(), state);
    }

    /** Whether a scope, as it was seen last, would refuse this: others may have moved it since. */
    boolean refuses(Scope scope, Claim claim) {
        ScopeState state = byScope.get(scope.id());
        return state != null && Tally.take(scope, claim, state) instanceof Verdict.Refused;
    }

    /** The tightest limits over all these scopes; one that was never seen counts as unused. */
    Meters meters(List<Scope> scopes, long nowMicros) {
        Map<Scope, ScopeState> states = new HashMap<>();
        for (Scope scope : scopes) {
            states.put(scope, byScope.getOrDefault(scope.id(), ScopeState.UNUSED));
        }
        return Metering.of(states, nowMicros);
    }
}
