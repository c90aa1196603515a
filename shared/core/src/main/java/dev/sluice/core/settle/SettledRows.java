package dev.sluice.core.settle;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The newest settled rows of a process. Each is kept as one array of bytes: a collector copies what
 * is new and stays, and some twenty objects a row were more than half of its pauses
 * (docs/decisions/0008). Not for several threads at once.
 */
final class SettledRows {
    private static final int MOST_ROWS = 2_000;

    private final Map<String, byte[]> rows = new LinkedHashMap<>();

    /**
     * Keeps one more.
     *
     * @return the id of the oldest one, which had to make room; null where there was some
     */
    @Nullable String add(OpenRow row, Settlement settlement) {
        rows.put(row.requestId(), RowBytes.of(row, settlement));
        if (rows.size() <= MOST_ROWS) {
            return null;
        }
        Iterator<String> oldest = rows.keySet().iterator();
        String id = oldest.next();
        oldest.remove();
        return id;
    }

    boolean has(String requestId) {
        return rows.containsKey(requestId);
    }

    Optional<UsageRow> row(String requestId) {
        return Optional.ofNullable(rows.get(requestId)).map(RowBytes::row);
    }

    Stream<UsageRow> all() {
        return rows.values().stream().map(RowBytes::row);
    }
}
