package dev.sluice.core.relay;

import java.util.Map;

/**
 * A job that a provider has begun.
 *
 * @param id the provider's name for it
 * @param form in which form its caller asked for it, and is told of it
 * @param shown what its caller asked for and is shown again, such as {@code size}; never a prompt
 */
public record StartedJob(String id, String form, Map<String, String> shown) {
    private static final int MOST_ID_CHARS = 400;

    public StartedJob {
        if (id.isBlank() || id.length() > MOST_ID_CHARS) {
            throw new IllegalArgumentException(
                    "a job's id must have 1 to " + MOST_ID_CHARS + " characters: " + id.length());
        }
        shown = Map.copyOf(shown);
    }
}
