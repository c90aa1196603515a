package dev.sluice.wire.openai.answer;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.wire.openai.TokenEstimate;
import org.jspecify.annotations.Nullable;

/** Judges what a provider says that an answer used. */
public final class ToldUsage {
    /**
     * No model reads or writes as much in one call; a larger number is a provider's mistake and
     * must not become money.
     */
    private static final long MAX_TOKENS = 20_000_000;

    private ToldUsage() {}

    /** A count of tokens as a provider told it; null where it cannot be one. */
    public static @Nullable Long tokens(@Nullable Long told) {
        return told == null || told < 0 || told > MAX_TOKENS ? null : told;
    }

    /** Whether this one has nothing where the other has something: a later zero is no news. */
    static boolean lacksWhatIsIn(Metered later, Metered known) {
        return lacks(Measure.INPUT_TOKENS, later, known)
                || lacks(Measure.OUTPUT_TOKENS, later, known);
    }

    private static boolean lacks(Measure measure, Metered later, Metered known) {
        return later.of(measure) == 0 && known.of(measure) > 0;
    }

    /** The provider's count, or an estimate where it gave none or one that cannot be. */
    public static Metered orEstimated(
            @Nullable Metered told, long estimatedInputTokens, long contentBytes) {
        long outputTokens = TokenEstimate.ofBytes(contentBytes);
        return told == null
                ? Metered.ofTokens(estimatedInputTokens, 0, outputTokens, 0, true)
                : plausible(told, estimatedInputTokens, outputTokens);
    }

    /**
     * This usage with an estimate where a zero cannot be: of a prompt, or of output beside text
     * that has been delivered.
     */
    private static Metered plausible(
            Metered told, long estimatedInputTokens, long estimatedOutputTokens) {
        Measures measures = atLeast(told.measures(), Measure.INPUT_TOKENS, estimatedInputTokens);
        measures = atLeast(measures, Measure.OUTPUT_TOKENS, estimatedOutputTokens);
        return measures.equals(told.measures())
                ? told
                : new Metered(measures, true, told.toldNanoUsd());
    }

    private static Measures atLeast(Measures told, Measure measure, long estimated) {
        return told.of(measure) == 0 && estimated > 0
                ? told.with(measure, Math.min(estimated, Measures.MOST_COUNTED))
                : told;
    }
}
