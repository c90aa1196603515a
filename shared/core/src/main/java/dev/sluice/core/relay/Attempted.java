package dev.sluice.core.relay;

import dev.sluice.core.measure.Metered;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What became of one attempt. */
public sealed interface Attempted {

    /**
     * The provider did not answer, and the client has seen nothing.
     *
     * @param spent what the provider counted, and will bill, all the same
     */
    record Refused(Fault fault, Metered spent) implements Attempted {
        public Refused(Fault fault) {
            this(fault, Metered.NONE);
        }
    }

    /**
     * The provider works on it as a job, which {@link Admitted#started} was told of: the row stands
     * until the job's end, whatever the client has seen.
     */
    record Started() implements Attempted {}

    /**
     * The client has seen something, or is gone: no other candidate is tried.
     *
     * @param status HTTP status that the client was told; 499 where it was gone before
     * @param finishReason the first choice's, as the provider gave it
     * @param errorCode what went wrong where the outcome is not {@code completed}
     * @param firstByteNanos clock time at which the first byte of the answer was relayed; empty if
     *     none was
     * @param fault what the provider said or did in mid-answer; null where it did nothing wrong
     */
    record Delivered(
            Outcome outcome,
            int status,
            Metered usage,
            @Nullable String finishReason,
            @Nullable String errorCode,
            OptionalLong firstByteNanos,
            @Nullable Fault fault)
            implements Attempted {
        /** By no fault of the provider's. */
        public Delivered(
                Outcome outcome,
                int status,
                Metered usage,
                @Nullable String finishReason,
                @Nullable String errorCode,
                OptionalLong firstByteNanos) {
            this(outcome, status, usage, finishReason, errorCode, firstByteNanos, null);
        }
    }
}
