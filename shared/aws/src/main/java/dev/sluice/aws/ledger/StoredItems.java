package dev.sluice.aws.ledger;

import dev.sluice.aws.store.Attributes;
import dev.sluice.aws.store.StoreCalls;
import dev.sluice.core.admit.StoreUnavailable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/** Reads items of the usage table by their keys, as they are at that moment. For any thread. */
final class StoredItems {
    /** What DynamoDB gives in one call. */
    static final int MOST_AT_ONCE = 100;

    private final DynamoDbClient client;
    private final String table;

    StoredItems(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    /**
     * One item a key, in their order; an empty one where there is none.
     *
     * @param keys at most {@value #MOST_AT_ONCE}
     * @param byWrites for a sweeper of before, which may not read the table: a write that changes
     *     nothing tells what is there
     */
    List<Map<String, AttributeValue>> read(
            List<Map<String, AttributeValue>> keys, boolean byWrites) {
        if (byWrites) {
            return keys.stream().map(this::byWrite).toList();
        }
        Map<Map<String, AttributeValue>, Map<String, AttributeValue>> found = new HashMap<>();
        List<Map<String, AttributeValue>> asked = keys;
        while (!asked.isEmpty()) {
            BatchGetItemResponse answer = batch(asked);
            answer.responses()
                    .getOrDefault(table, List.of())
                    .forEach(item -> found.put(key(item), item));
            KeysAndAttributes left = answer.unprocessedKeys().get(table);
            List<Map<String, AttributeValue>> next = left == null ? List.of() : left.keys();
            if (next.size() == asked.size()) {
                throw new StoreUnavailable(
                        "read " + table, new IllegalStateException("it is throttled"));
            }
            asked = next;
        }
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        keys.forEach(key -> items.add(found.getOrDefault(key, Map.of())));
        return items;
    }

    private BatchGetItemResponse batch(List<Map<String, AttributeValue>> keys) {
        KeysAndAttributes asked =
                KeysAndAttributes.builder().keys(keys).consistentRead(true).build();
        BatchGetItemRequest request =
                BatchGetItemRequest.builder().requestItems(Map.of(table, asked)).build();
        return StoreCalls.call("read " + table, () -> client.batchGetItem(request));
    }

    private Map<String, AttributeValue> byWrite(Map<String, AttributeValue> key) {
        return StoreCalls.call(
                "read " + table,
                () -> {
                    try {
                        return client.updateItem(
                                        ask ->
                                                ask.tableName(table)
                                                        .key(key)
                                                        .conditionExpression("attribute_exists(sk)")
                                                        .returnValues(ReturnValue.ALL_NEW))
                                .attributes();
                    } catch (ConditionalCheckFailedException e) {
                        return Map.of();
                    }
                });
    }

    static Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
        return LedgerItems.key(
                Attributes.text(item, LedgerItems.CALLER_ID),
                Attributes.text(item, LedgerItems.SK));
    }
}
