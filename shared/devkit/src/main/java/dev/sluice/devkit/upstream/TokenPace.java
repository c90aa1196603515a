package dev.sluice.devkit.upstream;

/**
 * How fast an answer is spoken.
 *
 * @param firstTokenMillis from the request to the first token
 * @param tokenMillis from one token to the next
 */
public record TokenPace(long firstTokenMillis, long tokenMillis) {

    /** A good provider: first token after a quarter of a second, then about 60 tokens a second. */
    public static final TokenPace BELIEVABLE = new TokenPace(250, 16);

    /** For tests. */
    public static final TokenPace AT_ONCE = new TokenPace(0, 0);

    public TokenPace {
        if (firstTokenMillis < 0 || tokenMillis < 0) {
            throw new IllegalArgumentException(
                    "pace must not be negative: " + firstTokenMillis + ", " + tokenMillis);
        }
    }

    /** When token {@code index} is due, counted from the request. */
    long dueMillis(long index) {
        return firstTokenMillis + index * tokenMillis;
    }
}
