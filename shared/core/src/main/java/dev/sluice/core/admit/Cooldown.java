package dev.sluice.core.admit;

import dev.sluice.core.limit.Window;
import org.jspecify.annotations.Nullable;

/**
 * A pause of a scope, or of one model on it.
 *
 * @param untilMicros nothing passes before this time
 * @param waitMicros how long it was when it began, 0 where that is not known: an end that is
 *     further away was written by a clock that is ahead, and holds nobody
 * @param probed whether one request alone passes after it, and opens it for all or makes it longer;
 *     else all pass
 */
public record Cooldown(long untilMicros, long waitMicros, boolean probed) {
    /** So long a probe may wait for its answer before another one is let through. */
    static final long PROBE_MICROS = 10_000_000;

    public static final Cooldown NONE = new Cooldown(0, 0, false);

    /** One that all pass when it is over. */
    public static Cooldown until(long untilMicros) {
        return new Cooldown(untilMicros, 0, false);
    }

    public boolean holds(long nowMicros) {
        long longestMicros = Math.max(waitMicros, probed ? PROBE_MICROS : 0);
        boolean credible =
                longestMicros == 0 || untilMicros - nowMicros <= longestMicros + Window.SKEW_MICROS;
        return untilMicros > nowMicros && credible;
    }

    /** Whether it has ended for every clock near the one that tells this time. */
    boolean isOver(long nowMicros) {
        return untilMicros + Window.SKEW_MICROS <= nowMicros;
    }

    /** When it began, 0 where that is not known. */
    private long beganMicros() {
        return waitMicros == 0 ? 0 : untilMicros - waitMicros;
    }

    /** Whether it had ended when that one began. */
    boolean isOverBefore(Cooldown later) {
        return isOver(later.beganMicros());
    }

    /** Whether whoever passes now is the probe. */
    public boolean awaitsProbe(long nowMicros) {
        return probed && !holds(nowMicros);
    }

    /** While the probe runs nobody else passes. */
    public Cooldown probing(long nowMicros) {
        return new Cooldown(Math.addExact(nowMicros, PROBE_MICROS), waitMicros, true);
    }

    /** The later one. */
    Cooldown or(Cooldown other) {
        return other.untilMicros > untilMicros ? other : this;
    }

    /** By hand, as {@link #hashCode}: the first request of a process compares it (ModelRef). */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cooldown cooldown
                && cooldown.untilMicros == untilMicros
                && cooldown.waitMicros == waitMicros
                && cooldown.probed == probed;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(untilMicros) + Long.hashCode(waitMicros) + (probed ? 1 : 0);
    }
}
