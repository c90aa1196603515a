package dev.sluice.core.admit;

import dev.sluice.core.measure.Measures;

/**
 * What a request takes of every scope, and when: its parts follow from the times, so the same claim
 * finds them again.
 *
 * @param nowMicros when it is taken, by the clock of who takes it
 * @param untilMicros when the request has ended at the latest: leases expire then
 * @param left whether its places in flight were given back already
 */
public record Claim(Measures measures, long nowMicros, long untilMicros, boolean left) {
    public Claim(Measures measures, long nowMicros, long untilMicros) {
        this(measures, nowMicros, untilMicros, false);
    }

    /** The same without its places in flight. */
    Claim leaving() {
        return new Claim(measures, nowMicros, untilMicros, true);
    }

    /** The same of so much more. */
    Claim grown(Measures more) {
        return new Claim(measures.plus(more), nowMicros, untilMicros, left);
    }
}
