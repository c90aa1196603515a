package dev.sluice.webchat.chat;

import dev.sluice.core.call.Caller;
import dev.sluice.core.catalog.Capability;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.catalog.ModelRef;
import dev.sluice.core.resolve.AllowedNames;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Slot;
import dev.sluice.webchat.own.DefaultModels;
import dev.sluice.webchat.own.Optimization;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * Chooses models where the frontend names none: what the slots serve, fit for the size of the
 * conversation and its pictures, in the order that the {@code optimization} asks for. The catalog's
 * aliases lead; behind them comes the rest by price.
 */
final class ModelChoice {
    private static final int MOST_NAMES = 4;

    /** Assumed where the catalog does not say. */
    private static final long USUAL_CONTEXT_TOKENS = 32_768;

    private static final long ANSWER_TOKENS = 1_024;

    private final Catalog catalog;
    private final AllowedNames allowed;

    ModelChoice(Catalog catalog, AllowedNames allowed) {
        this.catalog = catalog;
        this.allowed = allowed;
    }

    /** What is asked for. */
    record Need(Optimization optimization, long inputTokens, boolean vision, LocalDate today) {}

    /**
     * Names {@code provider/id}, or as the caller's key has them, best first, slots of higher
     * priority before others. What its budget would refuse, because its price is not known, is
     * named only where nothing else is there: then the caller is told so.
     */
    List<String> names(List<Slot> slots, Caller caller, Need need) {
        List<String> names =
                names(slots, caller, need, (slot, model) -> isPaid(slot, model, caller));
        return names.isEmpty() ? names(slots, caller, need, (_, _) -> true) : names;
    }

    private boolean isPaid(Slot slot, Model model, Caller caller) {
        return model.priced()
                || !slot.source().isBilled()
                || catalog.provider(slot.provider())
                        .map(provider -> new Candidate(slot, provider, model).isService())
                        .map(caller::mayUseUnpriced)
                        .orElse(false);
    }

    private List<String> names(
            List<Slot> slots, Caller caller, Need need, BiPredicate<Slot, Model> isWanted) {
        Map<Integer, SequencedSet<Model>> byPriority = new TreeMap<>();
        for (Slot slot : slots) {
            byPriority
                    .computeIfAbsent(slot.priority(), first -> new LinkedHashSet<>())
                    .addAll(
                            served(slot, need).stream()
                                    .filter(model -> isWanted.test(slot, model))
                                    .toList());
        }
        SequencedSet<String> names = new LinkedHashSet<>();
        for (SequencedSet<Model> models : byPriority.values()) {
            for (Model model : ranked(fitting(allowed(models, caller), need), need)) {
                allowed.of(caller, model).ifPresent(names::add);
            }
        }
        return names.stream().limit(MOST_NAMES).toList();
    }

    private List<Model> served(Slot slot, Need need) {
        List<Model> models = new ArrayList<>();
        slot.model().ifPresent(id -> models.add(model(slot, id)));
        slot.allowedModels().forEach(id -> models.add(model(slot, id)));
        if (slot.namesModels()) {
            return models;
        }
        catalog.models().stream()
                .filter(model -> model.provider().equals(slot.provider()))
                .forEach(models::add);
        if (models.isEmpty()) {
            DefaultModels.of(slot.provider(), need.optimization())
                    .ifPresent(id -> models.add(Model.unlisted(slot.provider(), id)));
        }
        return models;
    }

    private Model model(Slot slot, String id) {
        return catalog.model(slot.provider(), id)
                .orElseGet(() -> Model.unlisted(slot.provider(), id));
    }

    private List<Model> allowed(SequencedSet<Model> models, Caller caller) {
        return models.stream().filter(model -> allowed.of(caller, model).isPresent()).toList();
    }

    /** Where nothing fits: what comes nearest, whose provider says what is wrong. */
    private static List<Model> fitting(List<Model> models, Need need) {
        List<Model> live =
                models.stream()
                        .filter(model -> model.kind() == ModelKind.CHAT)
                        .filter(model -> !model.retired(need.today()))
                        .toList();
        List<Model> seeing =
                live.stream()
                        .filter(
                                model ->
                                        !need.vision()
                                                || model.capabilities().contains(Capability.VISION))
                        .toList();
        List<Model> able = seeing.isEmpty() ? live : seeing;
        List<Model> large =
                able.stream()
                        .filter(model -> context(model) >= need.inputTokens() + ANSWER_TOKENS)
                        .toList();
        if (!large.isEmpty()) {
            return large;
        }
        return able.stream().max(Comparator.comparingLong(ModelChoice::context)).stream().toList();
    }

    /** What has no price comes only where nothing has one: it could not be charged. */
    private List<Model> ranked(List<Model> models, Need need) {
        List<Model> priced = models.stream().filter(Model::priced).toList();
        List<ModelRef> preferred =
                need.optimization().aliases().stream()
                        .flatMap(alias -> catalog.aliases().getOrDefault(alias, List.of()).stream())
                        .toList();
        Comparator<Model> byPrice = Comparator.comparingLong(Model::priceRank);
        Comparator<Model> order =
                Comparator.<Model>comparingInt(model -> place(preferred, model))
                        .thenComparing(
                                need.optimization().dearFirst() ? byPrice.reversed() : byPrice);
        return (priced.isEmpty() ? models : priced).stream().sorted(order).toList();
    }

    private static int place(List<ModelRef> preferred, Model model) {
        int index = preferred.indexOf(model.ref());
        return index < 0 ? Integer.MAX_VALUE : index;
    }

    private static long context(Model model) {
        return model.contextTokens().orElse(USUAL_CONTEXT_TOKENS);
    }
}
