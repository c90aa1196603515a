package dev.sluice.aws;

import dev.sluice.core.settle.Ledger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Finds open rows whose deadline has passed. The index says which. One of keys alone has no more of
 * them: then the table says what they are, and a row that was settled a moment ago is none. One of
 * all attributes, of a stage from before, says it all, and the sweep needs no leave to read the
 * table. Safe for any thread.
 */
final class OverdueRows {
    /** What DynamoDB gives in one call. */
    private static final int MOST_AT_ONCE = 100;

    private final DynamoDbClient client;
    private final String table;

    OverdueRows(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    /** The longest overdue first; what is not found for its number, a later look finds. */
    Ledger.Found look(Instant now, int most) {
        List<Map<String, AttributeValue>> found = new ArrayList<>();
        for (int shard = 0; shard < LedgerItems.SHARDS; shard++) {
            found.addAll(keys(shard, now, most));
        }
        found.sort(Comparator.comparingLong(item -> Attributes.number(item, LedgerItems.DEADLINE)));
        List<Ledger.Overdue> rows = new ArrayList<>();
        List<Ledger.Stuck> stuck = new ArrayList<>();
        int end = Math.min(most, found.size());
        for (int from = 0; from < end; from += MOST_AT_ONCE) {
            whole(found.subList(from, Math.min(end, from + MOST_AT_ONCE)))
                    .forEach(item -> read(item, rows, stuck));
        }
        rows.sort(Comparator.comparing(standing -> standing.row().deadline()));
        return new Ledger.Found(rows, stuck);
    }

    /** One page: a query of so few small items ends before the limit of a megabyte. */
    private List<Map<String, AttributeValue>> keys(int shard, Instant now, int most) {
        QueryRequest request =
                QueryRequest.builder()
                        .tableName(table)
                        .indexName(LedgerItems.OPEN_INDEX)
                        .keyConditionExpression("openShard = :shard AND deadline < :now")
                        .expressionAttributeValues(
                                Map.of(
                                        ":shard", Attributes.text(Integer.toString(shard)),
                                        ":now", Attributes.number(LedgerItems.micros(now))))
                        .limit(most)
                        .build();
        return StoreCalls.call(
                "look for overdue rows on " + table, () -> client.query(request).items());
    }

    private List<Map<String, AttributeValue>> whole(List<Map<String, AttributeValue>> found) {
        if (found.getFirst().containsKey(LedgerItems.STATE)) {
            return found;
        }
        KeysAndAttributes asked =
                KeysAndAttributes.builder()
                        .keys(found.stream().map(OverdueRows::key).toList())
                        .consistentRead(true)
                        .build();
        BatchGetItemRequest request =
                BatchGetItemRequest.builder().requestItems(Map.of(table, asked)).build();
        return StoreCalls.call(
                "read overdue rows on " + table,
                () -> client.batchGetItem(request).responses().getOrDefault(table, List.of()));
    }

    private static Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
        return LedgerItems.key(
                Attributes.text(item, LedgerItems.CALLER_ID),
                Attributes.text(item, LedgerItems.SK));
    }

    /** It has its keys, whatever else it may be. */
    private static void read(
            Map<String, AttributeValue> item, List<Ledger.Overdue> rows, List<Ledger.Stuck> stuck) {
        if (!item.containsKey(LedgerItems.OPEN_SHARD)) {
            return;
        }
        try {
            rows.add(UsageItems.overdue(item));
        } catch (RuntimeException e) {
            stuck.add(
                    new Ledger.Stuck(
                            Attributes.text(item, LedgerItems.CALLER_ID),
                            LedgerItems.requestId(item),
                            "it cannot be read: " + e.getMessage()));
        }
    }
}
