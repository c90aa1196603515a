package dev.sluice.core.admit;

import org.jspecify.annotations.Nullable;

/** The answer of one scope to one cost. */
public sealed interface Verdict {

    /** Taken: the state after it. */
    record Taken(ScopeState after) implements Verdict {}

    /**
     * Not taken, and nothing was changed.
     *
     * @param dimension the limit with the longest wait; null while the scope cools down
     * @param waitMicros after this time the same cost passes, if nobody else takes it
     */
    record Refused(@Nullable Dimension dimension, long waitMicros, ScopeState state)
            implements Verdict {}
}
