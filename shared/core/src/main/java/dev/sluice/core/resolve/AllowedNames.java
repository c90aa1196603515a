package dev.sluice.core.resolve;

import dev.sluice.core.call.Caller;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Model;
import java.util.List;
import java.util.Optional;

/**
 * The names under which callers may ask for models. A key's list may have an alias, or a name that
 * the operator mapped, and nothing else that stands for the model.
 */
public final class AllowedNames {
    private final Catalog catalog;
    private final ModelMap map;

    public AllowedNames(Catalog catalog, ModelMap map) {
        this.catalog = catalog;
        this.map = map;
    }

    /** A name for this caller to ask with; empty where its key does not allow the model. */
    public Optional<String> of(Caller caller, Model model) {
        String ref = model.ref().toString();
        return Allowed.names(caller, model.provider(), model.id())
                ? Optional.of(ref)
                : caller.allowedModels().stream()
                        .filter(name -> standsFor(map.model(name).orElse(name), model, ref))
                        .findFirst();
    }

    private boolean standsFor(String name, Model model, String ref) {
        return name.equals(model.id())
                || name.equals(ref)
                || catalog.alias(name).orElse(List.of()).contains(model);
    }
}
