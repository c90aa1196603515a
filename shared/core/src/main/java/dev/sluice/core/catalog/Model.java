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
 * @param ref the provider, and its exact id: letter case counts
 * @param price absent when unknown, which is not the same as free
 * @param ownLimits the model's own limits by account tier, beside the provider's; may be empty.
 *     Tier 0 is an account that has paid nothing
 */
public record Model(
        ModelRef ref,
        ModelTraits traits,
        Optional<Price> price,
        TokenBounds tokens,
        SortedMap<Integer, Limits> ownLimits,
        Retirement retirement,
        Provenance provenance) {

    /**
     * What is reserved for an answer when the caller names no limit and the model allows that much.
     */
    private static final long DEFAULT_OUTPUT_TOKENS = 4096;

    public Model {
        requireNamed("provider", ref.provider());
        requireNamed("id", ref.id());
        ownLimits = Collections.unmodifiableSortedMap(new TreeMap<>(ownLimits));
    }

    /**
     * A model that a slot names and the catalog does not know: nothing is known of it, its price
     * least of all.
     */
    public static Model unlisted(String provider, String id) {
        return new Model(
                new ModelRef(provider, id),
                new ModelTraits(id, ModelKind.CHAT, "", Set.of()),
                Optional.empty(),
                TokenBounds.UNKNOWN,
                new TreeMap<>(),
                Retirement.NONE,
                Provenance.NOT_LISTED);
    }

    /** Whether the catalog knows it: of any other nobody here can say what it does. */
    public boolean isListed() {
        return !asOf().equals(LocalDate.EPOCH);
    }

    public String provider() {
        return ref.provider();
    }

    public String id() {
        return ref.id();
    }

    public String displayName() {
        return traits.displayName();
    }

    public ModelKind kind() {
        return traits.kind();
    }

    public String category() {
        return traits.category();
    }

    public Set<Capability> capabilities() {
        return traits.capabilities();
    }

    public OptionalLong contextTokens() {
        return tokens.context();
    }

    public OptionalLong maxOutputTokens() {
        return tokens.maxOutput();
    }

    public Optional<LocalDate> deprecatedOn() {
        return retirement.on();
    }

    public Optional<String> replacedBy() {
        return retirement.replacedBy();
    }

    public String source() {
        return provenance.source();
    }

    public LocalDate asOf() {
        return provenance.asOf();
    }

    public boolean priced() {
        return price.isPresent();
    }

    public boolean retired(LocalDate today) {
        return retirement.on().isPresent() && !today.isBefore(retirement.on().get());
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
        long mostTokens = maxOutputTokens().orElse(contextTokens().orElse(DEFAULT_OUTPUT_TOKENS));
        return Math.min(mostTokens, DEFAULT_OUTPUT_TOKENS);
    }

    /** The model's own limits at this tier; none if it has none. See {@link Tiers#at}. */
    public Limits ownLimits(int tier) {
        return Tiers.at(ownLimits, tier).orElse(Limits.NONE);
    }

    /** Whether it changes pictures that it is given, rather than making some of texts. */
    public boolean changesPictures() {
        return kind() == ModelKind.IMAGE
                && (category().equals("image-to-image") || category().equals("image-tools"));
    }

    private static void requireNamed(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " must not be blank");
        }
    }
}
