package dev.sluice.core.admit;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;

/** Claims for tests. */
public final class Claims {
    /** How long a request of these tests may run. */
    public static final long LONGEST_MICROS = 600_000_000;

    private Claims() {}

    /** A request of so many tokens. */
    public static Measures tokens(long tokens) {
        return Measures.ONE_REQUEST.with(Measure.INPUT_TOKENS, tokens);
    }

    public static Claim claim(Measures measures, long nowMicros) {
        return new Claim(measures, nowMicros, nowMicros + LONGEST_MICROS);
    }
}
