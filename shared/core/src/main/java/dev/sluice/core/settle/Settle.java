package dev.sluice.core.settle;

import dev.sluice.core.admit.Reservation;
import dev.sluice.core.admit.SideBySide;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.StoreBudget;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Stage 5: one usage row a request, settled exactly once.
 *
 * <p>The reservation is corrected only after the row has settled, beside the sum of its day (behind
 * it, where that says what is left of a credit), and only by who settled it: a refund can therefore
 * not run twice. That is a round trip more than beside the row, and it keeps a budget from counting
 * less than its rows: a row that the sweep closes by its last note is billed so, and what was
 * reserved for it stays counted. Its places in flight alone are free as soon as its client has the
 * answer. A row that cannot be settled within five seconds (a client waits for it, and one that
 * repeats its request pays twice) is told with its figures and settled {@link Later}; where that
 * fails too it stays open, and the sweep closes it after its deadline.
 */
public final class Settle {
    private static final int TRIES = 3;

    /** One try ends within three seconds ({@code AwsClients}): none begins after this. */
    private static final long LAST_TRY_NANOS = 2_000_000_000L;

    private final Ledger ledger;
    private final Catalog catalog;
    private final Journal journal;
    private final Clock clock;
    private final Duration deadline;
    private final Later later;
    private final Jobs jobs;

    /**
     * @param deadline how long after its arrival no request can still be running
     * @param jobs who keeps the rows that outlive their requests
     */
    public Settle(
            Ledger ledger,
            Catalog catalog,
            Journal journal,
            Clock clock,
            Duration deadline,
            Later later,
            Jobs jobs) {
        this.jobs = jobs;
        this.ledger = ledger;
        this.catalog = catalog;
        this.journal = journal;
        this.clock = clock;
        this.deadline = deadline;
        this.later = later;
    }

    /** A row that does not stand yet, of a request that holds nothing yet. */
    public Entry entry(Call call, Reservation reservation) {
        return new Entry(
                ledger,
                jobs,
                call,
                reservation,
                candidate -> opening(call, candidate, reservation));
    }

    private OpenRow opening(Call call, Candidate candidate, Reservation reservation) {
        Instant now = clock.instant();
        return new OpenRow(
                call.requestId(),
                call.caller().id(),
                kind(call, candidate.model()),
                call.modelAsked(),
                Served.by(candidate),
                reservation.costs(),
                catalog.version(),
                now,
                now.plus(deadline));
    }

    /** Of a model that is not listed nothing is known but what it was asked for. */
    private static ModelKind kind(Call call, Model model) {
        return model.isListed() ? model.kind() : call.kind();
    }

    /**
     * Closes the row of a request that called a provider, and corrects what it holds to what it
     * used. Never throws: its client has the answer, or is being told why not.
     */
    public void close(Entry entry, Ending ending, Attempted.Delivered delivered) {
        StoreBudget.ends();
        Settlement settlement = settlement(ending, delivered);
        try {
            Ledger.Closed closed = closed(entry.row(), settlement);
            if (closed.here()) {
                journal.relayed(entry.row(), settlement, entry.call().trace(), ending.addedNanos());
                finish(entry, closed, () -> correct(entry, ending));
            } else {
                finish(entry, closed, () -> {});
            }
        } catch (RuntimeException e) {
            journal.unsettled(entry.row(), settlement, e);
            leave(entry);
            if (!(e instanceof RowRefused)) {
                keepTrying(() -> settledLate(entry, ending, settlement));
            }
        }
    }

    /**
     * The sum of the day and the correction of the limits, beside each other; one after the other
     * where the caller spends credit, of which the sum says what is left.
     */
    private void finish(Entry entry, Ledger.Closed closed, Runnable correct) {
        if (entry.call().caller().spendsCredit()) {
            addUp(closed.rest(), correct);
            return;
        }
        List<Runnable> steps = new ArrayList<>();
        steps.add(correct);
        closed.rest().forEach(rest -> steps.add(() -> addUp(List.of(rest), () -> {})));
        SideBySide.run(steps);
    }

    /** The row is settled: what its sum lacks is added later, by the sweep at the latest. */
    private void addUp(List<Runnable> rest, Runnable then) {
        if (!added(rest, then)) {
            keepTrying(() -> added(rest, then));
        }
    }

    private static boolean added(List<Runnable> rest, Runnable then) {
        try {
            rest.forEach(Runnable::run);
        } catch (StoreUnavailable e) {
            return false;
        }
        then.run();
        return true;
    }

    private void keepTrying(BooleanSupplier attempt) {
        StoreBudget budget = StoreBudget.current();
        StoreBudget afterwards = budget == null ? null : budget.afterwards();
        later.keepTrying(
                () -> {
                    try (StoreBudget.Bound _ = StoreBudget.bind(afterwards)) {
                        return attempt.getAsBoolean();
                    }
                });
    }

    /** Its client has its answer: what it holds in flight is free, whatever its row says. */
    private void leave(Entry entry) {
        try {
            entry.reservation().freePlaces();
        } catch (StoreUnavailable e) {
            journal.uncorrected(entry.call().requestId(), e);
        }
    }

    /** Before its deadline nobody else settles a row: it was a try whose answer was lost. */
    private boolean settledLate(Entry entry, Ending ending, Settlement settlement) {
        OpenRow row = entry.row();
        try {
            Ledger.Closed closed = ledger.close(row, settlement);
            if (closed.here() || clock.instant().isBefore(row.deadline())) {
                journal.settled(row, settlement);
                finish(entry, closed, () -> correct(entry, ending));
            } else {
                finish(entry, closed, () -> {});
            }
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Ends a request that called no provider: it has no row and holds nothing. Never throws. */
    public void undo(Entry entry) {
        StoreBudget.ends();
        SideBySide.run(List.of(() -> discard(entry), () -> giveBack(entry)));
    }

    private void discard(Entry entry) {
        try {
            entry.discard();
        } catch (StoreUnavailable e) {
            journal.unsettled(entry.row(), e);
        }
    }

    /** Leaves the row to the sweep: what the client has seen of the answer is not known. */
    public void abandon(Entry entry, Throwable cause) {
        journal.unsettled(entry.row(), new IllegalStateException("died while relaying", cause));
    }

    private Settlement settlement(Ending ending, Attempted.Delivered delivered) {
        Candidate candidate = ending.candidate();
        return new Settlement(
                Served.by(candidate),
                new Told(
                        delivered.outcome(),
                        delivered.status(),
                        delivered.finishReason(),
                        delivered.errorCode()),
                ending.attempts(),
                delivered.usage(),
                ending.cost(),
                ttftMillis(delivered, ending.startNanos()),
                millis(clock.nanos() - ending.startNanos()));
    }

    /**
     * The request stays counted once a provider may have read it: else a caller whose requests its
     * provider refuses could send any number of them.
     */
    private void correct(Entry entry, Ending ending) {
        if (!ending.sent()) {
            giveBack(entry);
            return;
        }
        try {
            entry.reservation().settle(ending.counted());
        } catch (StoreUnavailable e) {
            // The row is right.
            journal.uncorrected(entry.call().requestId(), e);
        }
    }

    private void giveBack(Entry entry) {
        try {
            entry.reservation().giveBack();
        } catch (StoreUnavailable e) {
            // What was reserved falls out of its window by itself.
            journal.uncorrected(entry.call().requestId(), e);
        }
    }

    private Ledger.Closed closed(OpenRow row, Settlement settlement) {
        long lastTryNanos = System.nanoTime() + LAST_TRY_NANOS;
        for (int attempt = 1; ; attempt++) {
            try {
                // After a failed try "settled before" most likely means: by that try.
                Ledger.Closed closed = ledger.close(row, settlement);
                return attempt > 1 ? new Ledger.Closed(true, closed.rest()) : closed;
            } catch (RuntimeException e) {
                if (attempt == TRIES || System.nanoTime() - lastTryNanos >= 0) {
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
