package dev.sluice.core.relay;

import dev.sluice.core.call.Meters;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.resolve.Candidate;

/**
 * An attempt's permission to run: the limits are taken and the usage row stands. Also what the
 * attempt tells on its way. For the relaying thread; {@link #meters} and {@link #candidate} for
 * any.
 */
public interface Admitted {

    Candidate candidate();

    /** The tightest limits of the request, as they stood when it was admitted. */
    Meters meters();

    /** Clock time at which all attempts together must have ended. */
    long deadlineNanos();

    /** The provider has sent the first thing that will be relayed; comes before it is written. */
    void answered();

    /**
     * Whether the row should be told what was streamed so far: every few seconds, so that what a
     * killed request cost is nearly known.
     */
    boolean noteIsDue(long nowNanos);

    /** Tells the row what was streamed so far; does not wait for it. */
    void note(Metered soFar);

    /**
     * What was reserved of what a provider bills, marked as an estimate: what a job costs that may
     * have begun and is not known.
     */
    Metered reserved();

    /**
     * The provider has begun a job: from now on the row and what it holds are the job's, and live
     * until its end. Comes before the client is told. An attempt that calls it returns {@link
     * Attempted.Started}.
     *
     * @throws dev.sluice.core.admit.StoreUnavailable where the row could not be told: nobody will
     *     know the job
     */
    void started(StartedJob job);

    /**
     * Settles the row, once; comes before the last byte of a successful answer. An attempt that
     * does not call it is settled when it returns.
     */
    void settle(Attempted.Delivered delivered);
}
