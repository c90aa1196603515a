package dev.sluice.core.resolve;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns one name into candidates, a list a model. Empty: nobody knows the name. Empty lists: known,
 * but no slot has it.
 */
final class NameReader {
    private static final int LONGEST_ID_CHARS = 200;

    private final Catalog catalog;
    private final ModelMap map;
    private final List<Slot> slots;

    NameReader(Catalog catalog, ModelMap map, List<Slot> slots) {
        this.catalog = catalog;
        this.map = map;
        this.slots = slots;
    }

    List<List<Candidate>> read(String name) {
        return unmapped(map.model(name).orElse(name));
    }

    private List<List<Candidate>> unmapped(String name) {
        Optional<List<Model>> alias = catalog.alias(name);
        if (alias.isPresent()) {
            return alias.get().stream().map(model -> serving(List.of(model))).toList();
        }
        List<List<Candidate>> prefixed = prefixed(name);
        return prefixed.isEmpty() ? exact(name) : prefixed;
    }

    private List<List<Candidate>> prefixed(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '/' && c != ':') {
                continue;
            }
            Optional<Provider> provider = catalog.provider(name.substring(0, i));
            if (provider.isPresent()) {
                return ofProvider(
                        provider.get(),
                        name.substring(i + 1),
                        c == ':' || catalog.byId(name).isEmpty());
            }
            break;
        }
        return List.of();
    }

    /**
     * @param open whether a provider without catalog rows takes any id; not where the whole name is
     *     a model's own id
     */
    private List<List<Candidate>> ofProvider(Provider provider, String id, boolean open) {
        Optional<Model> listed = catalog.model(provider.name(), id);
        if (listed.isPresent()) {
            return List.of(serving(List.of(listed.get())));
        }
        List<Candidate> found = new ArrayList<>();
        for (Slot slot : slots) {
            boolean takesAny =
                    open && isPlain(id) && !provider.listsModels() && !slot.namesModels();
            if (slot.provider().equals(provider.name()) && (slot.names(id) || takesAny)) {
                found.add(new Candidate(slot, provider, Model.unlisted(provider.name(), id)));
            }
        }
        return found.isEmpty() ? List.of() : List.of(found);
    }

    /** Ids that nobody has listed go into headers and rows as the caller wrote them. */
    static boolean isPlain(String id) {
        return !id.isEmpty()
                && id.length() <= LONGEST_ID_CHARS
                && id.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private List<List<Candidate>> exact(String id) {
        List<Model> rows = catalog.byId(id);
        List<Candidate> found = new ArrayList<>(serving(rows));
        for (Slot slot : slots) {
            if (slot.names(id) && !isListed(rows, slot.provider())) {
                catalog.provider(slot.provider())
                        .ifPresent(
                                provider ->
                                        found.add(
                                                new Candidate(
                                                        slot,
                                                        provider,
                                                        Model.unlisted(provider.name(), id))));
            }
        }
        return rows.isEmpty() && found.isEmpty() ? List.of() : List.of(found);
    }

    private static boolean isListed(List<Model> rows, String provider) {
        for (Model row : rows) {
            if (row.provider().equals(provider)) {
                return true;
            }
        }
        return false;
    }

    private List<Candidate> serving(List<Model> models) {
        List<Candidate> found = new ArrayList<>();
        for (Model model : models) {
            Optional<Provider> provider = catalog.provider(model.provider());
            for (Slot slot : slots) {
                if (provider.isPresent() && slot.serves(model)) {
                    found.add(new Candidate(slot, provider.get(), model));
                }
            }
        }
        return found;
    }
}
