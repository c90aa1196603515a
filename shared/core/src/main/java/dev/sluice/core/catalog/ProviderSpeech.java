package dev.sluice.core.catalog;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a provider speaks: names that the wire knows the meaning of, and nobody else.
 *
 * @param dialect the language
 * @param quirks where the provider's use of the language is its own
 * @param developerRoleModels id prefixes of models that know the role {@code developer} though
 *     their provider does not
 * @param efforts how models whose ids begin so take an effort
 * @param refused what models whose ids begin so refuse of a chat's members
 * @param signed whether requests are signed with the process's own role, so that a slot needs no
 *     key
 * @param videosUrl where films are asked for at the provider's own host; empty where that is beside
 *     its base URL
 */
public record ProviderSpeech(
        String dialect,
        Set<String> quirks,
        List<String> developerRoleModels,
        Map<String, String> efforts,
        Map<String, List<String>> refused,
        boolean signed,
        Optional<URI> videosUrl) {
    /** OpenAI's language, without quirks. */
    public static final ProviderSpeech OPENAI =
            new ProviderSpeech(
                    "openai", Set.of(), List.of(), Map.of(), Map.of(), false, Optional.empty());

    public ProviderSpeech {
        if (dialect.isBlank()) {
            throw new IllegalArgumentException("dialect must not be blank");
        }
        quirks = Set.copyOf(quirks);
        developerRoleModels = List.copyOf(developerRoleModels);
        efforts = Map.copyOf(efforts);
        refused = Map.copyOf(refused);
    }

    /** What is said of the longest beginning that an id has; empty where nothing is. */
    public static <T> Optional<T> ofLongest(Map<String, T> byBeginning, String id) {
        String longest = "";
        T said = byBeginning.get(longest);
        for (Map.Entry<String, T> one : byBeginning.entrySet()) {
            if (one.getKey().length() > longest.length() && id.startsWith(one.getKey())) {
                longest = one.getKey();
                said = one.getValue();
            }
        }
        return Optional.ofNullable(said);
    }
}
