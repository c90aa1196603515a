package dev.sluice.core.settle;

import dev.sluice.core.call.Shown;
import dev.sluice.core.relay.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * How a request ended, as its client was told.
 *
 * @param status HTTP status
 * @param finishReason the first choice's, as the provider gave it
 * @param errorCode what went wrong where the outcome is not {@code completed}
 */
public record Told(
        Outcome outcome, int status, @Nullable String finishReason, @Nullable String errorCode) {
    private static final int MOST_CHARS = 200;

    /** Cuts what a provider said: a row has little room. */
    public Told {
        finishReason = finishReason == null ? null : Shown.cut(finishReason, MOST_CHARS);
        errorCode = errorCode == null ? null : Shown.cut(errorCode, MOST_CHARS);
    }
}
