package dev.sluice.core.settle;

/**
 * Told of every settled request, for one log line each. Must not throw: observability may fail, the
 * request may not.
 */
@FunctionalInterface
public interface Journal {
    void settled(OpenRow row, Settlement settlement);

    /** A row that could not be settled now; the sweep will close it. */
    default void unsettled(OpenRow row, RuntimeException cause) {}
}
