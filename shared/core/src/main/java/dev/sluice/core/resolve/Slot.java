package dev.sluice.core.resolve;

import dev.sluice.core.call.Secret;
import dev.sluice.core.call.Source;
import dev.sluice.core.catalog.RateLimits;
import dev.sluice.core.limit.Limit;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One account at a provider, numbered 0–99: a configured one, or one that a caller brought along
 * for one request.
 *
 * @param provider catalog name of its type
 * @param endpoint base URL that {@code /chat/completions} is appended to; the catalog's where empty
 * @param model the one model it serves, if fixed
 * @param allowedModels upstream ids it may serve; empty = whatever the catalog has for the provider
 * @param tier the account's limit tier
 * @param rpm overrides the tier's requests a minute
 * @param tpm overrides the tier's tokens a minute
 * @param priority lower is asked first
 * @param source whose account it is; of a caller's own the number counts within its request only
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
        int priority,
        Source source) {
    public static final int DEFAULT_TIER = 1;
    public static final int DEFAULT_PRIORITY = 100;
    public static final int HIGHEST_NUMBER = 99;

    /** More than any provider gives, and small enough for the limits' arithmetic. */
    private static final long MOST_PER_MINUTE = 70_000_000_000L;

    /** A configured one. */
    public Slot(
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
        this(
                number,
                provider,
                key,
                endpoint,
                model,
                allowedModels,
                tier,
                rpm,
                tpm,
                priority,
                Source.SERVER);
    }

    public Slot {
        if (number < 0 || number > HIGHEST_NUMBER) {
            throw new IllegalArgumentException(
                    "slot number must be 0 to " + HIGHEST_NUMBER + ": " + number);
        }
        requireLimit(number, "rpm", rpm);
        requireLimit(number, "tpm", tpm);
        allowedModels = List.copyOf(allowedModels);
    }

    /** The same account at another base URL. */
    public Slot at(URI baseUrl) {
        return new Slot(
                number,
                provider,
                key,
                Optional.of(baseUrl),
                model,
                allowedModels,
                tier,
                rpm,
                tpm,
                priority,
                source);
    }

    /** Its limits: the tier's, with its own numbers instead where it has some. */
    public List<Limit> limits(RateLimits ofTier) {
        return new RateLimits(
                        rpm.isPresent() ? rpm : ofTier.rpm(),
                        tpm.isPresent() ? tpm : ofTier.tpm(),
                        ofTier.imagesPerMinute())
                .limits();
    }

    /** The scope its limits and cooldown are kept under; a caller's own has none. */
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

    private static void requireLimit(int number, String what, OptionalLong limit) {
        if (limit.isPresent() && (limit.getAsLong() < 1 || limit.getAsLong() > MOST_PER_MINUTE)) {
            throw new IllegalArgumentException(
                    "slot "
                            + number
                            + ": "
                            + what
                            + " must be 1 to "
                            + MOST_PER_MINUTE
                            + ": "
                            + limit.getAsLong());
        }
    }
}
