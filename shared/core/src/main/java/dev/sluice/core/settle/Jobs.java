package dev.sluice.core.settle;

import dev.sluice.core.admit.Holding;
import dev.sluice.core.admit.Holdings;
import dev.sluice.core.admit.SideBySide;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.StoreBudget;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.relay.StartedJob;
import dev.sluice.core.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The rows that outlive their requests: a job has one, from the POST that began it to its end
 * (docs/decisions/0007-media-jobs.md).
 *
 * <pre>
 *   open ── its id is known ──► a job's ── its end is seen, by whoever comes first ──► settled
 *     │                            └────── its provider forgot it, its time is over ──► settled, estimated
 *     └── settled or swept as any request's
 * </pre>
 *
 * <p>Who settles the row, and only it, ends what the job holds of the limits: any number may see
 * the end at once. Safe for any thread.
 */
public final class Jobs {
    private static final int TRIES = 3;
    private static final int SERVED = 200;
    private static final Duration FIRST_LOOK = Duration.ofSeconds(5);

    private final Ledger ledger;
    private final Holdings holdings;
    private final Catalog catalog;
    private final Journal journal;
    private final Clock clock;
    private final Duration longest;

    /**
     * @param longest how long a job's end is waited for
     */
    public Jobs(
            Ledger ledger,
            Holdings holdings,
            Catalog catalog,
            Journal journal,
            Clock clock,
            Duration longest) {
        this.ledger = ledger;
        this.holdings = holdings;
        this.catalog = catalog;
        this.journal = journal;
        this.clock = clock;
        this.longest = longest;
    }

    /**
     * As soon as the row tells of the job, whoever sees its end gives back what it holds: so that
     * is kept for its time before. Where the row cannot be written, the request ends it.
     */
    void start(Entry entry, Note note, StartedJob started) {
        Instant now = clock.instant();
        long untilMicros = clock.epochMicros() + TimeUnit.NANOSECONDS.toMicros(longest.toNanos());
        List<Holding> held = entry.reservation().until(untilMicros);
        Job job =
                new Job(
                        started.id(),
                        started.form(),
                        now.plus(longest),
                        held,
                        started.shown(),
                        false);
        keep(entry, untilMicros);
        write(() -> started(entry.row(), note, job, now.plus(FIRST_LOOK)));
        entry.reservation().left();
    }

    /** In a time of its own: the row's is not used up, for a job that nobody knows is paid too. */
    private void keep(Entry entry, long untilMicros) {
        try (StoreBudget.Bound _ = StoreBudget.bind(StoreBudget.ofNote())) {
            entry.reservation().keepUntil(untilMicros);
        } catch (StoreUnavailable e) {
            journal.uncorrected(entry.row().requestId(), e); // it is free sooner
        }
    }

    /** A row that the sweep has closed already stands for nothing. */
    private void started(OpenRow row, Note note, Job job, Instant firstLook) {
        if (!ledger.started(row, note, job, firstLook)) {
            throw new StoreUnavailable(
                    "the row of a job is closed", new IllegalStateException(row.requestId()));
        }
    }

    /** A write that may be repeated: it says the same again. */
    private static void write(Runnable write) {
        for (int attempt = 1; ; attempt++) {
            try {
                write.run();
                return;
            } catch (StoreUnavailable e) {
                if (attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    /**
     * Settles a job by what its provider told; by the table where that did not tell what it
     * charges, for what failed too. Where no picture came nothing is owed for pictures.
     *
     * @return whether it was settled by this call
     * @throws StoreUnavailable where it could not be written: whoever comes next will
     */
    public boolean ended(JobRow job, JobEnd end) {
        Measures used = job.note().soFar().measures();
        if (end.seconds().isPresent()) {
            used = used.with(Measure.SECONDS, end.seconds().getAsLong());
        }
        if (job.row().kind() == ModelKind.IMAGE && end.images().isPresent()) {
            used = used.with(Measure.IMAGES, end.images().getAsLong());
        }
        return settle(
                job,
                end.completed() ? Outcome.COMPLETED : Outcome.UPSTREAM_FAILED,
                end.completed() ? null : errorCode(end),
                new Metered(used, false, owedNanoUsd(job, end)));
    }

    private static OptionalLong owedNanoUsd(JobRow job, JobEnd end) {
        boolean madeNone =
                job.row().kind() == ModelKind.IMAGE
                        && end.images().isPresent()
                        && end.images().getAsLong() == 0;
        return madeNone && end.costNanoUsd().isEmpty() ? OptionalLong.of(0) : end.costNanoUsd();
    }

    private static String errorCode(JobEnd end) {
        return end.errorCode() == null ? "job_failed" : end.errorCode();
    }

    /** Deletes a job for its caller: it is shown no more, and settled all the same. */
    public void hide(JobRow job) {
        ledger.hide(job.row());
    }

    /** Takes a job's row out of the sweep's sight, for it will never be settled. */
    void setAside(JobRow job, RuntimeException cause) {
        Ledger.Stuck stuck =
                new Ledger.Stuck(
                        job.row().callerId(),
                        job.row().requestId(),
                        String.valueOf(cause.getMessage()));
        ledger.setAside(stuck);
        journal.setAside(stuck);
    }

    /** Settles a job whose end nobody will see as if it had been made. */
    boolean unknown(JobRow job, String why) {
        Metered reserved = new Metered(job.note().soFar().measures(), true);
        return settle(job, Outcome.DEADLINE, why, reserved);
    }

    private boolean settle(JobRow job, Outcome outcome, @Nullable String errorCode, Metered used) {
        Served served = job.note().served();
        // A job is one, though nothing of it may have been counted.
        Metered billed = new Metered(used.measures(), true, used.toldNanoUsd());
        Cost cost =
                served.source().isBilled()
                        ? Cost.of(catalog, served.provider(), served.model(), billed)
                        : Cost.NOTHING;
        Settlement settlement =
                new Settlement(
                        served,
                        new Told(outcome, SERVED, null, errorCode),
                        job.note().attempts(),
                        used,
                        cost,
                        -1,
                        Duration.between(job.row().createdAt(), clock.instant()).toMillis());
        Ledger.Closed closed = ledger.close(job.row(), settlement);
        if (!closed.here()) {
            addUp(closed.rest());
            return false;
        }
        journal.settled(job.row(), settlement);
        if (!spendsCredit(job)) {
            SideBySide.run(List.of(() -> correct(job, settlement), () -> addUp(closed.rest())));
        } else if (addUp(closed.rest())) {
            correct(job, settlement);
        } // else it is held for as long as the job might have been
        return true;
    }

    /** The row is settled: what its sum lacks, the sweep adds. */
    private static boolean addUp(List<Runnable> rest) {
        try {
            rest.forEach(Runnable::run);
            return true;
        } catch (StoreUnavailable e) {
            return false;
        }
    }

    /** The sum says what is left of it: what is held must not be free before that. */
    private static boolean spendsCredit(JobRow job) {
        return job.job().held().stream()
                .anyMatch(held -> Caller.spendsCredit(held.scope().limits()));
    }

    private void correct(JobRow job, Settlement settlement) {
        try {
            holdings.settle(job.job().held(), settlement.measures());
        } catch (StoreUnavailable e) {
            journal.uncorrected(job.row().requestId(), e);
        }
    }
}
