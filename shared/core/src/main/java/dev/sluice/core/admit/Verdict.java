package dev.sluice.core.admit;

import dev.sluice.core.limit.Limit;
import org.jspecify.annotations.Nullable;

/** The answer of one scope to one claim. */
public sealed interface Verdict {

    /** Taken: the state after it. */
    record Taken(ScopeState after) implements Verdict {}

    /**
     * Not taken, and nothing was changed.
     *
     * @param limit the one with the longest wait; null while the scope cools down
     * @param waitMicros after this time the same claim passes, if nobody else takes it; {@link
     *     Long#MAX_VALUE} = never. Where only reservations are in a budget's way it is a guess
     * @param spent whether the limit is a budget, and used up whatever the requests that still run
     *     give back
     */
    record Refused(@Nullable Limit limit, long waitMicros, boolean spent, ScopeState state)
            implements Verdict {

        /** Whether the slot is parked: no limit refuses, its account does. */
        boolean isParked() {
            return limit == null && state.cooldown(Scope.WHOLE).probed();
        }
    }
}
