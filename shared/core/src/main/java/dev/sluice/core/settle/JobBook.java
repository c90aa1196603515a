package dev.sluice.core.settle;

import java.util.List;
import java.util.Optional;

/**
 * The rows that stand for jobs, for reading: each caller sees its own alone. Blocking; safe for any
 * thread.
 */
public interface JobBook {

    /** A caller's job by its row's id, deleted ones too. */
    Optional<JobRow> job(String callerId, String requestId);

    /**
     * A caller's jobs of one form, in the order in which they were begun, without deleted ones.
     *
     * @param after the row's id behind which it begins; empty = at the first
     * @param newestFirst the order
     * @param most so many at most
     */
    List<JobRow> jobs(String callerId, String form, String after, boolean newestFirst, int most);
}
