package dev.sluice.core.resolve;

import java.util.List;

/**
 * Where provider slots come from: SSM, or an env file. Blocking; cached; safe for use by any
 * thread.
 */
public interface Slots {

    /**
     * The slots, at most five minutes old; old ones rather than none when the source cannot be
     * reached.
     */
    List<Slot> current();

    /**
     * Reads again at once: a provider has just refused a key that may have been rotated. Old ones,
     * too, where the source cannot be reached.
     */
    List<Slot> reread();

    /**
     * Reads for whoever comes later, where that takes time; waits for it. A failure is told to
     * nobody: who comes later tries anew.
     */
    default void readAhead() {}
}
