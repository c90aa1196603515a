package dev.sluice.wire.openai;

import org.jspecify.annotations.Nullable;

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

    /** Whether this one has nothing where the other has something: a later zero is no news. */
    boolean lacksWhatIsIn(Usage other) {
        return (promptTokens == 0 && other.promptTokens > 0)
                || (completionTokens == 0 && other.completionTokens > 0);
    }

    /**
     * This usage with an estimate where a zero cannot be: of a prompt, or of output beside text
     * that has been delivered.
     */
    Usage plausible(long estimatedPromptTokens, long estimatedCompletionTokens) {
        boolean noPrompt = promptTokens == 0 && estimatedPromptTokens > 0;
        boolean noCompletion = completionTokens == 0 && estimatedCompletionTokens > 0;
        return noPrompt || noCompletion
                ? new Usage(
                        noPrompt ? estimatedPromptTokens : promptTokens,
                        cachedTokens,
                        noCompletion ? estimatedCompletionTokens : completionTokens,
                        reasoningTokens,
                        true)
                : this;
    }

    /** The provider's count, or an estimate where it gave none or one that cannot be. */
    static Usage toldOrEstimated(
            @Nullable Usage told, long estimatedPromptTokens, long contentBytes) {
        long completionTokens = TokenEstimate.ofBytes(contentBytes);
        return told == null
                ? estimated(estimatedPromptTokens, completionTokens)
                : told.plausible(estimatedPromptTokens, completionTokens);
    }

    public static Usage estimated(long promptTokens, long completionTokens) {
        return new Usage(promptTokens, 0, completionTokens, 0, true);
    }

    public long totalTokens() {
        return Math.addExact(promptTokens, completionTokens);
    }
}
