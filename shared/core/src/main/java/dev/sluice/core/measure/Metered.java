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

    /**
     * Tokens of one answer.
     *
     * @param inputTokens all of the prompt, cached or not
     * @param outputTokens all that was generated, reasoning included
     */
    public static Metered ofTokens(
            long inputTokens,
            long cachedInputTokens,
            long outputTokens,
            long reasoningTokens,
            boolean estimated) {
        return new Metered(
                Measures.NONE
                        .with(Measure.INPUT_TOKENS, counted(inputTokens))
                        .with(Measure.CACHED_INPUT_TOKENS, counted(cachedInputTokens))
                        .with(Measure.OUTPUT_TOKENS, counted(outputTokens))
                        .with(Measure.REASONING_TOKENS, counted(reasoningTokens)),
                estimated);
    }

    /** A provider's senseless number must not break a sum. */
    private static long counted(long amount) {
        return Math.clamp(amount, 0, Measures.MOST_COUNTED);
    }

    public long of(Measure measure) {
        return measures.of(measure);
    }
}
