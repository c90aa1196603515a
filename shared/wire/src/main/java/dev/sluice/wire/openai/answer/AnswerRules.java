package dev.sluice.wire.openai.answer;

/**
 * How an upstream's answer has to be read and what its client wants of it.
 *
 * @param includeUsage the client asked for usage in its stream
 * @param reasoningOutside the upstream's {@code completion_tokens} leave reasoning out (xAI)
 * @param convertLogprobs the client asked a chat for {@code logprobs:true}: it expects OpenAI's
 *     form, whatever the upstream has
 * @param costIsTold the upstream's usage says in USD what it costs (OpenRouter)
 */
public record AnswerRules(
        boolean includeUsage,
        boolean reasoningOutside,
        boolean convertLogprobs,
        boolean costIsTold) {

    /** Of an upstream that counts tokens alone. */
    public AnswerRules(boolean includeUsage, boolean reasoningOutside, boolean convertLogprobs) {
        this(includeUsage, reasoningOutside, convertLogprobs, false);
    }

    /** The same where usage is asked for. */
    AnswerRules withUsage() {
        return new AnswerRules(true, reasoningOutside, convertLogprobs, costIsTold);
    }
}
