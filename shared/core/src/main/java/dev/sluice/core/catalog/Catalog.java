package dev.sluice.core.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every provider, model, price, limit and alias, looked up by name.
 *
 * <p>Immutable and safe for any thread; the lookup maps are built once. Names are compared exactly,
 * letter case included, except in {@link #nearest}. Source: the one file a provider of {@code
 * catalog/}.
 */
public final class Catalog {

    private final String version;
    private final Map<String, Provider> providers = new LinkedHashMap<>();
    private final Map<String, Provider> providersByType = new LinkedHashMap<>();
    private final Map<ModelRef, Model> models = new LinkedHashMap<>();
    private final Map<String, List<Model>> modelsById = new LinkedHashMap<>();
    private final Map<String, List<ModelRef>> aliases = new LinkedHashMap<>();
    private final Map<String, List<Model>> modelsByAlias = new LinkedHashMap<>();

    /**
     * @throws CatalogException when a name is used twice, a row names an unknown provider or
     *     successor, or an alias names anything but live rows
     */
    public Catalog(
            String version,
            Collection<Provider> providers,
            Collection<Model> models,
            Map<String, List<ModelRef>> aliases) {
        this.version = version;
        providers.forEach(this::addProvider);
        models.forEach(this::addModel);
        models.forEach(this::checkSuccessor);
        aliases.forEach(this::addAlias);
        modelsById.replaceAll((id, rows) -> List.copyOf(rows));
    }

    /** Stamped on every usage row, so that a price can be found again. */
    public String version() {
        return version;
    }

    public Optional<Provider> provider(String typeOrTypeAlias) {
        return Optional.ofNullable(providersByType.get(typeOrTypeAlias));
    }

    /** The row of this provider (or older name of its type) with exactly this id. */
    public Optional<Model> model(String provider, String id) {
        return provider(provider).map(known -> models.get(new ModelRef(known.name(), id)));
    }

    /** Every provider's row with exactly this id, in catalog order; empty when there is none. */
    public List<Model> byId(String id) {
        return modelsById.getOrDefault(id, List.of());
    }

    /** The live rows an alias stands for, the preferred one first. */
    public Optional<List<Model>> alias(String name) {
        return Optional.ofNullable(modelsByAlias.get(name));
    }

    /**
     * The names most like {@code name}, nearest first, at most {@code most}: aliases and ids of
     * rows that are not retired.
     */
    public List<String> nearest(String name, int most) {
        return nearest(name, most, modelsByAlias.keySet(), models.values());
    }

    /** The same among these aliases and models only: what a caller can really get. */
    public static List<String> nearest(
            String name, int most, Collection<String> aliases, Collection<Model> models) {
        return new NearestNames(name).among(aliases, models, most);
    }

    public Collection<Model> models() {
        return Collections.unmodifiableCollection(models.values());
    }

    public Collection<Provider> providers() {
        return Collections.unmodifiableCollection(providers.values());
    }

    public Map<String, List<ModelRef>> aliases() {
        return Collections.unmodifiableMap(aliases);
    }

    private void addProvider(Provider provider) {
        providers.put(provider.name(), provider);
        List<String> types = new ArrayList<>(provider.typeAliases());
        types.addFirst(provider.name());
        for (String type : types) {
            if (providersByType.putIfAbsent(type, provider) != null) {
                throw new CatalogException(
                        provider.name(), "provider", "type \"" + type + "\" is used twice");
            }
        }
    }

    private void addModel(Model model) {
        Provider provider = providers.get(model.provider());
        if (provider == null || !provider.listsModels()) {
            throw broken(model, "its provider is not one that lists models");
        }
        if (models.putIfAbsent(model.ref(), model) != null) {
            throw broken(model, "id is used twice");
        }
        modelsById.computeIfAbsent(model.id(), id -> new ArrayList<>()).add(model);
    }

    private void checkSuccessor(Model model) {
        if (model.replacedBy().isEmpty()) {
            return;
        }
        String successor = model.replacedBy().get();
        if (model.deprecatedOn().isEmpty()) {
            throw broken(model, "replacedBy needs deprecatedOn");
        }
        if (successor.equals(model.id())
                || !models.containsKey(new ModelRef(model.provider(), successor))) {
            throw broken(model, "replacedBy \"" + successor + "\" is not another row");
        }
    }

    private void addAlias(String name, List<ModelRef> refs) {
        if (refs.isEmpty()) {
            throw new CatalogException("aliases", name, "names no model");
        }
        aliases.put(name, List.copyOf(refs));
        modelsByAlias.put(name, refs.stream().map(ref -> liveRow(name, ref)).toList());
    }

    private Model liveRow(String alias, ModelRef ref) {
        Model model = models.get(ref);
        if (model == null) {
            throw new CatalogException("aliases", alias, "\"" + ref + "\" is not a row");
        }
        if (model.deprecatedOn().isPresent()) {
            throw new CatalogException("aliases", alias, "\"" + ref + "\" is retired");
        }
        return model;
    }

    private static CatalogException broken(Model model, String rule) {
        return new CatalogException(model.provider(), model.id(), rule);
    }
}
