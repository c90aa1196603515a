package dev.sluice.core.resolve;

import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.limit.Limits;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the configured slots serve: the catalog's rows of their providers, and the models that slots
 * name themselves.
 */
public final class Offers {
    private final Catalog catalog;
    private final ModelMap map;
    private final Slots slots;

    public Offers(Catalog catalog, ModelMap map, Slots slots) {
        this.catalog = catalog;
        this.map = map;
        this.slots = slots;
    }

    /**
     * Everything this caller may ask for; each name once. Aliases are among them for whose key has
     * them on its list: it may have no other name for the model.
     */
    public List<Offer> all(Caller caller) {
        Map<String, Offer> byName = new LinkedHashMap<>();
        for (String name : map.names()) {
            named(caller, name).ifPresent(offer -> byName.put(name, offer));
        }
        for (String name : caller.allowedModels()) {
            if (catalog.alias(name).isPresent()) {
                named(caller, name).ifPresent(offer -> byName.put(name, offer));
            }
        }
        for (Slot slot : byPriority()) {
            Optional<Provider> provider = catalog.provider(slot.provider());
            provider.ifPresent(found -> offers(slot, found, caller, byName));
        }
        return List.copyOf(byName.values());
    }

    /** What a name stands for, shown under that name. */
    public Offer one(Caller caller, String name) throws Rejected {
        return named(caller, name)
                .orElseThrow(
                        () -> UnknownModel.rejected(name, catalog, slots.current(), _ -> true));
    }

    /** Whether there is anything that this caller may ask a provider for. */
    public boolean mayUse(Caller caller, String provider) {
        List<String> allowed = caller.allowedModels();
        return allowed.isEmpty() || allowed.stream().anyMatch(name -> reaches(name, provider));
    }

    private boolean reaches(String allowed, String provider) {
        return allowed.equals("*")
                || allowed.equals(provider + "/*")
                || new NameReader(catalog, map, slots.current())
                        .read(allowed).stream()
                                .flatMap(List::stream)
                                .map(Candidate::provider)
                                .map(Provider::name)
                                .anyMatch(provider::equals);
    }

    private Optional<Offer> named(Caller caller, String name) {
        return new NameReader(catalog, map, slots.current())
                .read(name).stream()
                        .flatMap(List::stream)
                        .filter(candidate -> Allowed.allows(caller, name, candidate))
                        .findFirst()
                        .map(candidate -> offer(name, candidate));
    }

    private List<Slot> byPriority() {
        return slots.current().stream()
                .sorted(Comparator.comparingInt(Slot::priority).thenComparingInt(Slot::number))
                .toList();
    }

    private void offers(Slot slot, Provider provider, Caller caller, Map<String, Offer> byName) {
        for (Model model : catalog.models()) {
            if (slot.serves(model)) {
                add(new Candidate(slot, provider, model), caller, byName);
            }
        }
        if (slot.namesModels()) {
            slot.model().ifPresent(id -> addUnlisted(slot, provider, id, caller, byName));
            slot.allowedModels().forEach(id -> addUnlisted(slot, provider, id, caller, byName));
        }
    }

    private void addUnlisted(
            Slot slot, Provider provider, String id, Caller caller, Map<String, Offer> byName) {
        if (catalog.model(provider.name(), id).isEmpty()) {
            add(new Candidate(slot, provider, Model.unlisted(provider.name(), id)), caller, byName);
        }
    }

    private static void add(Candidate candidate, Caller caller, Map<String, Offer> byName) {
        String id = candidate.model().id();
        Offer held = byName.get(id);
        boolean sameProvider = held != null && held.provider().equals(candidate.provider());
        String name = held == null || sameProvider ? id : candidate.provider().name() + "/" + id;
        if (Allowed.allows(caller, name, candidate)) {
            byName.putIfAbsent(name, offer(name, candidate));
        }
    }

    private static Offer offer(String name, Candidate candidate) {
        Slot slot = candidate.slot();
        Limits tier = candidate.provider().limits(candidate.model().kind(), slot.tier());
        Limits own = candidate.model().ownLimits(slot.tier());
        return new Offer(name, candidate.provider(), candidate.model(), slot.limits(tier).and(own));
    }
}
