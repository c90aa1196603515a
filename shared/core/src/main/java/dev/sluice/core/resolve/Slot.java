package dev.sluice.core.resolve;

import dev.sluice.core.call.Secret;
import dev.sluice.core.call.Source;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.limit.Limits;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * One account at a provider, numbered 0–99: a configured one, or one that a caller brought along
 * for one request.
 *
 * @param source whose account it is; of a caller's own the number counts within its request only
 * @param named the models it names itself
 * @param priority lower is asked first
 */
public record Slot(
        int number,
        Source source,
        Access access,
        NamedModels named,
        Allotment allotment,
        int priority) {
    public static final int DEFAULT_TIER = 1;
    public static final int DEFAULT_PRIORITY = 100;
    public static final int HIGHEST_NUMBER = 99;

    /** A configured one. */
    public Slot(int number, Access access, NamedModels named, Allotment allotment, int priority) {
        this(number, Source.SERVER, access, named, allotment, priority);
    }

    public Slot {
        if (number < 0 || number > HIGHEST_NUMBER) {
            throw new IllegalArgumentException(
                    "slot number must be 0 to " + HIGHEST_NUMBER + ": " + number);
        }
    }

    /** The same account at another base URL. */
    public Slot at(URI baseUrl) {
        return new Slot(
                number,
                source,
                new Access(provider(), key(), Optional.of(baseUrl)),
                named,
                allotment,
                priority);
    }

    public String provider() {
        return access.provider();
    }

    public Secret key() {
        return access.key();
    }

    public Optional<URI> endpoint() {
        return access.endpoint();
    }

    public Optional<String> model() {
        return named.fixed();
    }

    public List<String> allowedModels() {
        return named.allowed();
    }

    public int tier() {
        return allotment.tier();
    }

    /** Its limits: the tier's, with its own instead where it has some. */
    public Limits limits(Limits ofTier) {
        return ofTier.replacedBy(allotment.own());
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
        return model().isPresent() || !allowedModels().isEmpty();
    }

    /** Whether this slot names this model, or leaves the choice to the catalog. */
    public boolean permits(String modelId) {
        return !namesModels() || names(modelId);
    }

    /** Whether a row of the catalog is served by this account. */
    public boolean serves(Model listed) {
        return provider().equals(listed.provider()) && permits(listed.id());
    }

    public boolean names(String modelId) {
        return model().filter(modelId::equals).isPresent() || allowedModels().contains(modelId);
    }
}
