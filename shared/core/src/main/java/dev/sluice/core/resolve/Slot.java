package dev.sluice.core.resolve;

import dev.sluice.core.call.Secret;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One configured account at a provider, numbered 0–99.
 *
 * @param provider catalog name of its type
 * @param endpoint base URL that {@code /chat/completions} is appended to; the catalog's where empty
 * @param model the one model it serves, if fixed
 * @param allowedModels upstream ids it may serve; empty = whatever the catalog has for the provider
 * @param tier the account's limit tier
 * @param rpm overrides the tier's requests a minute
 * @param tpm overrides the tier's tokens a minute
 * @param priority lower is asked first
 */
public record Slot(
        int number,
        String provider,
        Secret key,
        Optional<URI> endpoint,
        Optional<String> model,
        List<String> allowedModels,
        int tier,
        OptionalLong rpm,
        OptionalLong tpm,
        int priority) {
    public static final int DEFAULT_TIER = 1;
    public static final int DEFAULT_PRIORITY = 100;
    public static final int HIGHEST_NUMBER = 99;

    public Slot {
        allowedModels = List.copyOf(allowedModels);
    }

    /** The scope its limits and cooldown are kept under. */
    public String scopeId() {
        return "slot#" + number;
    }

    /**
     * Whether this slot names models itself, which it serves even if the catalog does not know
     * them.
     */
    public boolean namesModels() {
        return model.isPresent() || !allowedModels.isEmpty();
    }

    /** Whether this slot names this model, or leaves the choice to the catalog. */
    public boolean permits(String modelId) {
        return !namesModels() || names(modelId);
    }

    public boolean names(String modelId) {
        return model.filter(modelId::equals).isPresent() || allowedModels.contains(modelId);
    }
}
