package dev.sluice.core.call;

import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a request asks for, whatever its endpoint and language.
 *
 * @param models names in the order in which they may serve; the first is the one asked for, at
 *     least one
 * @param stream whether the answer is to come as events
 * @param wanted what the answer may come to beside tokens
 */
public record Ask(
        List<String> models,
        ModelKind kind,
        boolean stream,
        Prompt prompt,
        Output output,
        Wanted wanted) {
    /** Where an estimate leaves less than this it is not to be trusted. */
    private static final long LEAST_LEFT_TOKENS = 1_024;

    /**
     * How long it is.
     *
     * @param tokens estimated, high rather than low
     * @param leastTokens what it has in any case: a model with less context cannot read it
     */
    public record Prompt(long tokens, long leastTokens, Caching caching) {
        /** One that is not to be kept. */
        public Prompt(long tokens, long leastTokens) {
            this(tokens, leastTokens, Caching.NONE);
        }

        public Prompt {
            if (tokens < 0) {
                throw new IllegalArgumentException("inputTokens must not be negative: " + tokens);
            }
        }
    }

    /**
     * What may come back.
     *
     * @param maxTokens what the client allows a choice, if it says so; 0 where the answer has no
     *     tokens
     * @param choices answers that are generated: {@code n} for each prompt, 1 or more
     * @param lowered whether more than a model gives is lowered to that, not refused
     */
    public record Output(OptionalLong maxTokens, int choices, boolean lowered) {
        private static final Output NO_TOKENS = new Output(OptionalLong.of(0), 1, false);

        public Output {
            if (choices < 1) {
                throw new IllegalArgumentException("choices must be positive: " + choices);
            }
            if (maxTokens.isPresent() && maxTokens.getAsLong() < 0) {
                throw new IllegalArgumentException(
                        "maxOutputTokens must not be negative: " + maxTokens.getAsLong());
            }
        }
    }

    public Ask {
        models = List.copyOf(models);
        if (models.isEmpty()) {
            throw new IllegalArgumentException("models must name at least one model");
        }
    }

    /** One whose answer is text, and that is refused where it asks for more than a model gives. */
    public Ask(
            List<String> models,
            ModelKind kind,
            boolean stream,
            long inputTokens,
            OptionalLong maxOutputTokens,
            int choices,
            long leastInputTokens) {
        this(
                models,
                kind,
                stream,
                new Prompt(inputTokens, leastInputTokens),
                new Output(maxOutputTokens, choices, false),
                Wanted.NOTHING);
    }

    /** One whose prompt is short for all that is known. */
    public Ask(
            List<String> models,
            ModelKind kind,
            boolean stream,
            long inputTokens,
            OptionalLong maxOutputTokens,
            int choices) {
        this(models, kind, stream, inputTokens, maxOutputTokens, choices, 0);
    }

    /** One whole answer without tokens of its own: vectors, scores. */
    public static Ask ofInput(String model, ModelKind kind, long inputTokens) {
        return new Ask(
                List.of(model),
                kind,
                false,
                new Prompt(inputTokens, 0),
                Output.NO_TOKENS,
                Wanted.NOTHING);
    }

    /** One answer without tokens of its own: pictures, sound, a job. */
    public static Ask ofWanted(String model, ModelKind kind, boolean stream, Wanted wanted) {
        return new Ask(List.of(model), kind, stream, new Prompt(0, 0), Output.NO_TOKENS, wanted);
    }

    /** The same, that wants this too. */
    public Ask wanting(Wanted more) {
        return new Ask(models, kind, stream, prompt, output, more);
    }

    /** The same, whose prompt is to be kept for so long. */
    public Ask caching(Caching caching) {
        Prompt kept = new Prompt(prompt.tokens(), prompt.leastTokens(), caching);
        return new Ask(models, kind, stream, kept, output, wanted);
    }

    /** The same, lowered to what each model gives. */
    public Ask lowered() {
        Output lowered = new Output(output.maxTokens(), output.choices(), true);
        return new Ask(models, kind, stream, prompt, lowered, wanted);
    }

    /** Of the prompt, as estimated. */
    public long inputTokens() {
        return prompt.tokens();
    }

    /** What the prompt has for certain. */
    public long leastInputTokens() {
        return prompt.leastTokens();
    }

    /** What the client allows a choice. */
    public OptionalLong maxOutputTokens() {
        return output.maxTokens();
    }

    /** How many answers are wanted. */
    public int choices() {
        return output.choices();
    }

    /** Whether more than a model gives is lowered to that, and not refused. */
    public boolean lowersOutput() {
        return output.lowered();
    }

    /**
     * What the client allows a choice of this model: {@link #maxOutputTokens}, or less where it is
     * lowered to what the model gives, and to what the prompt leaves of its context.
     */
    public OptionalLong maxOutputTokens(Model model) {
        if (!output.lowered() || output.maxTokens().isEmpty()) {
            return output.maxTokens();
        }
        long contextTokens = model.contextTokens().orElse(Long.MAX_VALUE);
        long leftTokens = contextTokens - prompt.tokens();
        long mostTokens = model.maxOutputTokens().orElse(contextTokens);
        long givenTokens =
                leftTokens < LEAST_LEFT_TOKENS ? mostTokens : Math.min(mostTokens, leftTokens);
        return OptionalLong.of(Math.min(output.maxTokens().getAsLong(), givenTokens));
    }
}
