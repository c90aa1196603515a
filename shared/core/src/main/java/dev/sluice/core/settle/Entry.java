package dev.sluice.core.settle;

import dev.sluice.core.admit.Reservation;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.StoreBudget;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.StartedJob;
import dev.sluice.core.resolve.Candidate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The usage row of one request, and what the request holds until the row is settled. The row stands
 * before a provider is called: what {@link #stand} threw may have been written all the same, and is
 * taken away like one that stands. For the request's own thread, but for {@link #note}, whose write
 * runs beside it.
 */
public final class Entry {
    private final Ledger ledger;
    private final Jobs jobs;
    private final Call call;
    private final Reservation reservation;
    private final Function<Candidate, OpenRow> opening;
    private @Nullable OpenRow row;

    Entry(
            Ledger ledger,
            Jobs jobs,
            Call call,
            Reservation reservation,
            Function<Candidate, OpenRow> opening) {
        this.ledger = ledger;
        this.jobs = jobs;
        this.call = call;
        this.reservation = reservation;
        this.opening = opening;
    }

    /**
     * Opens the row for the first candidate; tells it of every further one. Throws {@link
     * StoreUnavailable} for whatever went wrong: no row, no call.
     *
     * @param attempts upstream calls, the one that is about to be made included
     */
    public void stand(Candidate candidate, int attempts) {
        try {
            OpenRow opened = row;
            if (opened == null) {
                row = opening.apply(candidate);
                ledger.open(row);
            } else {
                ledger.note(opened, new Note(Served.by(candidate), attempts, prompt(opened)));
            }
        } catch (StoreUnavailable e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new StoreUnavailable("the usage row could not be written", e);
        }
    }

    /**
     * Tells the row what was streamed so far, and takes of the limits what is beyond the
     * reservation: a long answer counts while it comes. Does not wait, never throws: a note may be
     * lost.
     */
    public void note(Candidate candidate, int attempts, Metered soFar) {
        OpenRow standing = row;
        if (standing != null) {
            Note note = new Note(Served.by(candidate), attempts, soFar, soFar.measures());
            Measures used =
                    soFar.measures()
                            .with(Measure.REQUESTS, 1)
                            .with(Measure.NANO_USD, Cost.of(candidate, soFar).nanoUsd());
            Thread.ofVirtual().name("note").start(() -> write(standing, note, used));
        }
    }

    /**
     * Turns the row into that of a job, which the provider has begun: it and what the request holds
     * stand until the job's end.
     *
     * @throws StoreUnavailable where it could not be written
     */
    public void started(Candidate candidate, int attempts, StartedJob job) {
        jobs.start(this, new Note(Served.by(candidate), attempts, reserved()), job);
    }

    /** Takes the row away, if it was asked to stand: no provider was called. */
    void discard() {
        OpenRow standing = row;
        if (standing != null) {
            ledger.discard(standing);
        }
    }

    OpenRow row() {
        OpenRow standing = row;
        if (standing == null) {
            throw new IllegalStateException("a provider was called without a row");
        }
        return standing;
    }

    Call call() {
        return call;
    }

    /** What was reserved of what its provider bills, as an estimate of what it used. */
    public Metered reserved() {
        return new Metered(reservation.costs().counted(), true);
    }

    /** What the request holds of everybody's limits. */
    public Reservation reservation() {
        return reservation;
    }

    private void write(OpenRow standing, Note note, Measures used) {
        Note told = hasGrown(used) ? note : new Note(note.served(), note.attempts(), note.soFar());
        try (StoreBudget.Bound _ = StoreBudget.bind(StoreBudget.ofNote())) {
            ledger.note(standing, told);
        } catch (RuntimeException e) {
            // The next note, or the settlement, says more.
        }
    }

    /** Whether the limits hold all of it; comes first, for a row is billed no more than that. */
    private boolean hasGrown(Measures used) {
        try (StoreBudget.Bound _ = StoreBudget.bind(StoreBudget.ofNote())) {
            reservation.grow(used);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static Metered prompt(OpenRow row) {
        return Note.first(row).soFar();
    }
}
