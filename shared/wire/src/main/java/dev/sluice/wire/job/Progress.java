package dev.sluice.wire.job;

import dev.sluice.core.settle.JobEnd;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How far a job is, as its provider tells.
 *
 * @param id the provider's; empty where it does not say
 * @param percent of the work; empty where it does not say
 * @param outputs addresses of what was made, or the text itself
 * @param errorCode why it failed; null where it did not
 * @param errorMessage the same for people
 * @param costNanoUsd what the provider charges; empty where it does not say
 * @param seconds of what was made; empty where it does not say
 * @param size of what was made; null where it does not say
 */
public record Progress(
        String id,
        State state,
        OptionalInt percent,
        List<String> outputs,
        @Nullable String errorCode,
        @Nullable String errorMessage,
        OptionalLong costNanoUsd,
        OptionalLong seconds,
        @Nullable String size) {

    /** The states of OpenAI's form. */
    public enum State {
        QUEUED("queued"),
        IN_PROGRESS("in_progress"),
        COMPLETED("completed"),
        FAILED("failed");

        private final String label;

        State(String label) {
            this.label = label;
        }

        /** As clients are told. */
        public String label() {
            return label;
        }

        public boolean isEnd() {
            return this == COMPLETED || this == FAILED;
        }
    }

    public Progress {
        outputs = List.copyOf(outputs);
    }

    /** How it ended; only of one that has. What failed has made the pictures that came, or none. */
    public JobEnd end() {
        return new JobEnd(
                state == State.COMPLETED,
                state == State.COMPLETED ? null : errorCode,
                costNanoUsd,
                state == State.FAILED || !outputs.isEmpty()
                        ? OptionalLong.of(outputs.size())
                        : OptionalLong.empty(),
                seconds);
    }
}
