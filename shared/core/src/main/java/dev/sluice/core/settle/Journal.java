package dev.sluice.core.settle;

import dev.sluice.core.call.Trace;

/**
 * Told of every settled request, for one log line each. Must not throw: observability may fail, the
 * request may not.
 */
@FunctionalInterface
public interface Journal {
    void settled(OpenRow row, Settlement settlement);

    /**
     * The same by who served the request, with its trace and what the gateway itself added to the
     * time to the first byte (-1 if there was none).
     */
    default void relayed(OpenRow row, Settlement settlement, Trace trace, long addedNanos) {
        settled(row, settlement);
    }

    /** A row that could not be settled now; the sweep will close it. */
    default void unsettled(OpenRow row, RuntimeException cause) {}

    /**
     * The same where the figures are known: by them an operator can mend the row, should the sweep
     * have to close it by its last note.
     */
    default void unsettled(OpenRow row, Settlement figures, RuntimeException cause) {
        unsettled(row, cause);
    }

    /** A row that no sweep can close: it needs an operator. */
    default void setAside(Ledger.Stuck stuck) {}

    /** A reservation that could not be corrected or given back; it ages away by itself. */
    default void uncorrected(String requestId, RuntimeException cause) {}
}
