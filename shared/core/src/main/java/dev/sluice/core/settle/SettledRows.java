package dev.sluice.core.settle;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The newest settled rows of a process, in a ring. Each is kept as bytes, and the next one to come
 * to its place is written over it: a collector copies what is new and stays, and this is all that
 * stays of a request (docs/decisions/0008). So their room is there from the start. Not for several
 * threads at once.
 */
final class SettledRows {
    private static final int MOST_ROWS = 2_000;
    private static final int BUCKETS = 4_096;
    private static final int NONE = -1;

    private final RowBytes bytes = new RowBytes();
    private final byte[][] rows = new byte[MOST_ROWS][];
    private int size;
    private int next;

    /** The newest row of each bucket, by the hash of its id. */
    private final int[] newest = new int[BUCKETS];

    /** The next older one of the same bucket. */
    private final int[] older = new int[MOST_ROWS];

    SettledRows() {
        Arrays.fill(newest, NONE);
        Arrays.setAll(rows, at -> new byte[RowBytes.USUAL_BYTES]);
    }

    /**
     * Keeps one more.
     *
     * @return the id of the oldest one, which had to make room; null where there was some
     */
    @Nullable String add(OpenRow row, Settlement settlement) {
        String gone = size == MOST_ROWS ? forget(next) : null;
        rows[next] = bytes.write(row, settlement, rows[next]);
        int bucket = bucket(row.requestId());
        older[next] = newest[bucket];
        newest[bucket] = next;
        next = (next + 1) % MOST_ROWS;
        size = Math.min(size + 1, MOST_ROWS);
        return gone;
    }

    /** The oldest row of all is the last one of its bucket. */
    private String forget(int oldest) {
        String id = RowBytes.requestId(rows[oldest]);
        int bucket = bucket(id);
        if (newest[bucket] == oldest) {
            newest[bucket] = NONE;
            return id;
        }
        int at = newest[bucket];
        while (older[at] != oldest) {
            at = older[at];
        }
        older[at] = NONE;
        return id;
    }

    boolean has(String requestId) {
        return find(requestId) != NONE;
    }

    Optional<UsageRow> row(String requestId) {
        int at = find(requestId);
        return at == NONE ? Optional.empty() : Optional.of(RowBytes.row(rows[at]));
    }

    private int find(String requestId) {
        int at = newest[bucket(requestId)];
        while (at != NONE && !RowBytes.requestId(rows[at]).equals(requestId)) {
            at = older[at];
        }
        return at;
    }

    private static int bucket(String requestId) {
        return Math.floorMod(requestId.hashCode(), BUCKETS);
    }

    Stream<UsageRow> all() {
        return IntStream.range(0, size).mapToObj(at -> RowBytes.row(rows[at]));
    }
}
