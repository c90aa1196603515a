package dev.sluice.core.settle;

import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Trace;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A row that is being opened beside the upstream call. */
public final class Entry {
    private final OpenRow row;
    private final Trace trace;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Throwable failure;

    Entry(OpenRow row, Trace trace, Ledger ledger) {
        this.row = row;
        this.trace = trace;
        Thread.ofVirtual().name("open-row").start(() -> open(ledger));
    }

    OpenRow row() {
        return row;
    }

    /** For the journal alone: no row holds it. */
    Trace trace() {
        return trace;
    }

    /** Blocks until the row stands; throws where it could not be opened. */
    public void await() throws Rejected {
        stands();
        Throwable why = failure;
        if (why != null) {
            throw Rejected.unavailable(why);
        }
    }

    /**
     * Blocks until it is known; goes on waiting when interrupted, for a half-known row could go
     * unbilled.
     */
    boolean stands() {
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return failure == null;
    }

    private void open(Ledger ledger) {
        try {
            ledger.open(row);
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            done.countDown();
        }
    }
}
