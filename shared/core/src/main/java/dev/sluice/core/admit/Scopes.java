package dev.sluice.core.admit;

import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.RateLimits;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Which scopes a request takes on a candidate, and how much of them. */
public final class Scopes {
    private Scopes() {}

    /**
     * The slot, the slot × model where the model has limits of its own, the caller where its key
     * has limits. An account that the caller brought along is limited by its provider alone.
     */
    public static List<Scope> of(Candidate candidate, Caller caller) {
        Slot slot = candidate.slot();
        Model model = candidate.model();
        RateLimits tier = candidate.provider().limits(model.kind(), slot.tier());
        List<Scope> scopes = new ArrayList<>(3);
        if (slot.source().isLimited()) {
            addSlot(scopes, slot, model, tier);
        }
        List<Limit> callers = limits(caller.rpm(), caller.tpm(), OptionalLong.empty());
        if (!callers.isEmpty()) {
            scopes.add(Scope.ofCaller(caller.id(), callers));
        }
        return scopes;
    }

    /** What one model's limits and cooldown on one slot are kept under. */
    public static String modelScopeId(Candidate candidate) {
        return modelScopeId(candidate.slot(), candidate.model());
    }

    private static String modelScopeId(Slot slot, Model model) {
        return slot.scopeId() + "#model#" + model.id();
    }

    private static void addSlot(List<Scope> scopes, Slot slot, Model model, RateLimits tier) {
        scopes.add(
                new Scope(
                        slot.scopeId(),
                        limits(
                                or(slot.rpm(), tier.rpm()),
                                or(slot.tpm(), tier.tpm()),
                                tier.imagesPerMinute())));
        RateLimits own = model.ownLimits(slot.tier());
        List<Limit> ownLimits = limits(own.rpm(), own.tpm(), own.imagesPerMinute());
        if (!ownLimits.isEmpty()) {
            scopes.add(new Scope(modelScopeId(slot, model), ownLimits));
        }
    }

    /**
     * Tokens to reserve: the prompt's estimate, and what the client allows as output. Where it does
     * not say, the model's default output, but no more than a quarter of the smallest burst: a
     * small limit must not refuse every such request. At most {@link Costs#MOST_TOKENS}, for the
     * client may name any number.
     */
    public static Costs costs(Call call, Model model, List<Scope> scopes) {
        long outputTokens =
                call.maxOutputTokens().isPresent()
                        ? choices(call.maxOutputTokens().getAsLong(), call)
                        : Math.min(
                                choices(model.defaultOutputTokens(), call),
                                Math.max(1, smallestTokenBurst(scopes) / 4));
        long inputTokens = Math.min(call.inputTokens(), Costs.MOST_TOKENS);
        return Costs.ofTokens(Math.min(inputTokens + outputTokens, Costs.MOST_TOKENS));
    }

    private static long choices(long tokens, Call call) {
        return Math.min(tokens, Costs.MOST_TOKENS / call.choices()) * call.choices();
    }

    private static long smallestTokenBurst(List<Scope> scopes) {
        return scopes.stream()
                .flatMap(scope -> scope.limits().stream())
                .filter(limit -> limit.dimension() == Dimension.TOKENS)
                .mapToLong(Limit::burst)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static List<Limit> limits(
            OptionalLong rpm, OptionalLong tpm, OptionalLong imagesPerMinute) {
        List<Limit> limits = new ArrayList<>(3);
        rpm.ifPresent(limit -> limits.add(Limit.perMinute(Dimension.REQUESTS, limit)));
        tpm.ifPresent(limit -> limits.add(Limit.perMinute(Dimension.TOKENS, limit)));
        imagesPerMinute.ifPresent(limit -> limits.add(Limit.perMinute(Dimension.IMAGES, limit)));
        return limits;
    }

    private static OptionalLong or(OptionalLong first, OptionalLong second) {
        return first.isPresent() ? first : second;
    }
}
