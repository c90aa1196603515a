package dev.sluice.core.settle;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.time.Clock;
import java.util.List;

/**
 * Closes rows whose request died: its process was killed, or its row could not be settled at the
 * time. It is billed by its last note, never above what was reserved, and marked {@code estimated}:
 * what came after the note, a few seconds of a stream at most, is lost. Nothing is given back. Any
 * number of sweeps may run at once: each row is settled once.
 */
public final class Sweep {
    private static final int AT_ONCE = 100;
    private static final int GATEWAY_TIMEOUT = 504;

    private final Ledger ledger;
    private final Catalog catalog;
    private final Journal journal;
    private final Clock clock;

    public Sweep(Ledger ledger, Catalog catalog, Journal journal, Clock clock) {
        this.ledger = ledger;
        this.catalog = catalog;
        this.journal = journal;
        this.clock = clock;
    }

    /** One pass; returns how many rows it closed. Throws what the ledger throws. */
    public int sweep() {
        int closedInAll = 0;
        while (true) {
            List<Ledger.Overdue> overdue = ledger.overdue(clock.instant(), AT_ONCE);
            int closed = close(overdue);
            closedInAll += closed;
            // A ledger may go on listing rows for a moment that are settled: then the next pass.
            if (overdue.size() < AT_ONCE || closed == 0) {
                return closedInAll;
            }
        }
    }

    private int close(List<Ledger.Overdue> overdue) {
        int closed = 0;
        for (Ledger.Overdue standing : overdue) {
            Settlement settlement = estimate(standing.row(), standing.note());
            if (ledger.settle(standing.row(), settlement)) {
                journal.settled(standing.row(), settlement);
                closed++;
            }
        }
        return closed;
    }

    private Settlement estimate(OpenRow row, Note note) {
        Metered usage = usage(row, note.soFar());
        Cost cost =
                note.source().isBilled()
                        ? Cost.of(catalog, note.provider(), note.modelServed(), usage)
                        : Cost.NOTHING;
        return new Settlement(
                note.source(),
                note.slot(),
                note.provider(),
                note.modelServed(),
                Outcome.DEADLINE,
                GATEWAY_TIMEOUT,
                null,
                "request_died",
                note.attempts(),
                usage,
                cost.nanoUsd(),
                cost.priced(),
                -1,
                -1);
    }

    private static Metered usage(OpenRow row, Metered soFar) {
        return Metered.ofTokens(
                soFar.of(Measure.INPUT_TOKENS),
                soFar.of(Measure.CACHED_INPUT_TOKENS),
                Math.min(soFar.of(Measure.OUTPUT_TOKENS), Math.max(0, row.reservedOutputTokens())),
                soFar.of(Measure.REASONING_TOKENS),
                true);
    }
}
