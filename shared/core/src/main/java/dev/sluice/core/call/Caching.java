package dev.sluice.core.call;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;

/** How long a request asks its provider to keep its prompt, which may cost more than reading it. */
public enum Caching {
    /** It does not ask. */
    NONE,
    /** For minutes. */
    MINUTES,
    /** Some of it for an hour. */
    AN_HOUR;

    /** The dearest that so much input can be: all of it is written to the cache. */
    public Measures dearest(Measures counted) {
        if (this == NONE) {
            return counted;
        }
        long inputTokens = counted.of(Measure.INPUT_TOKENS);
        Measures written = counted.with(Measure.CACHE_WRITE_TOKENS, inputTokens);
        return this == AN_HOUR
                ? written.with(Measure.CACHE_WRITE_HOUR_TOKENS, inputTokens)
                : written;
    }
}
