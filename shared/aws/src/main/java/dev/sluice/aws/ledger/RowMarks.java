package dev.sluice.aws.ledger;

import dev.sluice.aws.store.Attributes;
import dev.sluice.core.settle.OpenRow;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Says in a row which of its {@link DayMark}s counts; that one is in its day by then. As {@link
 * RowWrites} does it: each write has a condition, and tells what it found where that does not hold.
 * Safe for any thread.
 */
final class RowMarks {
    private final DynamoDbClient client;
    private final String table;

    RowMarks(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    /** In an open row, where nobody has said so before. */
    Optional<Map<String, AttributeValue>> marked(OpenRow row, DayMark mark) {
        return inOpen(row, mark, "SET #mark = :mark", "attribute_not_exists(#mark)");
    }

    /** In an open row from before there were marks, which is in the index by itself. */
    Optional<Map<String, AttributeValue>> adopt(OpenRow row, DayMark mark) {
        return inOpen(
                row, mark, "SET #mark = :mark REMOVE openShard", "attribute_exists(openShard)");
    }

    private Optional<Map<String, AttributeValue>> inOpen(
            OpenRow row, DayMark mark, String update, String condition) {
        UpdateItemRequest request =
                request(row)
                        .updateExpression(update)
                        .conditionExpression("#state = :reserved AND " + condition)
                        .expressionAttributeNames(
                                Map.of("#state", LedgerItems.STATE, "#mark", LedgerItems.MARK))
                        .expressionAttributeValues(
                                Map.of(
                                        ":reserved", Attributes.text(LedgerItems.RESERVED),
                                        ":mark", Attributes.number(mark.number())))
                        .build();
        return RowWrites.found(() -> client.updateItem(request));
    }

    /**
     * In a settled row that was set aside and has been mended, which is kept as long as any again.
     */
    Optional<Map<String, AttributeValue>> mended(OpenRow row, DayMark mark) {
        UpdateItemRequest request =
                request(row)
                        .updateExpression("SET #mark = :mark, #ttl = :ttl REMOVE openShard")
                        .conditionExpression("#state = :settled AND attribute_exists(openShard)")
                        .expressionAttributeNames(
                                Map.of(
                                        "#state", LedgerItems.STATE,
                                        "#mark", LedgerItems.MARK,
                                        "#ttl", LedgerItems.TTL))
                        .expressionAttributeValues(
                                Map.of(
                                        ":settled", Attributes.text(LedgerItems.SETTLED),
                                        ":mark", Attributes.number(mark.number()),
                                        ":ttl", LedgerItems.ttl(row)))
                        .build();
        return RowWrites.found(() -> client.updateItem(request));
    }

    private UpdateItemRequest.Builder request(OpenRow row) {
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(LedgerItems.rowKey(row))
                .returnValuesOnConditionCheckFailure(RowWrites.FOUND);
    }
}
