package dev.sluice.core.catalog;

import dev.sluice.core.limit.Limits;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One provider type: where it is, what it speaks, and what an account may ask of it. Immutable.
 *
 * @param name the type that a slot names
 * @param typeAliases older names of the type
 * @param baseUrl what {@code /chat/completions} is appended to; absent when a slot must give its
 *     own endpoint
 * @param speech the language it speaks, and how
 * @param tiers limits by account tier; may be empty. Tier 0 is an account that has paid nothing
 * @param limitsAssumed the provider publishes no limits; these are a cautious guess
 * @param listsModels whether the catalog has rows of this provider
 */
public record Provider(
        String name,
        String displayName,
        List<String> typeAliases,
        Optional<URI> baseUrl,
        ProviderSpeech speech,
        SortedMap<Integer, Map<LimitGroup, Limits>> tiers,
        boolean limitsAssumed,
        boolean listsModels) {

    public Provider {
        if (name.isBlank() || displayName.isBlank()) {
            throw new IllegalArgumentException("name and displayName must not be blank");
        }
        if (baseUrl.isPresent() && !"https".equals(baseUrl.get().getScheme())) {
            throw new IllegalArgumentException("baseUrl must be https: " + baseUrl.get());
        }
        typeAliases = List.copyOf(typeAliases);
        SortedMap<Integer, Map<LimitGroup, Limits>> copy = new TreeMap<>();
        tiers.forEach((tier, groups) -> copy.put(tier, Map.copyOf(groups)));
        tiers = Collections.unmodifiableSortedMap(copy);
    }

    /**
     * The account's limits for a kind of model: those of its group, else chat's, else none. See
     * {@link Tiers#at}.
     */
    public Limits limits(ModelKind kind, int tier) {
        Map<LimitGroup, Limits> groups = Tiers.at(tiers, tier).orElse(Map.of());
        Limits chat = groups.getOrDefault(LimitGroup.CHAT, Limits.NONE);
        return groups.getOrDefault(kind.limitGroup(), chat);
    }
}
