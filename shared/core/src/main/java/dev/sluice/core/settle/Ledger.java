package dev.sluice.core.settle;

import java.time.Instant;
import java.util.List;

/**
 * The usage rows. Blocking; safe for use by any thread; throws {@link
 * dev.sluice.core.admit.StoreUnavailable} when it cannot be reached.
 */
public interface Ledger {

    /** A row that nobody settled in its time, and what it knows. */
    record Overdue(OpenRow row, Note note) {}

    /**
     * Writes the row in state {@code reserved}; a row of this id that stands already is left alone.
     */
    void open(OpenRow row);

    /**
     * Tells an open row how far its request has come. A row that is settled, or not there, is left
     * alone; so is one that knows of more attempts, for notes may overtake each other.
     */
    void note(OpenRow row, Note note);

    /** Takes away an open row whose request called no provider; a settled one is left alone. */
    void discard(OpenRow row);

    /**
     * Turns the row to {@code settled} and adds it to the caller's rollup of the day it was
     * created, both or neither.
     *
     * @return false, and nothing changed, if it was settled before or never opened
     */
    boolean settle(OpenRow row, Settlement settlement);

    /** Open rows whose deadline has passed, oldest first, at most so many. */
    List<Overdue> overdue(Instant now, int most);
}
