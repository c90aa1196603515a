package dev.sluice.core.settle;

import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;

/**
 * What an open row knows of its request so far: what a killed one is billed by.
 *
 * @param attempts upstream calls, the one that is about to be made included
 * @param soFar what was streamed, at most a few seconds ago
 * @param grown what is reserved by now, where more came than was reserved at first
 */
public record Note(Served served, int attempts, Metered soFar, Measures grown) {
    public Note(Served served, int attempts, Metered soFar) {
        this(served, attempts, soFar, Measures.NONE);
    }

    /**
     * What a row knows when it is opened: the first candidate is about to be called. It takes all
     * that it is sent; of what it generates as text it is billed what came.
     */
    public static Note first(OpenRow row) {
        return new Note(row.first(), 1, new Metered(row.reserved().sent(), true));
    }
}
