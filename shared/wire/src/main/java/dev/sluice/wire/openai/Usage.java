package dev.sluice.wire.openai;

/**
 * Tokens of one answer.
 *
 * @param promptTokens all input, the cached part included
 * @param cachedTokens the part of the input that the provider had cached; at most {@code
 *     promptTokens}
 * @param completionTokens all output that is billed, reasoning included
 * @param reasoningTokens the part of the output that is reasoning, when the provider says so
 * @param estimated true when the gateway counted because the provider did not
 */
public record Usage(
        long promptTokens,
        long cachedTokens,
        long completionTokens,
        long reasoningTokens,
        boolean estimated) {
    public Usage {
        if (promptTokens < 0 || completionTokens < 0 || reasoningTokens < 0) {
            throw new IllegalArgumentException(
                    "tokens must not be negative: %d, %d, %d"
                            .formatted(promptTokens, completionTokens, reasoningTokens));
        }
        if (cachedTokens < 0 || cachedTokens > promptTokens) {
            throw new IllegalArgumentException(
                    "cached tokens must be within 0 and %d: %d"
                            .formatted(promptTokens, cachedTokens));
        }
    }

    public static Usage estimated(long promptTokens, long completionTokens) {
        return new Usage(promptTokens, 0, completionTokens, 0, true);
    }

    public long totalTokens() {
        return Math.addExact(promptTokens, completionTokens);
    }
}
