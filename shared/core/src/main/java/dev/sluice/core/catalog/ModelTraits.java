package dev.sluice.core.catalog;

import java.util.OptionalLong;
import java.util.Set;

/**
 * What a model is and does.
 *
 * @param category a finer kind, such as {@code text-to-image}; empty if none
 * @param dimensions how long its vectors are, if it makes any and that is known
 */
public record ModelTraits(
        String displayName,
        ModelKind kind,
        String category,
        Set<Capability> capabilities,
        OptionalLong dimensions) {
    /** One that makes no vectors. */
    public ModelTraits(
            String displayName, ModelKind kind, String category, Set<Capability> capabilities) {
        this(displayName, kind, category, capabilities, OptionalLong.empty());
    }

    public ModelTraits {
        if (displayName.isBlank()) {
            throw new IllegalArgumentException("displayName must not be blank");
        }
        capabilities = Set.copyOf(capabilities);
    }
}
