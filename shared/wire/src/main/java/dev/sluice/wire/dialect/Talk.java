package dev.sluice.wire.dialect;

import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Fault;
import org.jspecify.annotations.Nullable;

/**
 * An answer that takes one call after the other: a job that is looked at until it ends. Its client
 * sees the end alone. For one answer and one thread.
 */
public interface Talk {

    /** What follows from a whole answer with status 2xx. */
    Turn heard(byte[] body);

    /**
     * What follows where a call that had been answered before now is not.
     *
     * @return null where the talk is over with it
     */
    default @Nullable Turn missed(Fault fault) {
        return null;
    }

    /** What the provider bills by now, or may: nobody can know where a question had no answer. */
    Metered owed();

    /**
     * Whether a question that may have come must not be asked again, there or elsewhere: what it
     * begins is paid twice.
     */
    default boolean isPaidOnce() {
        return false;
    }
}
