package dev.sluice.core.catalog;

import java.util.OptionalLong;

/**
 * How many tokens a model takes, as far as that is known.
 *
 * @param context prompt and answer together
 * @param maxOutput the answer
 */
public record TokenBounds(OptionalLong context, OptionalLong maxOutput) {
    public static final TokenBounds UNKNOWN =
            new TokenBounds(OptionalLong.empty(), OptionalLong.empty());

    public TokenBounds {
        requirePositive("context", context);
        requirePositive("maxOutput", maxOutput);
    }

    private static void requirePositive(String name, OptionalLong tokens) {
        if (tokens.isPresent() && tokens.getAsLong() <= 0) {
            throw new IllegalArgumentException(name + " must be positive: " + tokens.getAsLong());
        }
    }
}
