package dev.sluice.aws.ledger;

import dev.sluice.aws.store.Attributes;
import dev.sluice.aws.store.SentOnce;
import dev.sluice.aws.store.StoreCalls;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Rollup;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * What is written to a day's item: a request is marked as open in it, then added to its sums, which
 * takes its mark away. Whoever finds that a request is settled may add it, any number may: the mark
 * lets one of them. Safe for any thread.
 */
final class DayWrites {
    /** None is begun after it: one that hangs ends within a second and a half. */
    private static final long LAST_MARK_NANOS = 2_000_000_000L;

    /**
     * Requests that began together may come in another order: then the first is looked at so late.
     */
    private static final long TOGETHER_MICROS = 1_000_000;

    private static final int TRIES = 8;
    private static final Map<String, String> INDEX_NAMES =
            Map.of("#deadline", LedgerItems.DEADLINE, "#shard", LedgerItems.OPEN_SHARD);

    private final DynamoDbClient client;
    private final String table;

    DayWrites(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    /**
     * Marks a row that is being opened, with one mark after the other until an answer says that it
     * is there.
     *
     * @param goesOut run before the first one is sent
     * @return that one
     */
    DayMark mark(OpenRow row, Runnable goesOut) {
        long lastNanos = System.nanoTime() + LAST_MARK_NANOS;
        for (int number = 0; ; number++) {
            DayMark mark = new DayMark(row.requestId(), number);
            try {
                mark(row, mark, goesOut);
                return mark;
            } catch (SdkException e) {
                boolean last = number + 1 == DayMark.OF_OPENING || System.nanoTime() > lastNanos;
                if (last || e instanceof DynamoDbException) {
                    throw StoreCalls.unavailable("mark on " + table, e);
                }
            }
        }
    }

    /** Marks it once; the item is in the index then, no later than with the row's deadline. */
    void mark(OpenRow row, DayMark mark, Runnable goesOut) {
        for (int tries = 0; tries < TRIES; tries++) {
            UpdateItemRequest request = marking(row, mark, tries % 2 != 0, goesOut);
            if (went(
                    () ->
                            StoreCalls.within(
                                    "mark on " + table, () -> client.updateItem(request)))) {
                return;
            }
        }
        throw new IllegalStateException("the deadline of " + table + " runs to and fro");
    }

    private UpdateItemRequest marking(OpenRow row, DayMark mark, boolean sooner, Runnable goesOut) {
        long deadline = LedgerItems.micros(row.deadline());
        Map<String, String> names = new HashMap<>(INDEX_NAMES);
        names.put("#open", DayItems.OPEN);
        names.put("#ttl", LedgerItems.TTL);
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":mark", DayMark.set(List.of(mark)));
        values.put(":shard", Attributes.text(DayItems.indexShard(row.requestId())));
        values.put(":deadline", Attributes.number(deadline));
        values.put(":latest", Attributes.number(deadline + TOGETHER_MICROS));
        values.put(":ttl", LedgerItems.ttl(row));
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(DayItems.key(row))
                .updateExpression(
                        "SET #shard = if_not_exists(#shard, :shard), #ttl = :ttl, #deadline = "
                                + (sooner ? ":deadline" : "if_not_exists(#deadline, :deadline)")
                                + " ADD #open :mark")
                .conditionExpression(
                        "attribute_not_exists(#deadline) OR #deadline "
                                + (sooner ? ">" : "<=")
                                + " :latest")
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .overrideConfiguration(SentOnce.telling(goesOut))
                .build();
    }

    /** Adds a settled row to the sums, unless somebody has. */
    void add(Map<String, AttributeValue> key, DayMark mark, Rollup row) {
        Map<String, AttributeValue> attributes = added(row);
        Map<String, String> names = RowWrites.names(attributes.keySet());
        names.put("#open", DayItems.OPEN);
        Map<String, AttributeValue> values = RowWrites.values(attributes);
        values.put(":marks", DayMark.set(List.of(mark)));
        values.put(":mark", mark.value());
        UpdateItemRequest request =
                request(key)
                        .updateExpression(
                                attributes.keySet().stream()
                                        .map(name -> "#" + name + " :" + name)
                                        .collect(
                                                Collectors.joining(
                                                        ", ", "ADD ", " DELETE #open :marks")))
                        .conditionExpression("contains(#open, :mark)")
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values)
                        .build();
        StoreCalls.call("add up on " + table, () -> went(() -> client.updateItem(request)));
    }

    /** Takes marks away that stand for nothing. */
    void drop(Map<String, AttributeValue> key, List<DayMark> marks) {
        dropping(key, marks, ReturnValue.NONE);
    }

    /** The same, and the item too if it holds nothing else: no day is kept of what was refused. */
    void undo(OpenRow row) {
        Map<String, AttributeValue> key = DayItems.key(row);
        Map<String, AttributeValue> left =
                dropping(key, DayMark.ofOpening(row.requestId()), ReturnValue.ALL_NEW);
        if (left.isEmpty()
                || left.containsKey(DayItems.OPEN)
                || left.containsKey(DayItems.REQUESTS)) {
            return;
        }
        Runnable delete =
                () ->
                        client.deleteItem(
                                ask ->
                                        ask.tableName(table)
                                                .key(key)
                                                .conditionExpression(
                                                        "attribute_not_exists(#open) AND"
                                                                + " attribute_not_exists(#requests)")
                                                .expressionAttributeNames(
                                                        Map.of(
                                                                "#open", DayItems.OPEN,
                                                                "#requests", DayItems.REQUESTS)));
        StoreCalls.call("discard on " + table, () -> went(delete));
    }

    /** What is left then; empty where there was no mark at all. */
    private Map<String, AttributeValue> dropping(
            Map<String, AttributeValue> key, List<DayMark> marks, ReturnValue told) {
        UpdateItemRequest request =
                request(key)
                        .updateExpression("DELETE #open :marks")
                        .conditionExpression("attribute_exists(#open)")
                        .expressionAttributeNames(Map.of("#open", DayItems.OPEN))
                        .expressionAttributeValues(Map.of(":marks", DayMark.set(marks)))
                        .returnValues(told)
                        .build();
        return StoreCalls.call("take marks from " + table, () -> standing(request));
    }

    /** The item behind the write; empty where its condition did not hold. */
    private Map<String, AttributeValue> standing(UpdateItemRequest request) {
        try {
            return client.updateItem(request).attributes();
        } catch (ConditionalCheckFailedException e) {
            return Map.of();
        }
    }

    /** Has the sweep look at it by then, where it would come later. */
    void lookBy(Map<String, AttributeValue> key, Instant at) {
        schedule(key, "#deadline > :at", Map.of(":at", micros(at)));
    }

    /**
     * Has the sweep look again at one that it has just looked at, unless another did so too.
     *
     * @return the item as it stands then: whoever was marked meanwhile saw it due, and relied on
     *     it; empty where another was here
     */
    Map<String, AttributeValue> lookAgain(
            Map<String, AttributeValue> key, long seenMicros, Instant at) {
        return schedule(
                key,
                "#deadline = :seen",
                Map.of(":at", micros(at), ":seen", Attributes.number(seenMicros)));
    }

    private Map<String, AttributeValue> schedule(
            Map<String, AttributeValue> key, String condition, Map<String, AttributeValue> values) {
        UpdateItemRequest request =
                request(key)
                        .updateExpression("SET #deadline = :at")
                        .conditionExpression("attribute_exists(#shard) AND " + condition)
                        .expressionAttributeNames(INDEX_NAMES)
                        .expressionAttributeValues(values)
                        .returnValues(ReturnValue.ALL_NEW)
                        .build();
        return StoreCalls.call("plan a look at " + table, () -> standing(request));
    }

    /** Takes it out of the index, unless a request was marked meanwhile. */
    void leave(Map<String, AttributeValue> key) {
        Map<String, String> names = new HashMap<>(INDEX_NAMES);
        names.put("#open", DayItems.OPEN);
        UpdateItemRequest request =
                request(key)
                        .updateExpression("REMOVE #shard, #deadline")
                        .conditionExpression(
                                "attribute_exists(#shard) AND attribute_not_exists(#open)")
                        .expressionAttributeNames(names)
                        .build();
        StoreCalls.call("leave " + table, () -> went(() -> client.updateItem(request)));
    }

    private UpdateItemRequest.Builder request(Map<String, AttributeValue> key) {
        return UpdateItemRequest.builder().tableName(table).key(key);
    }

    /** Whether its condition held. */
    private static boolean went(Runnable write) {
        try {
            write.run();
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    private static AttributeValue micros(Instant at) {
        return Attributes.number(LedgerItems.micros(at));
    }

    private static Map<String, AttributeValue> added(Rollup row) {
        Map<String, AttributeValue> sums = new LinkedHashMap<>();
        sums.put(DayItems.REQUESTS, Attributes.number(1));
        LedgerItems.putUsage(sums, new Metered(row.sums(), false));
        sums.put("costNanoUsd", Attributes.number(row.costNanoUsd()));
        sums.put("unpricedRequests", Attributes.number(row.unpricedRequests()));
        sums.put("estimatedRequests", Attributes.number(row.estimatedRequests()));
        return sums;
    }
}
