package dev.sluice.core.settle;

import dev.sluice.core.admit.Reservation;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.call.Call;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Journey;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.relay.Relayed;
import dev.sluice.core.relay.Usage;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Stage 5: opens the usage row beside the upstream call, and settles it exactly once.
 *
 * <p>The reservation is corrected only after the row has settled, and only by who settled it: a
 * refund can therefore not run twice. A row that cannot be settled stays open, and the sweep closes
 * it after its deadline.
 */
public final class Settle {
    private static final int TRIES = 3;

    private final Ledger ledger;
    private final Catalog catalog;
    private final Journal journal;
    private final Clock clock;
    private final Duration deadline;

    /**
     * @param deadline how long after its arrival no request can still be running
     */
    public Settle(Ledger ledger, Catalog catalog, Journal journal, Clock clock, Duration deadline) {
        this.ledger = ledger;
        this.catalog = catalog;
        this.journal = journal;
        this.clock = clock;
        this.deadline = deadline;
    }

    public Entry open(Call call, Candidate candidate, Reservation reservation) {
        Instant now = clock.instant();
        return new Entry(
                new OpenRow(
                        call.requestId(),
                        call.caller().id(),
                        candidate.slot().source(),
                        candidate.slot().number(),
                        candidate.provider().name(),
                        call.modelAsked(),
                        candidate.model().id(),
                        call.inputTokens(),
                        reservation.costs().of(Measure.OUTPUT_TOKENS),
                        catalog.version(),
                        now,
                        now.plus(deadline)),
                call.trace(),
                ledger);
    }

    /** Closes the row of a request that reached the client. */
    public void close(Entry entry, Journey journey, Relayed relayed, long startNanos) {
        Attempted.Delivered delivered = relayed.delivered();
        Cost cost = Cost.of(relayed.candidate(), delivered.usage());
        long nowNanos = clock.nanos();
        settle(
                entry,
                journey.reservation(),
                new Settlement(
                        relayed.candidate().slot().source(),
                        relayed.candidate().slot().number(),
                        relayed.candidate().provider().name(),
                        relayed.candidate().model().id(),
                        delivered.outcome(),
                        delivered.status(),
                        delivered.finishReason(),
                        delivered.errorCode(),
                        journey.attempts(),
                        delivered.usage(),
                        cost.nanoUsd(),
                        cost.priced(),
                        ttftMillis(delivered, startNanos),
                        millis(nowNanos - startNanos)),
                journey.addedNanos(startNanos, delivered.firstByteNanos()));
    }

    /**
     * Closes the row of a request that was admitted and that no candidate served: it cost nothing,
     * unless a provider counted tokens for an answer that it did not give.
     */
    public void closeUnserved(
            Entry entry,
            Journey journey,
            Candidate last,
            int status,
            String errorCode,
            long startNanos) {
        Cost cost = Cost.of(last, journey.spent());
        settle(
                entry,
                journey.reservation(),
                new Settlement(
                        last.slot().source(),
                        last.slot().number(),
                        last.provider().name(),
                        last.model().id(),
                        Outcome.UPSTREAM_FAILED,
                        status,
                        null,
                        errorCode,
                        journey.attempts(),
                        journey.spent(),
                        cost.nanoUsd(),
                        cost.priced(),
                        -1,
                        millis(clock.nanos() - startNanos)),
                -1);
    }

    /** Never throws: the client has its answer, or is being told why not. */
    private void settle(
            Entry entry, Reservation reservation, Settlement settlement, long addedNanos) {
        // A failed opening may have written the row all the same, so this is tried then too.
        boolean stands = entry.stands();
        try {
            if (settled(entry.row(), settlement, stands ? TRIES : 1)) {
                journal.relayed(entry.row(), settlement, entry.trace(), addedNanos);
                correct(entry.row().requestId(), reservation, settlement);
                return;
            }
        } catch (RuntimeException e) {
            journal.unsettled(entry.row(), e);
        }
        if (!stands) {
            giveBack(entry.row().requestId(), reservation);
        }
    }

    /** Leaves the row to the sweep: what the client has seen of the answer is not known. */
    public void abandon(Entry entry, Throwable cause) {
        journal.unsettled(entry.row(), new IllegalStateException("died while relaying", cause));
    }

    /**
     * An upstream that never answered has used nothing of anybody's limit, not even the request.
     */
    private void correct(String requestId, Reservation reservation, Settlement settlement) {
        if (settlement.outcome() == Outcome.UPSTREAM_FAILED
                && settlement.usage().totalTokens() == 0) {
            giveBack(requestId, reservation);
            return;
        }
        try {
            reservation.settle(used(settlement));
        } catch (StoreUnavailable e) {
            // The row is right.
            journal.uncorrected(requestId, e);
        }
    }

    private static Measures used(Settlement settlement) {
        Usage usage = settlement.usage();
        return Measures.ONE_REQUEST
                .with(Measure.INPUT_TOKENS, usage.inputTokens())
                .with(Measure.OUTPUT_TOKENS, usage.outputTokens())
                .with(Measure.NANO_USD, settlement.costNanoUsd());
    }

    /** Of a request that has no row, or whose row tells that it used nothing. Never throws. */
    public void giveBack(String requestId, Reservation reservation) {
        try {
            reservation.giveBack();
        } catch (StoreUnavailable e) {
            // The reservation ages away by itself: a part falls out of its window.
            journal.uncorrected(requestId, e);
        }
    }

    private boolean settled(OpenRow row, Settlement settlement, int tries) {
        for (int attempt = 1; ; attempt++) {
            try {
                // After a failed try "settled before" most likely means: by that try.
                return ledger.settle(row, settlement) || attempt > 1;
            } catch (RuntimeException e) {
                if (attempt == tries) {
                    throw e;
                }
            }
        }
    }

    private static long ttftMillis(Attempted.Delivered delivered, long startNanos) {
        return delivered.firstByteNanos().isPresent()
                ? millis(delivered.firstByteNanos().getAsLong() - startNanos)
                : -1;
    }

    private static long millis(long nanos) {
        return Math.max(0, nanos / 1_000_000);
    }
}
