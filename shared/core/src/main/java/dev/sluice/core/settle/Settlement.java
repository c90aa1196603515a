package dev.sluice.core.settle;

import dev.sluice.core.call.Shown;
import dev.sluice.core.call.Source;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What turns an open row into a {@code settled} one.
 *
 * @param source whose account served, or was called last: of a caller's own the cost is 0
 * @param slot number of the slot that served, or was called last
 * @param status HTTP status the client was told
 * @param attempts upstream calls
 * @param costNanoUsd rounded up once; 0 where not priced
 * @param priced whether the catalog knew a price: an unknown one is never $0
 * @param ttftMillis from arrival to the first relayed byte; -1 if there was none
 * @param durationMillis from arrival to the end; -1 where nobody knows (the sweep)
 */
public record Settlement(
        Source source,
        int slot,
        String provider,
        String modelServed,
        Outcome outcome,
        int status,
        @Nullable String finishReason,
        @Nullable String errorCode,
        int attempts,
        Metered usage,
        long costNanoUsd,
        boolean priced,
        long ttftMillis,
        long durationMillis) {
    private static final int MOST_CHARS = 200;

    /** Cuts what a provider said: a row has little room. */
    public Settlement {
        finishReason = finishReason == null ? null : Shown.cut(finishReason, MOST_CHARS);
        errorCode = errorCode == null ? null : Shown.cut(errorCode, MOST_CHARS);
    }

    /** By a configured slot. */
    public Settlement(
            int slot,
            String provider,
            String modelServed,
            Outcome outcome,
            int status,
            @Nullable String finishReason,
            @Nullable String errorCode,
            int attempts,
            Metered usage,
            long costNanoUsd,
            boolean priced,
            long ttftMillis,
            long durationMillis) {
        this(
                Source.SERVER,
                slot,
                provider,
                modelServed,
                outcome,
                status,
                finishReason,
                errorCode,
                attempts,
                usage,
                costNanoUsd,
                priced,
                ttftMillis,
                durationMillis);
    }
}
