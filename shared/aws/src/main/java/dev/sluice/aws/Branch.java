package dev.sluice.aws;

import dev.sluice.core.admit.Gcra;
import dev.sluice.core.admit.Limit;
import java.util.List;

/** Which half of the algorithm one dimension takes in a conditional update. */
enum Branch {
    /** The dimension is not part of the update. */
    NONE(0),
    /** {@code SET tat = tat + i}, if now - slack ≤ tat ≤ now + burst - i. */
    BUSY(1),
    /** {@code SET tat = now + i}, if absent or tat &lt; now - slack. */
    IDLE(2);

    static final int COUNT = 3;
    private static final List<Branch> BY_DIGIT = List.of(NONE, BUSY, IDLE);

    private final int digit;

    Branch(int digit) {
        this.digit = digit;
    }

    /** Its digit in the number of a combination of branches, in base {@value #COUNT}. */
    int digit() {
        return digit;
    }

    static Branch ofDigit(int digit) {
        return BY_DIGIT.get(digit);
    }

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
