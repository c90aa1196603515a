package dev.sluice.core.admit;

import java.util.Map;

/**
 * What is stored of a scope.
 *
 * @param tatMicros theoretical arrival time a dimension, epoch microseconds; absent = never used
 * @param cooldownUntilMicros nothing is admitted before this time; 0 = none
 */
public record ScopeState(Map<Dimension, Long> tatMicros, long cooldownUntilMicros) {
    public static final ScopeState UNUSED = new ScopeState(Map.of(), 0);

    public ScopeState {
        tatMicros = Map.copyOf(tatMicros);
    }

    /**
     * The TAT of a dimension; {@link Long#MIN_VALUE} where it was never used, which is idle at any
     * time.
     */
    public long tat(Dimension dimension) {
        return tatMicros.getOrDefault(dimension, Long.MIN_VALUE);
    }
}
