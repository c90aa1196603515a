package dev.sluice.wire.openai.answer;

import dev.sluice.core.measure.Metered;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.json.Patched;
import org.jspecify.annotations.Nullable;

/** What a whole (not streamed) answer with status 2xx turned out to be. */
public sealed interface UnaryAnswer {
    /**
     * A completion.
     *
     * @param body what the client gets
     * @param usage what the upstream counted; null when it did not
     * @param finishReason of the first choice
     * @param contentBytes UTF-8 bytes of text, reasoning and tool arguments, for an estimate
     */
    record Completion(
            Patched body, @Nullable Metered usage, @Nullable String finishReason, long contentBytes)
            implements UnaryAnswer {
        /** The upstream's usage, else the given input and the output counted from the text. */
        public Metered usageOrEstimate(long estimatedInputTokens) {
            return ToldUsage.orEstimated(usage, estimatedInputTokens, contentBytes);
        }
    }

    /**
     * An error under a status of success.
     *
     * @param usage what the upstream counted all the same; null when it did not
     */
    record Failure(UpstreamError error, @Nullable Metered usage) implements UnaryAnswer {}

    /**
     * Something else: HTML, an empty body, an answer without choices.
     *
     * @param reason for the log; quotes nothing of the body
     * @param usage what the upstream counted all the same; null when it did not
     */
    record NotACompletion(String reason, @Nullable Metered usage) implements UnaryAnswer {
        public NotACompletion(String reason) {
            this(reason, null);
        }
    }
}
