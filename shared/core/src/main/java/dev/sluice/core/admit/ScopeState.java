package dev.sluice.core.admit;

import dev.sluice.core.limit.Limit;
import java.util.HashMap;
import java.util.Map;

/**
 * What is stored of a scope.
 *
 * @param counters by {@link Limit#name}; absent = never used
 * @param cooldownUntilMicros nothing is admitted before this time; 0 = none
 */
public record ScopeState(Map<String, Counter> counters, long cooldownUntilMicros) {
    public static final ScopeState UNUSED = new ScopeState(Map.of(), 0);

    public ScopeState {
        counters = Map.copyOf(counters);
    }

    public Counter counter(Limit limit) {
        return counters.getOrDefault(limit.name(), Counter.UNUSED);
    }

    /** What counts against a limit now. */
    public Counter counting(Limit limit, long nowMicros) {
        return counter(limit).at(limit.window(), nowMicros);
    }

    /** The same with other counters for these limits. */
    ScopeState with(Map<String, Counter> changed) {
        Map<String, Counter> all = new HashMap<>(counters);
        all.putAll(changed);
        return new ScopeState(all, cooldownUntilMicros);
    }
}
