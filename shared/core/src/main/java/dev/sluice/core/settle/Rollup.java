package dev.sluice.core.settle;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;

/**
 * A caller's day in sum, over settled rows alone.
 *
 * @param unpricedRequests requests whose price was unknown: {@code costNanoUsd} lacks theirs
 * @param estimatedRequests requests whose tokens were counted by us
 */
public record Rollup(
        long requests,
        long inputTokens,
        long cachedInputTokens,
        long outputTokens,
        long reasoningTokens,
        long costNanoUsd,
        long unpricedRequests,
        long estimatedRequests) {
    public static final Rollup NONE = new Rollup(0, 0, 0, 0, 0, 0, 0, 0);

    public Rollup plus(Rollup more) {
        return new Rollup(
                Math.addExact(requests, more.requests),
                Math.addExact(inputTokens, more.inputTokens),
                Math.addExact(cachedInputTokens, more.cachedInputTokens),
                Math.addExact(outputTokens, more.outputTokens),
                Math.addExact(reasoningTokens, more.reasoningTokens),
                Math.addExact(costNanoUsd, more.costNanoUsd),
                Math.addExact(unpricedRequests, more.unpricedRequests),
                Math.addExact(estimatedRequests, more.estimatedRequests));
    }

    public Rollup plus(Settlement settlement) {
        Metered usage = settlement.usage();
        return new Rollup(
                Math.addExact(requests, 1),
                Math.addExact(inputTokens, usage.of(Measure.INPUT_TOKENS)),
                Math.addExact(cachedInputTokens, usage.of(Measure.CACHED_INPUT_TOKENS)),
                Math.addExact(outputTokens, usage.of(Measure.OUTPUT_TOKENS)),
                Math.addExact(reasoningTokens, usage.of(Measure.REASONING_TOKENS)),
                Math.addExact(costNanoUsd, settlement.costNanoUsd()),
                Math.addExact(unpricedRequests, settlement.priced() ? 0 : 1),
                Math.addExact(estimatedRequests, usage.estimated() ? 1 : 0));
    }
}
