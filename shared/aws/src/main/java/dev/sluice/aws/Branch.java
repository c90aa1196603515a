package dev.sluice.aws;

import dev.sluice.core.admit.Gcra;
import dev.sluice.core.admit.Limit;

/** Which half of the algorithm one dimension takes in a conditional update. */
enum Branch {
    /** The dimension is not part of the update. */
    NONE,
    /** {@code SET tat = tat + i}, if now - slack ≤ tat ≤ now + burst - i. */
    BUSY,
    /** {@code SET tat = now + i}, if absent or tat &lt; now - slack. */
    IDLE;

    /**
     * The branch a TAT leads to. An increment above the burst can pass on the busy branch only,
     * where the condition holds its own bound.
     */
    static Branch of(Limit limit, long incrementMicros, long tatMicros, long nowMicros) {
        return Gcra.isBusy(limit, tatMicros, nowMicros) || incrementMicros > limit.burstMicros()
                ? BUSY
                : IDLE;
    }
}
