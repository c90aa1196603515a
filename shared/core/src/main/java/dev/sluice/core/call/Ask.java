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
 * @param inputTokens estimate of the prompt's tokens, high rather than low
 * @param maxOutputTokens what the client allows a choice, if it says so; 0 where the answer has no
 *     tokens
 * @param choices answers that are generated: {@code n} for each prompt, 1 or more
 * @param leastInputTokens what the prompt has in any case: a model with less context cannot read it
 * @param wanted what the answer may come to beside tokens
 * @param lowersOutput whether more output than a model gives is lowered to that, not refused
 */
public record Ask(
        List<String> models,
        ModelKind kind,
        boolean stream,
        long inputTokens,
        OptionalLong maxOutputTokens,
        int choices,
        long leastInputTokens,
        Wanted wanted,
        boolean lowersOutput) {
    /** Where an estimate leaves less than this it is not to be trusted. */
    private static final long LEAST_LEFT_TOKENS = 1_024;

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
                inputTokens,
                maxOutputTokens,
                choices,
                leastInputTokens,
                Wanted.NOTHING,
                false);
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

    public Ask {
        models = List.copyOf(models);
        if (models.isEmpty()) {
            throw new IllegalArgumentException("models must name at least one model");
        }
        if (choices < 1) {
            throw new IllegalArgumentException("choices must be positive: " + choices);
        }
        if (maxOutputTokens.isPresent() && maxOutputTokens.getAsLong() < 0) {
            throw new IllegalArgumentException(
                    "maxOutputTokens must not be negative: " + maxOutputTokens.getAsLong());
        }
        if (inputTokens < 0) {
            throw new IllegalArgumentException("inputTokens must not be negative: " + inputTokens);
        }
    }

    /** One whole answer without tokens of its own: vectors, scores. */
    public static Ask ofInput(String model, ModelKind kind, long inputTokens) {
        return new Ask(List.of(model), kind, false, inputTokens, OptionalLong.of(0), 1);
    }

    /** One answer without tokens of its own: pictures, sound, a job. */
    public static Ask ofWanted(String model, ModelKind kind, boolean stream, Wanted wanted) {
        return new Ask(List.of(model), kind, stream, 0, OptionalLong.of(0), 1, 0, wanted, false);
    }

    /** The same for other models. */
    public Ask of(List<String> others) {
        return new Ask(
                others,
                kind,
                stream,
                inputTokens,
                maxOutputTokens,
                choices,
                leastInputTokens,
                wanted,
                lowersOutput);
    }

    /** The same, lowered to what each model gives. */
    public Ask lowered() {
        return new Ask(
                models,
                kind,
                stream,
                inputTokens,
                maxOutputTokens,
                choices,
                leastInputTokens,
                wanted,
                true);
    }

    /**
     * What the client allows a choice of this model: {@link #maxOutputTokens}, or less where it is
     * lowered to what the model gives, and to what the prompt leaves of its context.
     */
    public OptionalLong maxOutputTokens(Model model) {
        if (!lowersOutput || maxOutputTokens.isEmpty()) {
            return maxOutputTokens;
        }
        long contextTokens = model.contextTokens().orElse(Long.MAX_VALUE);
        long leftTokens = contextTokens - inputTokens;
        long mostTokens = model.maxOutputTokens().orElse(contextTokens);
        long givenTokens =
                leftTokens < LEAST_LEFT_TOKENS ? mostTokens : Math.min(mostTokens, leftTokens);
        return OptionalLong.of(Math.min(maxOutputTokens.getAsLong(), givenTokens));
    }
}
