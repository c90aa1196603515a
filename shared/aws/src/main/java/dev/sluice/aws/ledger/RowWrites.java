package dev.sluice.aws.ledger;

import dev.sluice.aws.store.Attributes;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.settle.Job;
import dev.sluice.core.settle.Note;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Settlement;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * What turns a row from one state into another. Each write has a condition, so that one whose
 * answer was lost may be sent again, and tells what it found where that does not hold: an empty
 * item where there is no row. Throws what the SDK does. Safe for any thread.
 */
final class RowWrites {
    static final ReturnValuesOnConditionCheckFailure FOUND =
            ReturnValuesOnConditionCheckFailure.ALL_OLD;

    private final DynamoDbClient client;
    private final String table;

    RowWrites(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    /**
     * @throws StoreUnavailable where somebody has settled the row since this call wrote it, a sweep
     *     that found it overdue: whoever opens it must call nobody
     */
    Optional<Map<String, AttributeValue>> open(OpenRow row) {
        PutItemRequest request =
                PutItemRequest.builder()
                        .tableName(table)
                        .item(LedgerItems.open(row))
                        .conditionExpression("attribute_not_exists(sk)")
                        .returnValuesOnConditionCheckFailure(FOUND)
                        .build();
        try {
            client.putItem(request);
            return Optional.empty();
        } catch (ConditionalCheckFailedException e) {
            if (e.numAttempts() > 1 && LedgerItems.isSettled(item(e))) {
                throw new StoreUnavailable(
                        "open on " + table,
                        new IllegalStateException("its row was settled while it was opened"));
            }
            return Optional.of(item(e));
        }
    }

    Optional<Map<String, AttributeValue>> discard(OpenRow row) {
        DeleteItemRequest request =
                DeleteItemRequest.builder()
                        .tableName(table)
                        .key(LedgerItems.rowKey(row))
                        .conditionExpression("#state = :reserved")
                        .expressionAttributeNames(Map.of("#state", LedgerItems.STATE))
                        .expressionAttributeValues(
                                Map.of(":reserved", Attributes.text(LedgerItems.RESERVED)))
                        .returnValuesOnConditionCheckFailure(FOUND)
                        .build();
        return found(() -> client.deleteItem(request));
    }

    /**
     * Only a row whose mark is the one that counts: one from before {@link RowMarks#marked} has
     * none yet.
     *
     * @param settler goes into the row, for a settle that is sent again to know its own
     */
    Optional<Map<String, AttributeValue>> settle(
            OpenRow row, Settlement settlement, DayMark mark, long settler) {
        Map<String, AttributeValue> attributes = settled(row, settlement);
        attributes.put(LedgerItems.MARK, Attributes.number(mark.number()));
        attributes.put(LedgerItems.SETTLER, Attributes.number(settler));
        return whileReserved(
                row,
                attributes,
                Map.of("#openShard", LedgerItems.OPEN_SHARD, "#setAside", LedgerItems.SET_ASIDE),
                " AND attribute_not_exists(#openShard) AND attribute_not_exists(#setAside) AND "
                        + (mark.number() == 0
                                ? "(attribute_not_exists(#mark) OR #mark = :mark)"
                                : "#mark = :mark"));
    }

    /**
     * Nobody settles it any more. It stays until somebody mends it: without {@code ttl}, which also
     * makes room for this.
     *
     * @param settled a row that is settled, or one that is not
     */
    Optional<Map<String, AttributeValue>> setAside(
            String callerId, String requestId, String reason, boolean settled) {
        UpdateItemRequest request =
                UpdateItemRequest.builder()
                        .tableName(table)
                        .key(LedgerItems.rowKey(callerId, requestId))
                        .updateExpression("SET #setAside = :reason REMOVE #ttl, openShard")
                        .conditionExpression(
                                settled
                                        ? "#state = :settled"
                                        : "attribute_exists(sk) AND NOT #state = :settled")
                        .expressionAttributeNames(
                                Map.of(
                                        "#setAside", LedgerItems.SET_ASIDE,
                                        "#ttl", LedgerItems.TTL,
                                        "#state", LedgerItems.STATE))
                        .expressionAttributeValues(
                                Map.of(
                                        ":reason", Attributes.text(reason),
                                        ":settled", Attributes.text(LedgerItems.SETTLED)))
                        .returnValuesOnConditionCheckFailure(FOUND)
                        .build();
        return found(() -> client.updateItem(request));
    }

    /** Not over what is known of more attempts. */
    Optional<Map<String, AttributeValue>> note(OpenRow row, Note note) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        LedgerItems.putServed(attributes, row, note);
        LedgerItems.putGrown(attributes, row, note);
        return tell(
                row,
                attributes,
                " AND (attribute_not_exists(#attempts) OR #attempts <= :attempts)");
    }

    /** Whether it was open, and stands for a job now: then it is kept as long as any. */
    boolean started(OpenRow row, Note note, Job job, Instant firstLook) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        LedgerItems.putServed(attributes, row, note);
        JobItems.put(attributes, job);
        attributes.put(LedgerItems.DEADLINE, Attributes.number(LedgerItems.micros(firstLook)));
        attributes.put(LedgerItems.TTL, LedgerItems.ttl(row));
        return tell(row, attributes, "").isEmpty();
    }

    /** Whether it is open. */
    boolean lookAgain(OpenRow row, Instant at) {
        AttributeValue micros = Attributes.number(LedgerItems.micros(at));
        return tell(row, Map.of(LedgerItems.DEADLINE, micros), "").isEmpty();
    }

    private Optional<Map<String, AttributeValue>> tell(
            OpenRow row, Map<String, AttributeValue> attributes, String condition) {
        return whileReserved(row, attributes, Map.of(), condition);
    }

    /**
     * @param others names that the condition has and the attributes have not
     * @param condition beside that the row is open
     */
    private Optional<Map<String, AttributeValue>> whileReserved(
            OpenRow row,
            Map<String, AttributeValue> attributes,
            Map<String, String> others,
            String condition) {
        Map<String, String> names = names(attributes.keySet());
        names.put("#state", LedgerItems.STATE);
        names.putAll(others);
        Map<String, AttributeValue> values = values(attributes);
        values.put(":reserved", Attributes.text(LedgerItems.RESERVED));
        UpdateItemRequest request =
                request(row)
                        .updateExpression(set(attributes.keySet()))
                        .conditionExpression("#state = :reserved" + condition)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values)
                        .build();
        return found(() -> client.updateItem(request));
    }

    Optional<Map<String, AttributeValue>> hide(OpenRow row) {
        UpdateItemRequest request =
                request(row)
                        .updateExpression("SET #hidden = :hidden")
                        .conditionExpression("attribute_exists(#job)")
                        .expressionAttributeNames(
                                Map.of("#hidden", JobItems.HIDDEN, "#job", JobItems.ID))
                        .expressionAttributeValues(Map.of(":hidden", Attributes.flag(true)))
                        .build();
        return found(() -> client.updateItem(request));
    }

    private UpdateItemRequest.Builder request(OpenRow row) {
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(LedgerItems.rowKey(row))
                .returnValuesOnConditionCheckFailure(FOUND);
    }

    static Optional<Map<String, AttributeValue>> found(Runnable write) {
        try {
            write.run();
            return Optional.empty();
        } catch (ConditionalCheckFailedException e) {
            return Optional.of(item(e));
        }
    }

    private static Map<String, AttributeValue> item(ConditionalCheckFailedException e) {
        return e.hasItem() ? e.item() : Map.of();
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
        row.put(LedgerItems.TTL, LedgerItems.ttl(opened));
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
