package dev.sluice.core.settle;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What stands in a ledger, for reading: apart from the ledger, for nothing that serves needs it.
 */
public interface UsageView {

    Optional<UsageRow> row(String callerId, String requestId);

    /** A caller's rows, newest first (by creation), at most so many. */
    List<UsageRow> newest(String callerId, int most);

    /**
     * The sums of a caller's settled rows created on this day (UTC); all zero if there are none.
     */
    Rollup rollup(String callerId, LocalDate day);

    /** The sums of every day that is kept and has any, by day. */
    SortedMap<LocalDate, Rollup> days(String callerId);
}
