package dev.sluice.core.catalog;

import dev.sluice.core.limit.Limits;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One row of the catalog: a model as one provider serves it. Immutable.
 *
 * @param id the provider's exact id; letter case counts
 * @param price absent when unknown, which is not the same as free
 * @param ownLimits the model's own limits by account tier, beside the provider's; may be empty.
 *     Tier 0 is an account that has paid nothing
 * @param deprecatedOn the day from which the provider no longer serves it
 * @param replacedBy the id, with the same provider, that took its place
 * @param category a finer kind, such as {@code text-to-image}; empty if none
 * @param source where the row's numbers come from
 * @param asOf the day of the source
 */
public record Model(
        String provider,
        String id,
        String displayName,
        ModelKind kind,
        Optional<Price> price,
        OptionalLong contextTokens,
        OptionalLong maxOutputTokens,
        Set<Capability> capabilities,
        SortedMap<Integer, Limits> ownLimits,
        Optional<LocalDate> deprecatedOn,
        Optional<String> replacedBy,
        String category,
        String source,
        LocalDate asOf) {

    /**
     * What is reserved for an answer when the caller names no limit and the model allows that much.
     */
    private static final long DEFAULT_OUTPUT_TOKENS = 4096;

    public Model {
        requireNamed("provider", provider);
        requireNamed("id", id);
        requireNamed("displayName", displayName);
        requirePositive("context", contextTokens);
        requirePositive("maxOutput", maxOutputTokens);
        capabilities = Set.copyOf(capabilities);
        ownLimits = Collections.unmodifiableSortedMap(new TreeMap<>(ownLimits));
    }

    /**
     * A model that a slot names and the catalog does not know: nothing is known of it, its price
     * least of all.
     */
    public static Model unlisted(String provider, String id) {
        return new Model(
                provider,
                id,
                id,
                ModelKind.CHAT,
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Set.of(),
                new TreeMap<>(),
                Optional.empty(),
                Optional.empty(),
                "",
                "not in the catalog",
                LocalDate.EPOCH);
    }

    /** Whether the catalog knows it: of any other nobody here can say what it does. */
    public boolean isListed() {
        return !asOf.equals(LocalDate.EPOCH);
    }

    public ModelRef ref() {
        return new ModelRef(provider, id);
    }

    public boolean priced() {
        return price.isPresent();
    }

    public boolean retired(LocalDate today) {
        return deprecatedOn.isPresent() && !today.isBefore(deprecatedOn.get());
    }

    /** Orders candidates from cheap to dear; an unknown price comes last. */
    public long priceRank() {
        return price.map(Price::rank).orElse(Long.MAX_VALUE);
    }

    /**
     * What is reserved when the caller names no {@code max_tokens}: the model's most, 4,096 at
     * most.
     */
    public long defaultOutputTokens() {
        long mostTokens = maxOutputTokens.orElse(contextTokens.orElse(DEFAULT_OUTPUT_TOKENS));
        return Math.min(mostTokens, DEFAULT_OUTPUT_TOKENS);
    }

    /** The model's own limits at this tier; none if it has none. See {@link Tiers#at}. */
    public Limits ownLimits(int tier) {
        return Tiers.at(ownLimits, tier).orElse(Limits.NONE);
    }

    private static void requireNamed(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " must not be blank");
        }
    }

    private static void requirePositive(String name, OptionalLong tokens) {
        if (tokens.isPresent() && tokens.getAsLong() <= 0) {
            throw new IllegalArgumentException(name + " must be positive: " + tokens.getAsLong());
        }
    }
}
