package dev.sluice.core.settle;

import dev.sluice.core.admit.StoreUnavailable;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A ledger that tells what was asked of it, and fails when told to. */
public final class RecordingLedger implements Ledger {
    private final MemoryLedger ledger = new MemoryLedger();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger failingSettles = new AtomicInteger();
    private final Semaphore notes = new Semaphore(0);
    private volatile Opening opening = Opening.WORKS;
    private volatile boolean settlesBeforeFailing;
    private volatile boolean interruptSeen;
    private volatile String refused = "";
    private volatile List<Runnable> rest = List.of();
    private volatile Runnable whenStarted = () -> {};

    /** What opening a row does. */
    public enum Opening {
        WORKS,
        FAILS,
        WRITES_AND_FAILS,
        DIES
    }

    public UsageView view() {
        return ledger;
    }

    /** {@code open}, {@code note}, {@code discard}, {@code settle}, in order. */
    public List<String> events() {
        return List.copyOf(events);
    }

    public void opening(Opening what) {
        opening = what;
    }

    /** The next settles fail. */
    public void failSettles(int count) {
        failingSettles.set(count);
    }

    /** Failing settles have written all the same, as when only the answer was lost. */
    public void losesAnswersOnly() {
        settlesBeforeFailing = true;
    }

    /** This row it will not settle. */
    public void refusing(String requestId) {
        refused = requestId;
    }

    /** Whether a settle ran in an interrupted thread, where clients of real stores fail. */
    public boolean interruptSeen() {
        return interruptSeen;
    }

    @Override
    public void open(OpenRow row) {
        events.add("open");
        if (opening == Opening.DIES) {
            throw new NoClassDefFoundError("scripted");
        }
        if (opening != Opening.FAILS) {
            ledger.open(row);
        }
        if (opening != Opening.WORKS) {
            throw unavailable();
        }
    }

    @Override
    public void note(OpenRow row, Note note) {
        events.add("note");
        ledger.note(row, note);
        notes.release();
    }

    /** Blocks until so many notes are written: they are, beside the request. */
    public void awaitNotes(int count) {
        notes.acquireUninterruptibly(count);
    }

    @Override
    public boolean started(OpenRow row, Note note, Job job, Instant firstLook) {
        events.add("started");
        if (failingSettles.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw unavailable();
        }
        boolean started = ledger.started(row, note, job, firstLook);
        whenStarted.run();
        return started;
    }

    /** What happens as soon as a row tells of a job, in any other process. */
    public void whenStarted(Runnable inTheMeantime) {
        whenStarted = inTheMeantime;
    }

    @Override
    public void lookAgain(OpenRow row, Instant at) {
        events.add("lookAgain");
        ledger.lookAgain(row, at);
    }

    @Override
    public void hide(OpenRow row) {
        events.add("hide");
        ledger.hide(row);
    }

    /** The rows that stand for jobs. */
    public JobBook jobs() {
        return ledger;
    }

    @Override
    public void discard(OpenRow row) {
        events.add("discard");
        ledger.discard(row);
    }

    @Override
    public boolean settle(OpenRow row, Settlement settlement) {
        events.add("settle");
        interruptSeen |= Thread.currentThread().isInterrupted();
        if (refused.equals(row.requestId())) {
            throw new RowRefused("too large", new IllegalStateException("scripted"));
        }
        if (failingSettles.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            if (settlesBeforeFailing) {
                ledger.settle(row, settlement);
            }
            throw unavailable();
        }
        return ledger.settle(row, settlement);
    }

    /** What closing a row leaves to do; nothing unless this is told. */
    public void leaving(Runnable whatIsLeft) {
        rest = List.of(whatIsLeft);
    }

    @Override
    public Closed close(OpenRow row, Settlement settlement) {
        return new Closed(settle(row, settlement), rest);
    }

    @Override
    public Found overdue(Instant now, int most) {
        return ledger.overdue(now, most);
    }

    @Override
    public void setAside(Stuck stuck) {
        events.add("setAside");
        ledger.setAside(stuck);
    }

    private static StoreUnavailable unavailable() {
        return new StoreUnavailable("ledger", new IllegalStateException("scripted"));
    }
}
