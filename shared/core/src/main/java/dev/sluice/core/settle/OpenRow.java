package dev.sluice.core.settle;

import dev.sluice.core.call.Source;
import java.time.Instant;

/**
 * A usage row in state {@code reserved}: the request runs, or it died.
 *
 * @param slot number of the slot first called
 * @param source whose account that is
 * @param reservedInputTokens estimate of the prompt
 * @param reservedOutputTokens what the answer may come to
 * @param deadline after it nobody can still be serving the request: the sweep may close the row
 */
public record OpenRow(
        String requestId,
        String callerId,
        Source source,
        int slot,
        String provider,
        String modelAsked,
        String modelServed,
        long reservedInputTokens,
        long reservedOutputTokens,
        String catalogVersion,
        Instant createdAt,
        Instant deadline) {
    /** A row of a configured slot. */
    public OpenRow(
            String requestId,
            String callerId,
            int slot,
            String provider,
            String modelAsked,
            String modelServed,
            long reservedInputTokens,
            long reservedOutputTokens,
            String catalogVersion,
            Instant createdAt,
            Instant deadline) {
        this(
                requestId,
                callerId,
                Source.SERVER,
                slot,
                provider,
                modelAsked,
                modelServed,
                reservedInputTokens,
                reservedOutputTokens,
                catalogVersion,
                createdAt,
                deadline);
    }
}
