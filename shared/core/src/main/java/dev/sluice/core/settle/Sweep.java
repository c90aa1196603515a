package dev.sluice.core.settle;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.relay.Usage;
import dev.sluice.core.time.Clock;
import java.util.List;

/**
 * Closes rows whose request died: its process was killed, or its row could not be settled at the
 * time. Nobody knows what was used, so the row is billed what was reserved, the most it can have
 * come to, and marked {@code estimated}. Nothing is given back. Any number of sweeps may run at
 * once: each row is settled once.
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
            List<OpenRow> overdue = ledger.overdue(clock.instant(), AT_ONCE);
            int closed = close(overdue);
            closedInAll += closed;
            // A ledger may go on listing rows for a moment that are settled: then the next pass.
            if (overdue.size() < AT_ONCE || closed == 0) {
                return closedInAll;
            }
        }
    }

    private int close(List<OpenRow> overdue) {
        int closed = 0;
        for (OpenRow row : overdue) {
            Settlement settlement = estimate(row);
            if (ledger.settle(row, settlement)) {
                journal.settled(row, settlement);
                closed++;
            }
        }
        return closed;
    }

    private Settlement estimate(OpenRow row) {
        Usage usage = new Usage(row.reservedInputTokens(), 0, row.reservedOutputTokens(), 0, true);
        Cost cost =
                row.source().isBilled()
                        ? Cost.of(catalog, row.provider(), row.modelServed(), usage)
                        : Cost.NOTHING;
        return new Settlement(
                row.source(),
                row.slot(),
                row.provider(),
                row.modelServed(),
                Outcome.DEADLINE,
                GATEWAY_TIMEOUT,
                null,
                "request_died",
                1,
                usage,
                cost.nanoUsd(),
                cost.priced(),
                -1,
                -1);
    }
}
