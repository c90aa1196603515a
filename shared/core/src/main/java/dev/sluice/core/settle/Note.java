package dev.sluice.core.settle;

import dev.sluice.core.call.Source;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.resolve.Candidate;

/**
 * What an open row knows of its request so far: what a killed one is billed by.
 *
 * @param attempts upstream calls, the one that is about to be made included
 * @param soFar what was streamed, at most a few seconds ago
 */
public record Note(
        Source source, int slot, String provider, String modelServed, int attempts, Metered soFar) {

    static Note of(Candidate candidate, int attempts, Metered soFar) {
        return new Note(
                candidate.slot().source(),
                candidate.slot().number(),
                candidate.provider().name(),
                candidate.model().id(),
                attempts,
                soFar);
    }

    /** What a row knows when it is opened: the first candidate is about to be called. */
    public static Note first(OpenRow row) {
        return new Note(
                row.source(),
                row.slot(),
                row.provider(),
                row.modelServed(),
                1,
                Metered.ofTokens(row.reservedInputTokens(), 0, 0, 0, true));
    }
}
