package dev.sluice.core.admit;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The generic cell rate algorithm over several dimensions at once, as pure functions (ITU-T I.371;
 * architecture §4).
 *
 * <pre>
 *   idle branch:  tat absent or tat &lt; now - slack           →  tat = now + i
 *   busy branch:  now - slack ≤ tat ≤ now + burst - i        →  tat = tat + i
 *   else refused: wait = tat + i - burst - now
 * </pre>
 *
 * All dimensions pass, or none is taken. What does not fit 64 bits throws {@link
 * ArithmeticException}: it never wraps round to "admitted". The slack lets a lightly used
 * dimension, whose TAT hovers around now, stay on the busy branch although instances' clocks
 * differ: a store that writes conditionally then guesses the branch right.
 */
public final class Gcra {
    private Gcra() {}

    public static Verdict take(Scope scope, Costs costs, ScopeState state, long nowMicros) {
        if (state.cooldownUntilMicros() > nowMicros) {
            return new Verdict.Refused(null, state.cooldownUntilMicros() - nowMicros, state);
        }
        Map<Dimension, Long> after = new EnumMap<>(Dimension.class);
        after.putAll(state.tatMicros());
        Dimension refusedBy = null;
        long waitMicros = 0;
        for (Limit limit : scope.limits()) {
            long cost = costs.of(limit.dimension());
            if (cost == 0) {
                continue;
            }
            long tat = state.tat(limit.dimension());
            long increment = limit.incrementMicros(cost);
            long wait = waitMicros(limit, increment, tat, nowMicros);
            if (wait > waitMicros) {
                refusedBy = limit.dimension();
                waitMicros = wait;
            }
            after.put(
                    limit.dimension(),
                    Math.addExact(isBusy(limit, tat, nowMicros) ? tat : nowMicros, increment));
        }
        return verdict(
                refusedBy, waitMicros, state, new ScopeState(after, state.cooldownUntilMicros()));
    }

    /**
     * What is left after giving back {@code refund} (negative: a debt). An unused dimension stays
     * unused.
     */
    public static ScopeState giveBack(Scope scope, Costs refund, ScopeState state) {
        Map<Dimension, Long> after = new EnumMap<>(Dimension.class);
        after.putAll(state.tatMicros());
        for (Limit limit : scope.limits()) {
            long shift = shiftMicros(limit, refund.of(limit.dimension()));
            after.computeIfPresent(
                    limit.dimension(), (dimension, tat) -> Math.subtractExact(tat, shift));
        }
        return new ScopeState(after, state.cooldownUntilMicros());
    }

    /**
     * How far giving back moves a TAT: a refund rounds down, a debt up, so neither mints capacity.
     */
    public static long shiftMicros(Limit limit, long refund) {
        return Math.floorDiv(Math.multiplyExact(refund, limit.windowMicros()), limit.limit());
    }

    /** Whether the busy branch applies to this TAT: it is added to rather than started anew. */
    public static boolean isBusy(Limit limit, long tatMicros, long nowMicros) {
        return tatMicros >= nowMicros - limit.slackMicros();
    }

    private static long waitMicros(Limit limit, long increment, long tat, long now) {
        long from = isBusy(limit, tat, now) ? tat : now;
        return Math.subtractExact(
                Math.addExact(from, increment), Math.addExact(now, limit.burstMicros()));
    }

    private static Verdict verdict(
            @Nullable Dimension refusedBy, long waitMicros, ScopeState before, ScopeState after) {
        return refusedBy == null
                ? new Verdict.Taken(after)
                : new Verdict.Refused(refusedBy, waitMicros, before);
    }
}
