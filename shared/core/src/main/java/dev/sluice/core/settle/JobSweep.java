package dev.sluice.core.settle;

import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Asks for the jobs whose clients never came back, {@value #AT_ONCE} at once: soon after they were
 * begun, then ever more seldom. A job that its provider forgot, or whose time is over, is settled
 * as estimated. A provider that fails changes nothing.
 */
public final class JobSweep implements Sweep.OfJobs {
    private static final int AT_ONCE = 16;
    private static final Duration LEAST_WAIT = Duration.ofSeconds(5);
    private static final Duration MOST_WAIT = Duration.ofMinutes(5);

    /** No look of a batch begins after it. */
    private static final Duration PASS = Duration.ofSeconds(30);

    /** A provider that has just begun a job may not know it everywhere yet. */
    private static final Duration YOUNG = Duration.ofSeconds(10);

    private final Ledger ledger;
    private final Jobs jobs;
    private final JobLook provider;
    private final Clock clock;

    public JobSweep(Ledger ledger, Jobs jobs, JobLook provider, Clock clock) {
        this.ledger = ledger;
        this.jobs = jobs;
        this.provider = provider;
        this.clock = clock;
    }

    @Override
    public Sweep.Pass look(List<Ledger.Overdue> rows, Set<String> done) {
        List<JobRow> standing = new ArrayList<>();
        for (Ledger.Overdue row : rows) {
            if (row.job().isPresent() && done.add(row.row().requestId())) {
                standing.add(new JobRow(row.row(), row.note(), row.job().get(), Optional.empty()));
            }
        }
        return standing.isEmpty() ? Sweep.Pass.NOTHING : lookAtAll(standing);
    }

    private Sweep.Pass lookAtAll(List<JobRow> standing) {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<Future<Sweep.Pass>> looks = new ArrayList<>();
            long endNanos = clock.nanos() + PASS.toNanos();
            standing.forEach(job -> looks.add(threads.submit(() -> lookInTime(job, endNanos))));
            Sweep.Pass all = Sweep.Pass.NOTHING;
            for (Future<Sweep.Pass> look : looks) {
                all = all.plus(result(look));
            }
            return all;
        }
    }

    private static Sweep.Pass result(Future<Sweep.Pass> look) {
        try {
            return look.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failed
                    ? failed
                    : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("the sweep was interrupted", e);
        }
    }

    /** What is not come to in time is left to the next pass. */
    private Sweep.Pass lookInTime(JobRow job, long endNanos) {
        try {
            return clock.nanos() - endNanos < 0 ? look(job) : Sweep.Pass.NOTHING;
        } catch (StoreUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            jobs.setAside(job, e);
            return new Sweep.Pass(0, 1);
        }
    }

    private Sweep.Pass look(JobRow job) {
        if (!clock.instant().isBefore(job.job().until())) {
            return closed(jobs.unknown(job, "job_expired"));
        }
        JobLook.Seen seen = provider.look(job);
        if (seen instanceof JobLook.Seen.Ended ended) {
            return closed(jobs.ended(job, ended.end()));
        }
        Duration age = Duration.between(job.row().createdAt(), clock.instant());
        if (seen instanceof JobLook.Seen.Forgotten && age.compareTo(YOUNG) >= 0) {
            return closed(jobs.unknown(job, "job_forgotten"));
        }
        ledger.lookAgain(job.row(), nextLook(job, age));
        return new Sweep.Pass(0, 0, 1);
    }

    /** A quarter of its age later, and not after its time is over. */
    private Instant nextLook(JobRow job, Duration age) {
        Duration quarter = age.dividedBy(4);
        Duration least = quarter.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : quarter;
        Duration wait = least.compareTo(MOST_WAIT) > 0 ? MOST_WAIT : least;
        Instant next = clock.instant().plus(wait);
        return next.isBefore(job.job().until()) ? next : job.job().until();
    }

    private static Sweep.Pass closed(boolean here) {
        return here ? new Sweep.Pass(1, 0) : Sweep.Pass.NOTHING;
    }
}
