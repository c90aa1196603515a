package dev.sluice.core.relay;

/**
 * Tokens of one request, as the provider bills them.
 *
 * @param inputTokens all of the prompt, cached or not
 * @param cachedInputTokens the part of them read from the provider's cache
 * @param outputTokens completion, reasoning included
 * @param reasoningTokens the part of the completion that was reasoning, where told
 * @param estimated counted by us because the provider did not say
 */
public record Usage(
        long inputTokens,
        long cachedInputTokens,
        long outputTokens,
        long reasoningTokens,
        boolean estimated) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, false);

    /** More than any model can read: a provider's senseless number must not break a sum. */
    private static final long MOST_TOKENS = 100_000_000_000L;

    public Usage {
        inputTokens = Math.clamp(inputTokens, 0, MOST_TOKENS);
        outputTokens = Math.clamp(outputTokens, 0, MOST_TOKENS);
        cachedInputTokens = Math.clamp(cachedInputTokens, 0, inputTokens);
        reasoningTokens = Math.clamp(reasoningTokens, 0, outputTokens);
    }

    public long totalTokens() {
        return Math.addExact(inputTokens, outputTokens);
    }
}
