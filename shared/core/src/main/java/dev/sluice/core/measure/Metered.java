package dev.sluice.core.measure;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What one request used, as its provider bills it: {@link Measures#bounded}.
 *
 * @param estimated counted by us, because the provider did not say
 * @param toldNanoUsd what the provider says that it costs, 0 included: it wins over every price
 *     table
 */
public record Metered(Measures measures, boolean estimated, OptionalLong toldNanoUsd) {
    /** Nothing was used. */
    public static final Metered NONE = new Metered(Measures.NONE, false);

    public Metered {
        measures = measures.bounded();
        if (toldNanoUsd.isPresent() && toldNanoUsd.getAsLong() < 0) {
            throw new IllegalArgumentException(
                    "toldNanoUsd must not be negative: " + toldNanoUsd.getAsLong());
        }
    }

    /** Of a provider that does not say what it costs. */
    public Metered(Measures measures, boolean estimated) {
        this(measures, estimated, OptionalLong.empty());
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
                Measures.ofTokens(
                        counted(inputTokens),
                        counted(cachedInputTokens),
                        counted(outputTokens),
                        counted(reasoningTokens)),
                estimated);
    }

    /** The same at the cost that the provider told. */
    public Metered told(long nanoUsd) {
        return new Metered(measures, estimated, OptionalLong.of(nanoUsd));
    }

    /** Both together; what each was told to cost is left out, for costs are added as such. */
    public Metered plus(Metered more) {
        return new Metered(measures.plus(more.measures), estimated || more.estimated);
    }

    /** Whether it is nothing that anybody bills. */
    public boolean isNothing() {
        return measures.isZero() && toldNanoUsd.orElse(0) == 0;
    }

    /** A provider's senseless number must not break a sum. */
    private static long counted(long amount) {
        return Math.clamp(amount, 0, Measures.MOST_COUNTED);
    }

    public long of(Measure measure) {
        return measures.of(measure);
    }

    /** By hand, as {@link #hashCode}: the first request of a process compares it (ModelRef). */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Metered metered
                && metered.estimated == estimated
                && metered.measures.equals(measures)
                && metered.toldNanoUsd.equals(toldNanoUsd);
    }

    @Override
    public int hashCode() {
        return 31 * measures.hashCode() + toldNanoUsd.hashCode() + (estimated ? 1 : 0);
    }
}
