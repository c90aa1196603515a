package dev.sluice.core.resolve;

import dev.sluice.core.limit.Limits;

/**
 * How much an account may ask of its provider.
 *
 * @param tier the account's limit tier
 * @param own take the place of the tier's limits of the same measure and window
 */
public record Allotment(int tier, Limits own) {
    /** What an account has of which nothing is said. */
    public static final Allotment USUAL = new Allotment(Slot.DEFAULT_TIER, Limits.NONE);
}
