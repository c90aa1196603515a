package dev.sluice.core.settle;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;

/**
 * A caller's day in sum, over settled rows alone.
 *
 * @param sums of every measure, requests and cost included
 * @param unpricedRequests requests whose price was unknown: the cost lacks theirs
 * @param estimatedRequests requests whose usage was counted by us
 */
public record Rollup(Measures sums, long unpricedRequests, long estimatedRequests) {
    public static final Rollup NONE = new Rollup(Measures.NONE, 0, 0);

    /** One request in sum. */
    public static Rollup of(Settlement settlement) {
        return new Rollup(
                settlement.measures(),
                settlement.priced() ? 0 : 1,
                settlement.usage().estimated() ? 1 : 0);
    }

    public Rollup plus(Rollup more) {
        return new Rollup(
                sums.plus(more.sums),
                Math.addExact(unpricedRequests, more.unpricedRequests),
                Math.addExact(estimatedRequests, more.estimatedRequests));
    }

    public Rollup minus(Rollup part) {
        return new Rollup(
                sums.minus(part.sums),
                Math.subtractExact(unpricedRequests, part.unpricedRequests),
                Math.subtractExact(estimatedRequests, part.estimatedRequests));
    }

    public long of(Measure measure) {
        return sums.of(measure);
    }

    public long requests() {
        return sums.of(Measure.REQUESTS);
    }

    public long costNanoUsd() {
        return sums.of(Measure.NANO_USD);
    }
}
