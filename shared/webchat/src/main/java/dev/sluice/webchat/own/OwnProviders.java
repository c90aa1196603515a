package dev.sluice.webchat.own;

import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.Secret;
import dev.sluice.core.call.Source;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.resolve.Access;
import dev.sluice.core.resolve.Allotment;
import dev.sluice.core.resolve.NamedModels;
import dev.sluice.core.resolve.Slot;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes slots of the providers in a request. They live as long as the request does: nothing here
 * keeps a key, and {@link Secret} prints none.
 */
public final class OwnProviders {
    private static final int LONGEST_NAME_CHARS = 200;

    private final Catalog catalog;
    private final EndpointRules endpoints;

    public OwnProviders(Catalog catalog, EndpointRules endpoints) {
        this.catalog = catalog;
        this.endpoints = endpoints;
    }

    /**
     * In the order in which they were given. Types that are not known here (pictures, speech) are
     * passed over; a wrong endpoint or key is refused, for its owner has to know.
     */
    public List<Slot> slots(List<ProviderEntry> entries, Optimization optimization)
            throws Rejected {
        List<Slot> slots = new ArrayList<>();
        for (ProviderEntry entry : entries) {
            Optional<Provider> provider = catalog.provider(entry.type());
            if (entry.usable() && provider.isPresent() && slots.size() < Slot.HIGHEST_NUMBER) {
                URI baseUrl = endpoints.check(provider.get(), entry.apiEndpoint());
                slots.add(slot(slots.size(), provider.get(), baseUrl, entry, optimization));
            }
        }
        return slots;
    }

    /** One for a single call, whatever model that names. */
    public Slot forOneCall(Provider provider, URI baseUrl, Secret key, String model)
            throws Rejected {
        return slot(
                0,
                provider,
                key(provider, key),
                baseUrl,
                Optional.of(model),
                List.of(),
                Slot.DEFAULT_PRIORITY);
    }

    private static Slot slot(
            int number,
            Provider provider,
            URI baseUrl,
            ProviderEntry entry,
            Optimization optimization)
            throws Rejected {
        Secret key = key(provider, entry.apiKey());
        Optional<String> model = entry.modelName();
        if (model.isEmpty() && entry.allowedModels().isEmpty() && !provider.listsModels()) {
            model = DefaultModels.of(provider.name(), optimization);
            if (model.isEmpty()) {
                throw bad(provider, "needs a model name");
            }
        }
        return slot(number, provider, key, baseUrl, model, entry.allowedModels(), entry.priority());
    }

    private static Slot slot(
            int number,
            Provider provider,
            Secret key,
            URI baseUrl,
            Optional<String> model,
            List<String> allowedModels,
            int priority)
            throws Rejected {
        checkNames(provider, model, allowedModels);
        return new Slot(
                number,
                Source.USER,
                new Access(provider.name(), key, Optional.of(baseUrl)),
                new NamedModels(model, allowedModels),
                Allotment.USUAL,
                priority);
    }

    /** They go into headers, logs and rows. */
    private static void checkNames(
            Provider provider, Optional<String> model, List<String> allowedModels) throws Rejected {
        boolean good =
                Stream.concat(model.stream(), allowedModels.stream())
                        .allMatch(
                                name ->
                                        name.length() <= LONGEST_NAME_CHARS
                                                && name.chars().allMatch(c -> c > ' ' && c < 0x7f));
        if (!good) {
            throw bad(provider, "has a model name with characters that no name has");
        }
    }

    /** It goes into a header. */
    private static Secret key(Provider provider, Secret key) throws Rejected {
        if (!key.reveal().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw bad(provider, "has an API key with characters that no key has");
        }
        return key;
    }

    private static Rejected bad(Provider provider, String rule) {
        return new Rejected(
                new Rejection.BadRequest(
                        "Your provider \"" + provider.name() + "\" " + rule + ".",
                        "providers",
                        null));
    }
}
