package dev.sluice.core.resolve;

import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.Shown;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a caller is told of a name that nobody knows: the nearest names that the configured slots do
 * serve, of models that are of use where the caller asked.
 */
final class UnknownModel {
    private static final int NEAREST_NAMES = 5;

    private UnknownModel() {}

    static Rejected rejected(
            String name, Catalog catalog, List<Slot> slots, Predicate<Model> isOfUse) {
        NameReader names = new NameReader(catalog, ModelMap.NONE, slots);
        List<String> aliases =
                catalog.aliases().keySet().stream()
                        .filter(
                                alias ->
                                        names.read(alias).stream()
                                                .flatMap(List::stream)
                                                .map(Candidate::model)
                                                .anyMatch(isOfUse))
                        .toList();
        List<String> nearest =
                Catalog.nearest(name, NEAREST_NAMES, aliases, served(catalog, slots, isOfUse));
        String hint =
                nearest.isEmpty()
                        ? ""
                        : " Nearest names: "
                                + String.join(", ", nearest)
                                + "; GET /v1/models lists all.";
        return new Rejected(
                new Rejection.ModelNotFound(
                        "The model `"
                                + Shown.name(name)
                                + "` does not exist."
                                + hint
                                + byProvider(isBare(name) ? name : "<model>", catalog, slots),
                        nearest));
    }

    /**
     * How to ask for what no list has: of a provider without catalog rows any model is served, but
     * only under the provider's name.
     */
    static String byProvider(String model, Catalog catalog, List<Slot> slots) {
        List<String> names =
                slots.stream()
                        .filter(slot -> !slot.namesModels())
                        .flatMap(slot -> catalog.provider(slot.provider()).stream())
                        .filter(provider -> !provider.listsModels())
                        .map(provider -> provider.name() + "/" + model)
                        .distinct()
                        .limit(NEAREST_NAMES)
                        .toList();
        return names.isEmpty()
                ? ""
                : " Models that are not listed are asked for by their provider: "
                        + String.join(", ", names)
                        + ".";
    }

    private static boolean isBare(String name) {
        return NameReader.isPlain(name) && name.indexOf('/') < 0 && name.indexOf(':') < 0;
    }

    private static List<Model> served(Catalog catalog, List<Slot> slots, Predicate<Model> isOfUse) {
        List<Model> served = new ArrayList<>();
        for (Model model : catalog.models()) {
            if (isOfUse.test(model) && slots.stream().anyMatch(slot -> slot.serves(model))) {
                served.add(model);
            }
        }
        for (Slot slot : slots) {
            Stream.concat(slot.model().stream(), slot.allowedModels().stream())
                    .filter(id -> !isListed(catalog, slot, id))
                    .forEach(id -> served.add(Model.unlisted(slot.provider(), id)));
        }
        return served;
    }

    private static boolean isListed(Catalog catalog, Slot slot, String id) {
        return catalog.models().stream()
                .anyMatch(
                        model -> model.id().equals(id) && model.provider().equals(slot.provider()));
    }
}
