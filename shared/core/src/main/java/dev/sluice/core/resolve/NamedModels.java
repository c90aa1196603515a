package dev.sluice.core.resolve;

import dev.sluice.core.catalog.Capability;
import java.util.List;
import java.util.Optional;

/**
 * The models that a slot names itself.
 *
 * @param fixed the one model it serves, if fixed
 * @param allowed upstream ids it may serve; empty = whatever the catalog has for the provider
 * @param spoken languages beside chats that its models are asked in, for clients that speak them:
 *     one of {@link #LANGUAGES}, of all of them or behind one's id and {@code =}
 */
public record NamedModels(Optional<String> fixed, List<String> allowed, List<String> spoken) {
    /** Capabilities that a slot may add to what the catalog knows. */
    public static final List<String> LANGUAGES =
            List.of(Capability.MESSAGES.wireName(), Capability.RESPONSES.wireName());

    /** Whatever the catalog has. */
    public static final NamedModels NONE = new NamedModels(Optional.empty(), List.of());

    public NamedModels {
        allowed = List.copyOf(allowed);
        spoken = List.copyOf(spoken);
    }

    /** All are asked as chats, but for what the catalog says. */
    public NamedModels(Optional<String> fixed, List<String> allowed) {
        this(fixed, allowed, List.of());
    }

    boolean isAskedIn(Capability language, String modelId) {
        return !spoken.isEmpty()
                && (spoken.contains(language.wireName())
                        || spoken.contains(modelId + '=' + language.wireName()));
    }
}
