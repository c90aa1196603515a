package dev.sluice.core.catalog;

import java.time.LocalDate;

/**
 * Where a row's numbers come from.
 *
 * @param asOf the day of the source
 */
public record Provenance(String source, LocalDate asOf) {
    /** Of a model that the catalog does not know. */
    static final Provenance NOT_LISTED = new Provenance("not in the catalog", LocalDate.EPOCH);
}
