package dev.sluice.core.measure;

/**
 * What can be counted of a request, limited and billed. The {@link #attribute} is its one name in
 * tables, log lines and messages.
 *
 * <p>{@link #TOKENS} is derived: it is what a limit of tokens a minute counts, input and output
 * together, and is never set. Some measures are parts of another one and not beside it: cached
 * input and cache writes of {@link #INPUT_TOKENS}, writes for an hour of {@link
 * #CACHE_WRITE_TOKENS}, reasoning of {@link #OUTPUT_TOKENS}.
 */
public enum Measure {
    REQUESTS("requests", 0),
    /** All of the prompt, cached or not. */
    INPUT_TOKENS("inputTokens", 1),
    /** The part of the input that the provider read from its cache. */
    CACHED_INPUT_TOKENS("cachedInputTokens", 2),
    /** The part of the input that the provider wrote to its cache. */
    CACHE_WRITE_TOKENS("cacheWriteTokens", 3),
    /** All that was generated, reasoning included. */
    OUTPUT_TOKENS("outputTokens", 4),
    /** The part of the output that was reasoning, where told. */
    REASONING_TOKENS("reasoningTokens", 5),
    IMAGES("images", 6),
    PIXELS("pixels", 7),
    SECONDS("seconds", 8),
    CHARACTERS("characters", 9),
    /** The part of the cache writes that is kept for an hour, which costs more. */
    CACHE_WRITE_HOUR_TOKENS("cacheWriteHourTokens", 10),
    /** What the provider looked up in the web for an answer. */
    SEARCHES("searches", 11),
    /** Money, in 10<sup>-9</sup> USD. */
    NANO_USD("costNanoUsd", 12),
    /** Input and output: derived. */
    TOKENS("tokens", 13);

    private final String attribute;
    private final int place;

    Measure(String attribute, int place) {
        this.attribute = attribute;
        this.place = place;
    }

    /** The name in tables, log lines and messages. */
    public String attribute() {
        return attribute;
    }

    /** Where {@link Measures} keeps its amount; derived ones come last. */
    int place() {
        return place;
    }

    /** Whether providers count it; requests and money are ours to count. */
    public boolean isCounted() {
        return this != REQUESTS && this != NANO_USD && this != TOKENS;
    }

    /** Whether it is a sum of others, and so cannot be set. */
    public boolean isDerived() {
        return this == TOKENS;
    }
}
