package dev.sluice.core.settle;

import dev.sluice.core.call.Shown;
import dev.sluice.core.call.Source;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measures;
import java.time.Instant;

/**
 * A usage row in state {@code reserved}: the request runs, or it died.
 *
 * @param kind what the model does
 * @param first who was called first
 * @param reserved what the request may come to, of all that providers count
 * @param deadline after it nobody can still be serving the request: the sweep may close the row
 */
public record OpenRow(
        String requestId,
        String callerId,
        ModelKind kind,
        String modelAsked,
        Served first,
        Measures reserved,
        String catalogVersion,
        Instant createdAt,
        Instant deadline) {
    private static final int MOST_NAME_CHARS = 200;

    /** Requests and money are ours: a row's own. A caller may name anything: it is cut. */
    public OpenRow {
        reserved = reserved.counted();
        modelAsked = Shown.cut(modelAsked, MOST_NAME_CHARS);
    }

    /** The same where so much is reserved by now. */
    OpenRow grown(Measures reservedByNow) {
        return new OpenRow(
                requestId,
                callerId,
                kind,
                modelAsked,
                first,
                reserved.plus(reserved.missing(reservedByNow)),
                catalogVersion,
                createdAt,
                deadline);
    }

    public Source source() {
        return first.source();
    }

    public int slot() {
        return first.slot();
    }

    public String provider() {
        return first.provider();
    }

    public String modelServed() {
        return first.model();
    }

    /** The same, to be looked at by the sweep from another time on. */
    public OpenRow due(Instant otherDeadline) {
        return new OpenRow(
                requestId,
                callerId,
                kind,
                modelAsked,
                first,
                reserved,
                catalogVersion,
                createdAt,
                otherDeadline);
    }
}
