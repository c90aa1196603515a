package dev.sluice.core.settle;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Looks after jobs beside the sweep of a process that stays: a provider that takes its time must
 * not hold up the rows of those who died. One look at a time; what becomes due meanwhile is met by
 * a later pass.
 */
public final class JobsBeside implements Sweep.OfJobs {
    private final Sweep.OfJobs jobs;
    private final Consumer<RuntimeException> failures;
    private final AtomicBoolean looking = new AtomicBoolean();

    /**
     * @param failures told of a look that failed; any thread
     */
    public JobsBeside(Sweep.OfJobs jobs, Consumer<RuntimeException> failures) {
        this.jobs = jobs;
        this.failures = failures;
    }

    /** Does not wait: what comes of it is in the rows. */
    @Override
    public Sweep.Pass look(List<Ledger.Overdue> rows, Set<String> done) {
        boolean any = rows.stream().anyMatch(row -> row.job().isPresent());
        if (any && looking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("jobs").start(() -> look(rows));
        }
        return Sweep.Pass.NOTHING;
    }

    private void look(List<Ledger.Overdue> rows) {
        try {
            jobs.look(rows, new HashSet<>());
        } catch (RuntimeException e) {
            failures.accept(e);
        } finally {
            looking.set(false);
        }
    }
}
