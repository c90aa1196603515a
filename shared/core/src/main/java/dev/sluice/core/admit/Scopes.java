package dev.sluice.core.admit;

import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.catalog.LimitGroup;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.Price;
import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Limits;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Which scopes a request takes on a candidate, and how much of them. */
public final class Scopes {
    /** More than any budget. */
    public static final long UNPRICED_NANO_USD = Limit.MOST_NANO_USD + 1;

    /** Jobs at once, where nothing else is set: enough for a batch, not for a flood. */
    private static final long JOBS_OF_A_CALLER = 16;

    private static final long JOBS_OF_A_SLOT = 64;

    private Scopes() {}

    /**
     * The slot, on which the model may be cooling down; the slot × model where the model has limits
     * of its own; the caller where it has limits. An account that the caller brought along is
     * limited by its provider alone.
     */
    public static List<Scope> of(Candidate candidate, Caller caller) {
        Slot slot = candidate.slot();
        List<Scope> scopes = new ArrayList<>(3);
        if (slot.source().isLimited()) {
            Model model = candidate.model();
            Limits tier = candidate.provider().limits(model.kind(), slot.tier());
            scopes.add(
                    new Scope(
                            Scope.Kind.SLOT,
                            slotScopeId(candidate),
                            slot.limits(tier).all(),
                            model.id()));
            List<Limit> own = model.ownLimits(slot.tier()).all();
            if (!own.isEmpty()) {
                scopes.add(new Scope(Scope.Kind.SLOT, modelScopeId(slot, model), own, Scope.WHOLE));
            }
        }
        if (!caller.limits().isEmpty()) {
            scopes.add(Scope.ofCaller(caller.id(), caller.limits()));
        }
        return scopes;
    }

    /** The same of one call: a job takes a place at its slot and at its caller until its end. */
    public static List<Scope> of(Candidate candidate, Call call) {
        List<Scope> scopes = of(candidate, call.caller());
        if (!call.wanted().isJob()) {
            return scopes;
        }
        List<Scope> placed = new ArrayList<>(scopes.size() + 1);
        boolean hasCaller = false;
        for (Scope scope : scopes) {
            boolean isModels = candidate.slot().source().isLimited() && placed.size() == 1;
            hasCaller |= scope.ofCaller();
            placed.add(
                    scope.ofCaller()
                            ? withPlaces(scope, JOBS_OF_A_CALLER)
                            : isModels ? scope : withPlaces(scope, JOBS_OF_A_SLOT));
        }
        if (!hasCaller) {
            Scope callers = Scope.ofCaller(call.caller().id(), List.of());
            placed.add(withPlaces(callers, JOBS_OF_A_CALLER));
        }
        return placed;
    }

    /** Unless it has a limit of its own. */
    private static Scope withPlaces(Scope scope, long places) {
        Limit limit = new Limit(Measure.REQUESTS, places, InFlight.IN_FLIGHT);
        for (Limit own : scope.limits()) {
            if (own.measure() == limit.measure() && own.window().equals(limit.window())) {
                return scope;
            }
        }
        List<Limit> limits = new ArrayList<>(scope.limits());
        limits.add(limit);
        return new Scope(scope.id(), limits, scope.model());
    }

    /**
     * What a slot's limits and pauses are kept under: what providers limit apart from chat is
     * counted apart, vectors and pictures.
     */
    public static String slotScopeId(Candidate candidate) {
        LimitGroup group = candidate.model().kind().limitGroup();
        String slot = candidate.slot().scopeId();
        return group == LimitGroup.CHAT ? slot : slot + "#" + group.name().toLowerCase(Locale.ROOT);
    }

    /** What one model's limits on one slot are kept under. */
    private static String modelScopeId(Slot slot, Model model) {
        return slot.scopeId() + "#model#" + model.id();
    }

    /**
     * What to reserve on a candidate: the request, the prompt's estimate, what the client allows as
     * output, what the answer is wanted to be beside tokens, and the most that it may cost there, a
     * prompt that is to be kept as written to the provider's cache. Where the client does not say,
     * the model's default output, but no more than a quarter of the smallest limit: a small limit
     * must not refuse every such request. At most {@link Measures#MOST_COUNTED} tokens, for the
     * client may name any number.
     */
    public static Measures costs(Call call, Candidate candidate, List<Scope> scopes) {
        long inputTokens = Math.min(call.inputTokens(), Measures.MOST_COUNTED);
        OptionalLong allowedTokens = call.ask().maxOutputTokens(candidate.model());
        long outputTokens =
                allowedTokens.isPresent()
                        ? choices(allowedTokens.getAsLong(), call)
                        : Math.min(
                                choices(candidate.model().defaultOutputTokens(), call),
                                Math.max(1, smallestTokenLimit(scopes) / 4));
        Measures counted =
                Measures.ONE_REQUEST
                        .with(Measure.INPUT_TOKENS, inputTokens)
                        .with(
                                Measure.OUTPUT_TOKENS,
                                Math.min(outputTokens, Measures.MOST_COUNTED - inputTokens))
                        .plus(call.wanted().of(candidate.model()).bounded());
        Measures dearest = dearest(call, candidate, counted);
        return dearest.with(Measure.NANO_USD, costNanoUsd(call, candidate, dearest, scopes));
    }

    private static Measures dearest(Call call, Candidate candidate, Measures counted) {
        Price price = candidate.model().price().orElse(null);
        return price != null && price.hasCacheWrites()
                ? call.ask().prompt().caching().dearest(counted)
                : counted;
    }

    private static long costNanoUsd(
            Call call, Candidate candidate, Measures dearest, List<Scope> scopes) {
        if (!candidate.slot().source().isBilled()) {
            return 0;
        }
        Price price = candidate.model().price().orElse(null);
        try {
            return price == null
                    ? unpricedNanoUsd(call.caller(), candidate, scopes)
                    : Math.min(price.mostNanoUsd(dearest), UNPRICED_NANO_USD);
        } catch (ArithmeticException e) {
            return UNPRICED_NANO_USD;
        }
    }

    /**
     * What a budget cannot count is above every one, for it must not count as free. A credit that
     * serves it all the same is not touched by it.
     */
    private static long unpricedNanoUsd(Caller caller, Candidate candidate, List<Scope> scopes) {
        boolean isOnCreditAlone =
                caller.spendsCredit()
                        && caller.mayUseUnpriced(candidate.isService())
                        && scopes.stream().noneMatch(Scopes::isSlotsBudget);
        return isOnCreditAlone ? 0 : UNPRICED_NANO_USD;
    }

    private static boolean isSlotsBudget(Scope scope) {
        return !scope.ofCaller()
                && scope.limits().stream().anyMatch(limit -> limit.measure() == Measure.NANO_USD);
    }

    private static long choices(long tokens, Call call) {
        return Math.min(tokens, Measures.MOST_COUNTED / call.choices()) * call.choices();
    }

    private static long smallestTokenLimit(List<Scope> scopes) {
        long smallest = Long.MAX_VALUE;
        for (Scope scope : scopes) {
            for (Limit limit : scope.limits()) {
                if (limit.measure() == Measure.TOKENS) {
                    smallest = Math.min(smallest, limit.amount());
                }
            }
        }
        return smallest;
    }
}
