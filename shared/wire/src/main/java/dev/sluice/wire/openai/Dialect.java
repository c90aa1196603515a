package dev.sluice.wire.openai;

/**
 * Where an upstream's request differs from OpenAI's.
 *
 * @param maxTokensOnly knows {@code max_tokens} but not {@code max_completion_tokens}
 * @param logprobsInteger wants the number of log probabilities as {@code logprobs}, not a flag
 *     beside {@code top_logprobs}
 * @param stopArrayOnly wants {@code stop} as an array, also for one string
 * @param developerAsSystem does not know the role {@code developer}
 */
public record Dialect(
        boolean maxTokensOnly,
        boolean logprobsInteger,
        boolean stopArrayOnly,
        boolean developerAsSystem) {
    /** OpenAI's own. */
    public static final Dialect OPENAI = new Dialect(false, false, false, false);
}
