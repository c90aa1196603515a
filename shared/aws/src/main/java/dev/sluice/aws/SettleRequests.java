package dev.sluice.aws;

import dev.sluice.core.settle.Note;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Settlement;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** Builds the transaction that settles a row and moves its rollup. */
final class SettleRequests {
    private final String table;

    SettleRequests(String table) {
        this.table = table;
    }

    /**
     * A new client token each: the same request sent again counts once.
     *
     * @param shard of the day's rollup
     */
    TransactWriteItemsRequest request(OpenRow row, Settlement settlement, int shard) {
        return TransactWriteItemsRequest.builder()
                .clientRequestToken(UUID.randomUUID().toString())
                .transactItems(
                        TransactWriteItem.builder().update(settleRow(row, settlement)).build(),
                        TransactWriteItem.builder()
                                .update(addToDay(row, settlement, shard))
                                .build())
                .build();
    }

    private Update settleRow(OpenRow row, Settlement settlement) {
        Map<String, AttributeValue> attributes = settled(row, settlement);
        Map<String, String> names = names(attributes.keySet());
        names.put("#openShard", LedgerItems.OPEN_SHARD);
        Map<String, AttributeValue> values = values(attributes);
        values.put(":reserved", Attributes.text(LedgerItems.RESERVED));
        return Update.builder()
                .tableName(table)
                .key(LedgerItems.rowKey(row))
                .updateExpression(set(attributes.keySet()) + " REMOVE #openShard")
                .conditionExpression("#state = :reserved")
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
    }

    private Update addToDay(OpenRow row, Settlement settlement, int shard) {
        Map<String, AttributeValue> attributes = added(settlement);
        Map<String, String> names = names(attributes.keySet());
        names.put("#ttl", LedgerItems.TTL);
        Map<String, AttributeValue> values = values(attributes);
        values.put(":ttl", LedgerItems.ttl(row));
        return Update.builder()
                .tableName(table)
                .key(LedgerItems.rollupKey(row, shard))
                .updateExpression(
                        attributes.keySet().stream()
                                .map(name -> "#" + name + " :" + name)
                                .collect(Collectors.joining(", ", "SET #ttl = :ttl ADD ", "")))
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .build();
    }

    /** What is not known (no answer, no first byte) stays absent. */
    private static Map<String, AttributeValue> settled(OpenRow opened, Settlement settlement) {
        Map<String, AttributeValue> row = new LinkedHashMap<>();
        LedgerItems.putServed(
                row,
                opened,
                new Note(settlement.served(), settlement.attempts(), settlement.usage()));
        LedgerItems.putUnused(row, opened.reserved());
        row.put(LedgerItems.STATE, Attributes.text(LedgerItems.SETTLED));
        row.put("outcome", Attributes.text(settlement.outcome().label()));
        row.put("status", Attributes.number(settlement.status()));
        putText(row, "finishReason", settlement.finishReason());
        putText(row, "errorCode", settlement.errorCode());
        row.put("costNanoUsd", Attributes.number(settlement.costNanoUsd()));
        row.put("priced", Attributes.flag(settlement.priced()));
        putMillis(row, "ttftMillis", settlement.ttftMillis());
        putMillis(row, "durationMillis", settlement.durationMillis());
        return row;
    }

    private static Map<String, AttributeValue> added(Settlement settlement) {
        Map<String, AttributeValue> sums = new LinkedHashMap<>();
        sums.put("requests", Attributes.number(1));
        LedgerItems.putUsage(sums, settlement.usage());
        sums.put("costNanoUsd", Attributes.number(settlement.costNanoUsd()));
        sums.put("unpricedRequests", Attributes.number(settlement.priced() ? 0 : 1));
        sums.put("estimatedRequests", Attributes.number(settlement.usage().estimated() ? 1 : 0));
        return sums;
    }

    private static void putText(
            Map<String, AttributeValue> item, String name, @Nullable String value) {
        if (value != null) {
            item.put(name, Attributes.text(value));
        }
    }

    private static void putMillis(Map<String, AttributeValue> item, String name, long millis) {
        if (millis >= 0) {
            item.put(name, Attributes.number(millis));
        }
    }

    static String set(Collection<String> attributes) {
        return attributes.stream()
                .map(name -> "#" + name + " = :" + name)
                .collect(Collectors.joining(", ", "SET ", ""));
    }

    static Map<String, String> names(Iterable<String> attributes) {
        Map<String, String> names = new HashMap<>();
        attributes.forEach(name -> names.put("#" + name, name));
        return names;
    }

    static Map<String, AttributeValue> values(Map<String, AttributeValue> attributes) {
        Map<String, AttributeValue> values = new HashMap<>();
        attributes.forEach((name, value) -> values.put(":" + name, value));
        return values;
    }
}
