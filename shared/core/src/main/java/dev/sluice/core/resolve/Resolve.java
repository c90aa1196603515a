package dev.sluice.core.resolve;

import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.Shown;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Model;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stage 2: {@link ModelMap} → alias → {@code provider/model} or {@code provider:model} → exact id →
 * 404 with the nearest names.
 *
 * <p>Candidates come in the order in which models were named; those of one model by slot priority,
 * then price. Slots that are equal in both share the work in turn. Never empty: there is a
 * candidate or a rejection.
 */
public final class Resolve {
    private final Catalog catalog;
    private final ModelMap map;
    private final Slots slots;
    private final AtomicInteger turn;

    /** Without a map of names. */
    public Resolve(Catalog catalog, Slots slots, int firstTurn) {
        this(catalog, ModelMap.NONE, slots, firstTurn);
    }

    /**
     * @param firstTurn where the turns start, random so that new instances do not all begin with
     *     one slot
     */
    public Resolve(Catalog catalog, ModelMap map, Slots slots, int firstTurn) {
        this.catalog = catalog;
        this.map = map;
        this.slots = slots;
        this.turn = new AtomicInteger(firstTurn);
    }

    /** Whether nothing of the operator's can serve anything. */
    public boolean hasNoSlot() {
        return slots.current().isEmpty();
    }

    public List<Candidate> candidates(Call call) throws Rejected {
        return candidates(call, Accounts.CONFIGURED);
    }

    /** By these accounts; those that were brought along come before all configured ones. */
    public List<Candidate> candidates(Call call, Accounts accounts) throws Rejected {
        NameReader ours =
                new NameReader(catalog, map, accounts.configured() ? slots.current() : List.of());
        int turns = turn.getAndIncrement();
        Set<Candidate> found = new LinkedHashSet<>();
        if (!accounts.brought().isEmpty()) {
            find(call, new NameReader(catalog, map, accounts.brought()), turns, found);
        }
        find(call, ours, turns, found);
        if (found.isEmpty()) {
            String first = call.models().getFirst();
            throw new Rejected(whyNone(first, call, ours.read(first)));
        }
        return List.copyOf(found);
    }

    /**
     * The slot as it is after reading the settings again; the key may be a new one. Empty where the
     * number now stands for another provider, whose key must not go to this one, and where the
     * account is the caller's own.
     */
    public Optional<Candidate> reread(Candidate candidate) {
        if (!candidate.slot().source().isConfigured()) {
            return Optional.empty();
        }
        return slots.reread().stream()
                .filter(slot -> slot.number() == candidate.slot().number())
                .filter(slot -> slot.provider().equals(candidate.slot().provider()))
                .findFirst()
                .map(candidate::with);
    }

    private static void find(Call call, NameReader names, int turns, Set<Candidate> found) {
        for (String name : call.models()) {
            for (List<Candidate> ofModel : names.read(name)) {
                for (Candidate candidate : Order.inTurn(ofModel, turns)) {
                    if (serves(candidate.model(), call)
                            && Allowed.allows(call.caller(), name, candidate)) {
                        found.add(candidate);
                    }
                }
            }
        }
    }

    private Rejection whyNone(String name, Call call, List<List<Candidate>> byModel) {
        if (byModel.isEmpty()) {
            return UnknownModel.rejected(
                            name, catalog, slots.current(), model -> serves(model, call))
                    .rejection();
        }
        return byModel.stream().allMatch(List::isEmpty)
                ? noSlot(name, catalog, slots.current())
                : notFor(call.caller(), name, byModel, call);
    }

    private static boolean serves(Model model, Call call) {
        return model.kind() == call.kind()
                || !model.isListed()
                || Kinds.standsIn(model.kind(), call.kind());
    }

    private static Rejection notFor(
            Caller caller, String name, List<List<Candidate>> byModel, Call call) {
        Model model = byModel.stream().flatMap(List::stream).findFirst().orElseThrow().model();
        if (!serves(model, call)) {
            return new Rejection.WrongKind(
                    "The model `"
                            + Shown.name(name)
                            + "` is of kind "
                            + Kinds.label(model.kind())
                            + " and cannot be used here.",
                    model);
        }
        return new Rejection.Forbidden(
                "The key \""
                        + caller.id()
                        + "\" may not use the model `"
                        + Shown.name(name)
                        + "`. It may use: "
                        + String.join(", ", caller.allowedModels())
                        + ".",
                "model_not_allowed");
    }

    private static Rejection noSlot(String name, Catalog catalog, List<Slot> slots) {
        return new Rejection.ModelNotFound(
                "The model `"
                        + Shown.name(name)
                        + "` is in the catalog, but no configured provider slot serves it."
                        + UnknownModel.byProvider("<model>", catalog, slots),
                List.of());
    }
}
