package dev.sluice.core.resolve;

import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.Shown;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Model;
import java.util.ArrayList;
import java.util.List;

/**
 * What a caller is told of a name that nobody knows: the nearest names that the configured slots do
 * serve.
 */
final class UnknownModel {
    private static final int NEAREST_NAMES = 5;

    private UnknownModel() {}

    static Rejected rejected(String name, Catalog catalog, List<Slot> slots) {
        NameReader names = new NameReader(catalog, ModelMap.NONE, slots);
        List<String> aliases =
                catalog.aliases().keySet().stream()
                        .filter(
                                alias ->
                                        names.read(alias).stream()
                                                .anyMatch(candidates -> !candidates.isEmpty()))
                        .toList();
        List<String> nearest =
                Catalog.nearest(name, NEAREST_NAMES, aliases, served(catalog, slots));
        String hint =
                nearest.isEmpty()
                        ? ""
                        : " Nearest names: "
                                + String.join(", ", nearest)
                                + "; GET /v1/models lists all.";
        return new Rejected(
                new Rejection.ModelNotFound(
                        "The model `" + Shown.name(name) + "` does not exist." + hint, nearest));
    }

    private static List<Model> served(Catalog catalog, List<Slot> slots) {
        List<Model> served = new ArrayList<>();
        for (Model model : catalog.models()) {
            if (Kinds.isText(model.kind())
                    && slots.stream()
                            .anyMatch(
                                    slot ->
                                            slot.provider().equals(model.provider())
                                                    && slot.permits(model.id()))) {
                served.add(model);
            }
        }
        for (Slot slot : slots) {
            slot.model().ifPresent(id -> served.add(Model.unlisted(slot.provider(), id)));
            slot.allowedModels().forEach(id -> served.add(Model.unlisted(slot.provider(), id)));
        }
        return served;
    }
}
