package dev.sluice.core.call;

import dev.sluice.core.catalog.ModelKind;
import java.util.List;
import java.util.OptionalLong;

/**
 * The facts of one request that the stages need; its body stays with the door.
 *
 * @param requestId UUIDv7
 * @param models names in the order in which they may serve; the first is the one asked for, at
 *     least one
 * @param inputTokens estimate of the prompt's tokens, high rather than low
 * @param maxOutputTokens what the client allows a choice, if it says so
 * @param choices {@code n}, 1 or more
 * @param deadlineEpochMicros when it must have ended, where whoever runs the gateway says so;
 *     shortens the budget, never lengthens it
 * @param trace for the provider and the log
 */
public record Call(
        String requestId,
        Caller caller,
        List<String> models,
        ModelKind kind,
        boolean stream,
        long inputTokens,
        OptionalLong maxOutputTokens,
        int choices,
        OptionalLong deadlineEpochMicros,
        Trace trace) {

    /** A call with nothing but the budget to end it, and of no trace. */
    public Call(
            String requestId,
            Caller caller,
            List<String> models,
            ModelKind kind,
            boolean stream,
            long inputTokens,
            OptionalLong maxOutputTokens,
            int choices) {
        this(
                requestId,
                caller,
                models,
                kind,
                stream,
                inputTokens,
                maxOutputTokens,
                choices,
                OptionalLong.empty(),
                Trace.NONE);
    }

    public Call {
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

    /** The same by a caller with other limits. */
    public Call by(Caller limited) {
        return new Call(
                requestId,
                limited,
                models,
                kind,
                stream,
                inputTokens,
                maxOutputTokens,
                choices,
                deadlineEpochMicros,
                trace);
    }

    /** The first name, fit for a row or a message: it comes from outside. */
    public String modelAsked() {
        return Shown.name(models.getFirst());
    }
}
