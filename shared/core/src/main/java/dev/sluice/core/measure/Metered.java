package dev.sluice.core.measure;

/**
 * What one request used, as its provider bills it: {@link Measures#bounded}.
 *
 * @param estimated counted by us, because the provider did not say
 */
public record Metered(Measures measures, boolean estimated) {
    /** Nothing was used. */
    public static final Metered NONE = new Metered(Measures.NONE, false);

    public Metered {
        measures = measures.bounded();
    }

    public long of(Measure measure) {
        return measures.of(measure);
    }
}
