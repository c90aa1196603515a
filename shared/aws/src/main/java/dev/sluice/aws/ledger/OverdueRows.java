package dev.sluice.aws.ledger;

import dev.sluice.aws.store.Attributes;
import dev.sluice.aws.store.StoreCalls;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.OpenRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Finds open rows whose deadline has passed. The index says which days have had open requests and
 * are to be looked at ({@link DayLook}); what a process that died has left undone there is done on
 * the way. A row in the index itself is from before there were marks, or was set aside and mended:
 * it gets one. Safe for any thread, and for any number of processes at once.
 */
final class OverdueRows {
    private static final int MOST_OF_A_SHARD = 1_000;
    private static final int MOST_FAILURES = 3;

    private final DynamoDbClient client;
    private final String table;
    private final StoredItems items;
    private final RowMarks marks;
    private final DayWrites days;

    OverdueRows(DynamoDbClient client, String table, RowMarks marks, DayWrites days) {
        this.client = client;
        this.table = table;
        this.items = new StoredItems(client, table);
        this.marks = marks;
        this.days = days;
    }

    /** What a look is about, and what it has found. */
    static final class Look {
        final Instant now;
        final List<Ledger.Overdue> rows = new ArrayList<>();
        final List<Ledger.Stuck> stuck = new ArrayList<>();
        final List<RuntimeException> failures = new ArrayList<>();
        private int failuresOfTheStore;

        /** An index that has all of an item is one from before, and so is the sweeper's role. */
        final boolean byWrites;

        Look(Instant now, boolean byWrites) {
            this.now = now;
            this.byWrites = byWrites;
        }

        /**
         * One that fails stops no other; what is broken comes first at every look, and stays so.
         */
        void each(Runnable item) {
            try {
                item.run();
            } catch (StoreUnavailable e) {
                failures.add(e);
                failuresOfTheStore += StoreCalls.isOfItsItem(e) ? 0 : 1;
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }

        /** Where the store fails so often, it is not asked for the others. */
        boolean isOver(int most) {
            return size() >= most || failuresOfTheStore >= MOST_FAILURES;
        }

        int size() {
            return rows.size() + stuck.size();
        }

        boolean isOver(long deadlineMicros) {
            return deadlineMicros < LedgerItems.micros(now);
        }

        void cannotRead(Map<String, AttributeValue> row, RuntimeException cause) {
            stuck.add(
                    new Ledger.Stuck(
                            Attributes.text(row, LedgerItems.CALLER_ID),
                            LedgerItems.requestId(row),
                            "it cannot be read: " + cause.getMessage()));
        }
    }

    /**
     * The longest overdue first; what is not found for its number, a later look finds. Throws what
     * an item failed of where nothing is found: what was found is closed before that is told.
     */
    Ledger.Found look(Instant now, int most) {
        List<Map<String, AttributeValue>> due = new ArrayList<>();
        for (int shard = 0; shard < LedgerItems.SHARDS; shard++) {
            due.addAll(due(shard, now));
        }
        due.sort(Comparator.comparingLong(item -> Attributes.number(item, LedgerItems.DEADLINE)));
        Look look = new Look(now, due.stream().anyMatch(OverdueRows::isWhole));
        int step = StoredItems.MOST_AT_ONCE;
        for (int from = 0; from < due.size() && !look.isOver(most); from += step) {
            look(due.subList(from, Math.min(due.size(), from + step)), look, most);
        }
        if (look.size() == 0 && !look.failures.isEmpty()) {
            throw look.failures.getFirst();
        }
        look.rows.sort(Comparator.comparing(standing -> standing.row().deadline()));
        return new Ledger.Found(look.rows.subList(0, Math.min(most, look.rows.size())), look.stuck);
    }

    private static boolean isWhole(Map<String, AttributeValue> item) {
        return item.containsKey(LedgerItems.STATE) || item.containsKey(LedgerItems.TTL);
    }

    /** One page: a query of so few small items ends before the limit of a megabyte. */
    private List<Map<String, AttributeValue>> due(int shard, Instant now) {
        QueryRequest request =
                QueryRequest.builder()
                        .tableName(table)
                        .indexName(LedgerItems.OPEN_INDEX)
                        .keyConditionExpression("openShard = :shard AND deadline < :now")
                        .expressionAttributeValues(
                                Map.of(
                                        ":shard", Attributes.text(Integer.toString(shard)),
                                        ":now", Attributes.number(LedgerItems.micros(now))))
                        .limit(MOST_OF_A_SHARD)
                        .build();
        return StoreCalls.call(
                "look for overdue rows on " + table, () -> client.query(request).items());
    }

    /** The index may lag behind: what an item says itself holds. */
    private void look(List<Map<String, AttributeValue>> due, Look look, int most) {
        List<Map<String, AttributeValue>> keys = due.stream().map(StoredItems::key).toList();
        for (Map<String, AttributeValue> item : items.read(keys, look.byWrites)) {
            if (item.containsKey(LedgerItems.OPEN_SHARD) && !look.isOver(most)) {
                look.each(
                        () -> {
                            if (LedgerItems.isRow(item)) {
                                inTheIndex(item, look);
                            } else {
                                new DayLook(item, look, items, marks, days).look(most);
                            }
                        });
            }
        }
    }

    private void inTheIndex(Map<String, AttributeValue> item, Look look) {
        if (LedgerItems.isSettled(item)) {
            mended(item, look);
        } else {
            fromBefore(item, look);
        }
    }

    private void fromBefore(Map<String, AttributeValue> item, Look look) {
        Ledger.Overdue standing;
        try {
            standing = UsageItems.overdue(item);
        } catch (RuntimeException e) {
            look.cannotRead(item, e);
            return;
        }
        if (look.isOver(LedgerItems.micros(standing.row().deadline()))) {
            adopt(standing.row());
            look.rows.add(standing);
        }
    }

    /** A settled row that was set aside: its day's next look adds it. */
    private void mended(Map<String, AttributeValue> item, Look look) {
        OpenRow row;
        try {
            UsageItems.summand(item);
            row = LedgerItems.openRow(item);
        } catch (RuntimeException e) {
            look.cannotRead(item, e);
            return;
        }
        DayMark mark = DayMark.another(row.requestId());
        StoreCalls.call(
                "mark on " + table,
                () -> {
                    days.mark(row, mark, () -> {});
                    return marks.mended(row, mark);
                });
    }

    /** Its mark comes first: a row without one would not be found again. */
    void adopt(OpenRow row) {
        DayMark mark = DayMark.another(row.requestId());
        StoreCalls.call(
                "mark on " + table,
                () -> {
                    days.mark(row, mark, () -> {});
                    return marks.adopt(row, mark);
                });
    }
}
