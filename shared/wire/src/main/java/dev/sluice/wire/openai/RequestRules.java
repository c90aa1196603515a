package dev.sluice.wire.openai;

import dev.sluice.core.catalog.Provider;
import java.util.OptionalLong;

/**
 * Where an upstream's request differs from OpenAI's.
 *
 * @param maxTokensOnly knows {@code max_tokens} but not {@code max_completion_tokens}
 * @param logprobsInteger wants the number of log probabilities as {@code logprobs}, not a flag
 *     beside {@code top_logprobs}
 * @param stopArrayOnly wants {@code stop} as an array, also for one string
 * @param developerAsSystem does not know the role {@code developer}
 * @param mostTokens what a {@code max_tokens} above it is lowered to; empty where it is left alone
 */
public record RequestRules(
        boolean maxTokensOnly,
        boolean logprobsInteger,
        boolean stopArrayOnly,
        boolean developerAsSystem,
        OptionalLong mostTokens) {
    /** Where {@code max_tokens} is left alone. */
    public RequestRules(
            boolean maxTokensOnly,
            boolean logprobsInteger,
            boolean stopArrayOnly,
            boolean developerAsSystem) {
        this(
                maxTokensOnly,
                logprobsInteger,
                stopArrayOnly,
                developerAsSystem,
                OptionalLong.empty());
    }

    /** OpenAI's own. */
    public static final RequestRules OPENAI = new RequestRules(false, false, false, false);

    /** What a provider wants of a request for one of its models. */
    public static RequestRules of(Provider provider, String modelId) {
        boolean developerAsSystem =
                Quirk.DEVELOPER_AS_SYSTEM.isOf(provider)
                        && provider.speech().developerRoleModels().stream()
                                .noneMatch(modelId::startsWith);
        return new RequestRules(
                Quirk.MAX_TOKENS_ONLY.isOf(provider),
                Quirk.LOGPROBS_INTEGER.isOf(provider),
                Quirk.STOP_ARRAY_ONLY.isOf(provider),
                developerAsSystem);
    }

    /** The same, with a bound for {@code max_tokens}. */
    public RequestRules lowering(OptionalLong most) {
        return new RequestRules(
                maxTokensOnly, logprobsInteger, stopArrayOnly, developerAsSystem, most);
    }
}
