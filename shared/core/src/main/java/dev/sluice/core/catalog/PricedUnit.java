package dev.sluice.core.catalog;

import dev.sluice.core.measure.Measure;

/**
 * What a {@link Price.Unit} is a price of, and how many counted things (as the ledger counts them)
 * make one.
 */
public enum PricedUnit {
    /** Counted in images. */
    IMAGE(1, Measure.IMAGES),
    /** Counted in requests: a request makes one. */
    VIDEO(1, Measure.REQUESTS),
    /** Of whatever comes of it; counted in requests. */
    CALL(1, Measure.REQUESTS),
    /** Of sound or film; counted in seconds. */
    SECOND(1, Measure.SECONDS),
    /** The same, sixty at a time. */
    MINUTE(60, Measure.SECONDS),
    /** Counted in characters. */
    MILLION_CHARACTERS(1_000_000, Measure.CHARACTERS);

    private final long countPerUnit;
    private final Measure measure;

    PricedUnit(long countPerUnit, Measure measure) {
        this.countPerUnit = countPerUnit;
        this.measure = measure;
    }

    public long countPerUnit() {
        return countPerUnit;
    }

    /** What is counted. */
    public Measure measure() {
        return measure;
    }
}
