package dev.sluice.core.catalog;

import java.util.Set;

/**
 * What a model is and does.
 *
 * @param category a finer kind, such as {@code text-to-image}; empty if none
 */
public record ModelTraits(
        String displayName, ModelKind kind, String category, Set<Capability> capabilities) {
    public ModelTraits {
        if (displayName.isBlank()) {
            throw new IllegalArgumentException("displayName must not be blank");
        }
        capabilities = Set.copyOf(capabilities);
    }
}
