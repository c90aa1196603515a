package dev.sluice.core.relay;

import dev.sluice.core.admit.Reservation;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.resolve.Candidate;

/**
 * An attempt's permission to run.
 *
 * @param deadlineNanos clock time at which all attempts together must have ended
 * @param gate opens when the usage row stands
 */
public record Admitted(
        Candidate candidate, Reservation reservation, long deadlineNanos, Gate gate) {

    /** Blocks until the usage row is open: no byte is relayed that could go unbilled. */
    public void beforeFirstByte() throws Rejected {
        gate.await();
    }

    /** What must have happened before the first byte. */
    @FunctionalInterface
    public interface Gate {
        /**
         * Throws where the row could not be opened: the attempt must cancel and return as refused.
         */
        void await() throws Rejected;
    }
}
