package dev.sluice.core.catalog;

/**
 * What a {@link Price.Unit} is a price of, and how many counted things (as the ledger counts them)
 * make one.
 */
public enum PricedUnit {
    /** Counted in images. */
    IMAGE(1),
    /** Counted in videos. */
    VIDEO(1),
    /** Counted in seconds. */
    MINUTE(60),
    /** Counted in characters. */
    MILLION_CHARACTERS(1_000_000);

    private final long countPerUnit;

    PricedUnit(long countPerUnit) {
        this.countPerUnit = countPerUnit;
    }

    public long countPerUnit() {
        return countPerUnit;
    }
}
