package dev.sluice.core.resolve;

import java.util.List;
import java.util.Optional;

/**
 * The models that a slot names itself.
 *
 * @param fixed the one model it serves, if fixed
 * @param allowed upstream ids it may serve; empty = whatever the catalog has for the provider
 */
public record NamedModels(Optional<String> fixed, List<String> allowed) {
    /** Whatever the catalog has. */
    public static final NamedModels NONE = new NamedModels(Optional.empty(), List.of());

    public NamedModels {
        allowed = List.copyOf(allowed);
    }
}
