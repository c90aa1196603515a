package dev.sluice.core.settle;

import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Closes rows whose request died: its process was killed, or its row could not be settled at the
 * time. It is billed by its last note, never above what was reserved, and marked {@code estimated}:
 * what came after the note, a few seconds of a stream at most, is lost. Nothing is given back. Any
 * number of sweeps may run at once: each row is settled once.
 *
 * <p>A row that stands for a job is asked for at its provider: {@link JobSweep}.
 *
 * <p>A row that cannot be read or settled is set aside and told, and stops no other. Where the
 * store fails, the pass ends after {@value #MOST_FAILURES} rows in vain.
 */
public final class Sweep {
    private static final int AT_ONCE = 100;
    private static final int MOST_FAILURES = 3;
    private static final int GATEWAY_TIMEOUT = 504;

    private final Ledger ledger;
    private final Catalog catalog;
    private final Journal journal;
    private final Clock clock;
    private final OfJobs jobs;

    /**
     * @param jobs who looks after the rows that stand for jobs
     */
    public Sweep(Ledger ledger, Catalog catalog, Journal journal, Clock clock, OfJobs jobs) {
        this.jobs = jobs;
        this.ledger = ledger;
        this.catalog = catalog;
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * What a pass came to.
     *
     * @param closed rows settled
     * @param setAside rows that no sweep will look at again
     * @param asked jobs that go on, and will be asked for again
     */
    public record Pass(int closed, int setAside, int asked) {
        static final Pass NOTHING = new Pass(0, 0, 0);

        Pass(int closed, int setAside) {
            this(closed, setAside, 0);
        }

        Pass plus(Pass more) {
            return new Pass(closed + more.closed, setAside + more.setAside, asked + more.asked);
        }

        boolean didNothing() {
            return closed + setAside + asked == 0;
        }
    }

    /** Looks after overdue rows that stand for jobs. */
    @FunctionalInterface
    public interface OfJobs {
        /** Leaves them alone, for a ledger that has none. */
        OfJobs NONE = (rows, done) -> Pass.NOTHING;

        /**
         * @param rows overdue rows, other ones among them
         * @param done ids of those that this pass has looked after; adds to it
         */
        Pass look(List<Ledger.Overdue> rows, Set<String> done);
    }

    /** One pass; returns how many rows it closed. Throws what the ledger throws. */
    public int sweep() {
        return pass().closed();
    }

    /** The same, with all that it came to. */
    public Pass pass() {
        Pass all = Pass.NOTHING;
        Set<String> done = new HashSet<>();
        while (true) {
            Ledger.Found found = ledger.overdue(clock.instant(), AT_ONCE);
            if (found.isNothing()) {
                return all;
            }
            Pass pass =
                    new Pass(0, setAside(found.stuck()))
                            .plus(close(found.rows()))
                            .plus(jobs.look(found.rows(), done));
            all = all.plus(pass);
            // A ledger may go on listing rows for a moment that are settled: then the next pass.
            if (found.rows().size() + found.stuck().size() < AT_ONCE || pass.didNothing()) {
                return all;
            }
        }
    }

    private int setAside(List<Ledger.Stuck> rows) {
        for (Ledger.Stuck stuck : rows) {
            ledger.setAside(stuck);
            journal.setAside(stuck);
        }
        return rows.size();
    }

    private Pass close(List<Ledger.Overdue> overdue) {
        Pass all = new Pass(0, 0);
        int failures = 0;
        for (Ledger.Overdue standing : overdue) {
            try {
                all = standing.job().isPresent() ? all : all.plus(close(standing));
            } catch (StoreUnavailable e) {
                failures++;
                if (failures == MOST_FAILURES) {
                    throw e;
                }
            }
        }
        return all;
    }

    private Pass close(Ledger.Overdue standing) {
        OpenRow row = standing.row();
        try {
            Settlement settlement = estimate(row, standing.note());
            if (!ledger.settle(row, settlement)) {
                return new Pass(0, 0);
            }
            journal.settled(row, settlement);
            return new Pass(1, 0);
        } catch (StoreUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            String reason = String.valueOf(e.getMessage());
            return new Pass(
                    0,
                    setAside(List.of(new Ledger.Stuck(row.callerId(), row.requestId(), reason))));
        }
    }

    private Settlement estimate(OpenRow row, Note note) {
        Metered usage = usage(row, note.soFar());
        Served served = note.served();
        Cost cost =
                served.source().isBilled()
                        ? Cost.of(catalog, served.provider(), served.model(), usage)
                        : Cost.NOTHING;
        return new Settlement(
                served,
                new Told(Outcome.DEADLINE, GATEWAY_TIMEOUT, null, "request_died"),
                note.attempts(),
                usage,
                cost,
                -1,
                -1);
    }

    private static Metered usage(OpenRow row, Metered soFar) {
        long mostTokens = Math.max(0, row.reserved().of(Measure.OUTPUT_TOKENS));
        long outputTokens = Math.min(soFar.of(Measure.OUTPUT_TOKENS), mostTokens);
        return new Metered(
                soFar.measures().with(Measure.OUTPUT_TOKENS, outputTokens),
                true,
                soFar.toldNanoUsd());
    }
}
