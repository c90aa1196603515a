package dev.sluice.core.catalog;

import java.util.Optional;
import java.util.SortedMap;

/** Looks up what holds at an account tier in a table that need not name every tier. */
final class Tiers {

    private Tiers() {}

    /**
     * The entry of the highest tier at or below {@code tier}; below the lowest, the lowest one;
     * none in an empty table.
     */
    static <T> Optional<T> at(SortedMap<Integer, T> byTier, int tier) {
        if (byTier.isEmpty()) {
            return Optional.empty();
        }
        SortedMap<Integer, T> upToTier =
                tier == Integer.MAX_VALUE ? byTier : byTier.headMap(tier + 1);
        return Optional.of(
                (upToTier.isEmpty() ? byTier.firstEntry() : upToTier.lastEntry()).getValue());
    }
}
