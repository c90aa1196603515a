package dev.sluice.core.settle;

import dev.sluice.core.measure.Measures;
import dev.sluice.core.resolve.Candidate;

/**
 * How a request came to its end, beside what its client got.
 *
 * @param candidate who served, or was called last
 * @param attempts upstream calls
 * @param sent whether a provider may have read the request, and so may count it
 * @param startNanos clock time of its arrival
 * @param addedNanos what the gateway itself added to the time to the first byte; -1 if there was
 *     none
 * @param cost of all attempts: what a provider counted for an answer that it did not give is billed
 * @param counted by limits: the request, what all attempts used, and their cost
 */
public record Ending(
        Candidate candidate,
        int attempts,
        boolean sent,
        long startNanos,
        long addedNanos,
        Cost cost,
        Measures counted) {}
