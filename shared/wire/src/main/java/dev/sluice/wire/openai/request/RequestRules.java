package dev.sluice.wire.openai.request;

import dev.sluice.core.catalog.Provider;
import dev.sluice.wire.openai.Quirk;
import java.util.OptionalLong;

/**
 * Where an upstream's request differs from OpenAI's.
 *
 * @param maxTokens which of the names of the most output it knows
 * @param logprobsInteger wants the number of log probabilities as {@code logprobs}, not a flag
 *     beside {@code top_logprobs}
 * @param stopArrayOnly wants {@code stop} as an array, also for one string
 * @param developerAsSystem does not know the role {@code developer}
 * @param signsCalls whether calls of tools in earlier turns need a signature, which no other
 *     language has a place for, and which not every client of chats brings back
 * @param translated what else differs where its client has not written the chat itself
 */
public record RequestRules(
        MaxTokens maxTokens,
        boolean logprobsInteger,
        boolean stopArrayOnly,
        boolean developerAsSystem,
        boolean signsCalls,
        Translated translated) {
    /** Names of the most output that a chat may have. */
    public enum MaxTokens {
        /** {@code max_completion_tokens} and {@code max_tokens}. */
        BOTH,
        /** {@code max_tokens}. */
        OLDER,
        /** {@code max_completion_tokens}. */
        NEWER
    }

    /**
     * Of a chat that was translated, whose client cannot know what a chat's model refuses.
     *
     * @param mostTokens what a {@code max_tokens} above it is lowered to; empty where it is left
     *     alone
     * @param effort how {@code reasoning_effort} is taken
     * @param knowsTopK whether {@code top_k} is taken
     */
    public record Translated(OptionalLong mostTokens, Effort effort, boolean knowsTopK) {
        /** A chat as its client wrote it. */
        static final Translated NOT = new Translated(OptionalLong.empty(), Effort.AS_ASKED, true);
    }

    /** For a chat as its client wrote it. */
    public RequestRules(
            MaxTokens maxTokens,
            boolean logprobsInteger,
            boolean stopArrayOnly,
            boolean developerAsSystem,
            boolean signsCalls) {
        this(
                maxTokens,
                logprobsInteger,
                stopArrayOnly,
                developerAsSystem,
                signsCalls,
                Translated.NOT);
    }

    /** OpenAI's own. */
    public static final RequestRules OPENAI =
            new RequestRules(MaxTokens.BOTH, false, false, false, false);

    /** What a provider wants of a request for one of its models. */
    public static RequestRules of(Provider provider, String modelId) {
        boolean developerAsSystem =
                Quirk.DEVELOPER_AS_SYSTEM.isOf(provider)
                        && provider.speech().developerRoleModels().stream()
                                .noneMatch(modelId::startsWith);
        return new RequestRules(
                maxTokens(provider),
                Quirk.LOGPROBS_INTEGER.isOf(provider),
                Quirk.STOP_ARRAY_ONLY.isOf(provider),
                developerAsSystem,
                Quirk.SIGNED_CALLS.isOf(provider));
    }

    private static MaxTokens maxTokens(Provider provider) {
        if (Quirk.MAX_TOKENS_ONLY.isOf(provider)) {
            return MaxTokens.OLDER;
        }
        return Quirk.MAX_COMPLETION_TOKENS_ONLY.isOf(provider) ? MaxTokens.NEWER : MaxTokens.BOTH;
    }

    /**
     * What it wants of a chat that was translated.
     *
     * @param most a bound for {@code max_tokens}
     */
    public static RequestRules ofTranslated(Provider provider, String modelId, OptionalLong most) {
        RequestRules rules = of(provider, modelId);
        return new RequestRules(
                rules.maxTokens,
                rules.logprobsInteger,
                rules.stopArrayOnly,
                rules.developerAsSystem,
                rules.signsCalls,
                new Translated(most, Effort.of(provider, modelId), !Quirk.NO_TOP_K.isOf(provider)));
    }
}
