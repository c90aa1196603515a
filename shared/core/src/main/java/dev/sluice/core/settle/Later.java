package dev.sluice.core.settle;

import java.util.function.BooleanSupplier;

/**
 * Goes on with a settlement when its client has its answer, for a while. For any thread; never
 * waits, never throws.
 */
@FunctionalInterface
public interface Later {
    /** Leaves it to the sweep. */
    Later NEVER = attempt -> {};

    /**
     * @param attempt one try; whether nothing is left to do
     */
    void keepTrying(BooleanSupplier attempt);
}
