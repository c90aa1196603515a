package dev.sluice.core.catalog;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a model is and does.
 *
 * @param category a finer kind, such as {@code text-to-image}; empty if none
 * @param dimensions how long its vectors are, if it makes any and that is known
 * @param tuning what it lets itself be told, if it is asked in Anthropic's Messages
 */
public record ModelTraits(
        String displayName,
        ModelKind kind,
        String category,
        Set<Capability> capabilities,
        OptionalLong dimensions,
        Optional<Tuning> tuning) {
    /** One that makes no vectors and is asked in OpenAI's language. */
    public ModelTraits(
            String displayName, ModelKind kind, String category, Set<Capability> capabilities) {
        this(displayName, kind, category, capabilities, OptionalLong.empty(), Optional.empty());
    }

    public ModelTraits {
        if (displayName.isBlank()) {
            throw new IllegalArgumentException("displayName must not be blank");
        }
        capabilities = Set.copyOf(capabilities);
    }
}
