package dev.sluice.core.settle;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The usage rows. Blocking; safe for use by any thread; throws {@link
 * dev.sluice.core.admit.StoreUnavailable} when it cannot be reached.
 */
public interface Ledger {

    /**
     * A row that nobody settled in its time, and what it knows.
     *
     * @param job what it stands for, where it outlives its request
     */
    record Overdue(OpenRow row, Note note, Optional<Job> job) {
        /** A request that died. */
        public Overdue(OpenRow row, Note note) {
            this(row, note, Optional.empty());
        }
    }

    /**
     * A row that cannot be closed, or not be added to its day: it cannot be read, or will not be
     * written.
     *
     * @param reason for the operator, who may mend it
     */
    record Stuck(String callerId, String requestId, String reason) {}

    /**
     * What a look for overdue rows found.
     *
     * @param rows oldest first
     */
    record Found(List<Overdue> rows, List<Stuck> stuck) {
        public Found {
            rows = List.copyOf(rows);
            stuck = List.copyOf(stuck);
        }

        boolean isNothing() {
            return rows.isEmpty() && stuck.isEmpty();
        }
    }

    /**
     * Writes the row in state {@code reserved}; a row of this id that stands already is left alone.
     */
    void open(OpenRow row);

    /**
     * Tells an open row how far its request has come. A row that is settled, or not there, is left
     * alone; so is one that knows of more attempts, for notes may overtake each other.
     */
    void note(OpenRow row, Note note);

    /**
     * Turns an open row into one that stands for a job, until the job's end; the sweep looks at it
     * from that time on.
     *
     * @return false, and nothing changed, if it is settled or was never opened
     */
    boolean started(OpenRow row, Note note, Job job, Instant firstLook);

    /** Has the sweep look at an open row again, from that time on; a settled one is left alone. */
    void lookAgain(OpenRow row, Instant at);

    /**
     * Deletes a job for its caller, open or settled; the row stays, and is settled all the same.
     */
    void hide(OpenRow row);

    /** Takes away an open row whose request called no provider; a settled one is left alone. */
    void discard(OpenRow row);

    /**
     * Turns the row to {@code settled} and adds it to the caller's rollup of the day it was
     * created, each once. A row that stands settled is added in any case: if not here, by a sweep.
     *
     * @return false, and nothing changed, if it was settled before or never opened
     * @throws RowRefused where this row will never be taken, however often it is tried
     */
    boolean settle(OpenRow row, Settlement settlement);

    /**
     * What {@link #close} came to.
     *
     * @param here whether this call settled the row
     * @param rest what is left to do where the row is settled, by whomever: adding it to the
     *     rollup, which may be tried again and counts once; often nothing
     */
    record Closed(boolean here, List<Runnable> rest) {
        public Closed {
            rest = List.copyOf(rest);
        }
    }

    /** The same as {@link #settle}, for who has other things to do beside the rollup. */
    default Closed close(OpenRow row, Settlement settlement) {
        return new Closed(settle(row, settlement), List.of());
    }

    /** Open rows whose deadline has passed, at most so many. */
    Found overdue(Instant now, int most);

    /** Takes a row out of the sight of {@link #overdue}; it stays as it is, and says why. */
    void setAside(Stuck stuck);
}
