package dev.sluice.core.admit;

import dev.sluice.core.measure.Measures;

/**
 * What a request takes of every scope, and when: its parts follow from the times, so the same claim
 * finds them again.
 *
 * @param nowMicros when it is taken, by the clock of who takes it
 * @param untilMicros when the request has ended at the latest: leases expire then
 */
public record Claim(Measures measures, long nowMicros, long untilMicros) {}
