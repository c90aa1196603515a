package dev.sluice.core.settle;

import dev.sluice.core.call.Source;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What turns an open row into a {@code settled} one.
 *
 * @param served who served, or was called last
 * @param attempts upstream calls
 * @param ttftMillis from arrival to the first relayed byte; -1 if there was none
 * @param durationMillis from arrival to the end; -1 where nobody knows (the sweep)
 */
public record Settlement(
        Served served,
        Told told,
        int attempts,
        Metered usage,
        Cost cost,
        long ttftMillis,
        long durationMillis) {

    /** All that limits and rollups count: the request, what was used, and its cost. */
    public Measures measures() {
        return usage.measures().ofRequest(cost.nanoUsd());
    }

    public Source source() {
        return served.source();
    }

    public int slot() {
        return served.slot();
    }

    public String provider() {
        return served.provider();
    }

    public String modelServed() {
        return served.model();
    }

    public Outcome outcome() {
        return told.outcome();
    }

    public int status() {
        return told.status();
    }

    public @Nullable String finishReason() {
        return told.finishReason();
    }

    public @Nullable String errorCode() {
        return told.errorCode();
    }

    public long costNanoUsd() {
        return cost.nanoUsd();
    }

    public boolean priced() {
        return cost.priced();
    }
}
