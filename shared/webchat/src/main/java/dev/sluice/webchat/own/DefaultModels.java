package dev.sluice.webchat.own;

import java.util.Map;
import java.util.Optional;

/**
 * What to ask of a provider whose models the catalog does not list, where nobody names one: what
 * the frontend's old backend asked, where that still lives.
 */
public final class DefaultModels {
    private static final Map<String, String> USUAL =
            Map.of(
                    "groq", "llama-3.3-70b-versatile",
                    "openai", "gpt-4o-mini",
                    "gemini", "gemini-2.5-flash",
                    "deepseek", "deepseek-chat",
                    "mistral", "mistral-small-latest",
                    "openrouter", "openrouter/auto");

    private static final Map<String, String> POWERFUL =
            Map.of("openai", "gpt-4o", "gemini", "gemini-2.5-pro", "deepseek", "deepseek-reasoner");

    private DefaultModels() {}

    public static Optional<String> of(String provider, Optimization optimization) {
        String powerful = optimization.dearFirst() ? POWERFUL.get(provider) : null;
        return Optional.ofNullable(powerful == null ? USUAL.get(provider) : powerful);
    }
}
