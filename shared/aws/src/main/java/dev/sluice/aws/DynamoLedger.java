package dev.sluice.aws;

import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.call.Shown;
import dev.sluice.core.settle.Job;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.Note;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.RowRefused;
import dev.sluice.core.settle.Settlement;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The usage table (architecture §5): {@code open} is one conditional PutItem, {@code settle} one
 * TransactWriteItems over the row and its caller's rollup of the day.
 *
 * <p>Settles of one caller at once would meet at the rollup, and DynamoDB cancels all but one: so a
 * rollup has shards ({@link DayShards}), and after a conflict another one is tried, at most {@value
 * #TRIES} times and two seconds in all, then {@link StoreUnavailable}. A settle sent twice because
 * its answer was lost counts once. Safe for any thread.
 */
public final class DynamoLedger implements Ledger {
    private static final int TRIES = 6;
    private static final long FIRST_PAUSE_MICROS = 5_000;
    private static final long LONGEST_PAUSE_MICROS = 100_000;
    private static final long LONGEST_NANOS = 2_000_000_000L;
    private static final int BAD_REQUEST = 400;
    private static final int MOST_REASON_CHARS = 300;
    private static final int ROW = 0;

    private final DynamoDbClient client;
    private final String table;
    private final SettleRequests settles;
    private final OverdueRows overdue;
    private final DayShards shards;
    private final Pause pause;

    /**
     * @param jitter for waits that differ from those of every other process; safe for any thread
     */
    public DynamoLedger(DynamoDbClient client, TableNames tables, RandomGenerator jitter) {
        this(
                client,
                tables,
                new DayShards(jitter),
                Pause.jittered(FIRST_PAUSE_MICROS, LONGEST_PAUSE_MICROS, jitter));
    }

    DynamoLedger(DynamoDbClient client, TableNames tables, DayShards shards, Pause pause) {
        this.client = client;
        this.table = tables.usage();
        this.settles = new SettleRequests(table);
        this.overdue = new OverdueRows(client, table);
        this.shards = shards;
        this.pause = pause;
    }

    @Override
    public void open(OpenRow row) {
        PutItemRequest request =
                PutItemRequest.builder()
                        .tableName(table)
                        .item(LedgerItems.open(row))
                        .conditionExpression("attribute_not_exists(sk)")
                        .build();
        unlessItChanged("open on " + table, () -> client.putItem(request));
    }

    @Override
    public void note(OpenRow row, Note note) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        LedgerItems.putServed(attributes, row, note);
        LedgerItems.putGrown(attributes, row, note);
        Map<String, String> names = SettleRequests.names(attributes.keySet());
        names.put("#state", LedgerItems.STATE);
        Map<String, AttributeValue> values = SettleRequests.values(attributes);
        values.put(":reserved", Attributes.text(LedgerItems.RESERVED));
        UpdateItemRequest request =
                UpdateItemRequest.builder()
                        .tableName(table)
                        .key(LedgerItems.rowKey(row))
                        .updateExpression(SettleRequests.set(attributes.keySet()))
                        .conditionExpression(
                                "#state = :reserved AND (attribute_not_exists(#attempts) OR"
                                        + " #attempts <= :attempts)")
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values)
                        .build();
        unlessItChanged("note on " + table, () -> client.updateItem(request));
    }

    @Override
    public boolean started(OpenRow row, Note note, Job job, Instant firstLook) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        LedgerItems.putServed(attributes, row, note);
        JobItems.put(attributes, job);
        attributes.put(LedgerItems.DEADLINE, Attributes.number(LedgerItems.micros(firstLook)));
        return StoreCalls.call("start on " + table, () -> whileReserved(row, attributes));
    }

    @Override
    public void lookAgain(OpenRow row, Instant at) {
        Map<String, AttributeValue> deadline =
                Map.of(LedgerItems.DEADLINE, Attributes.number(LedgerItems.micros(at)));
        StoreCalls.call("look again on " + table, () -> whileReserved(row, deadline));
    }

    private boolean whileReserved(OpenRow row, Map<String, AttributeValue> attributes) {
        Map<String, String> names = SettleRequests.names(attributes.keySet());
        names.put("#state", LedgerItems.STATE);
        Map<String, AttributeValue> values = SettleRequests.values(attributes);
        values.put(":reserved", Attributes.text(LedgerItems.RESERVED));
        try {
            client.updateItem(
                    UpdateItemRequest.builder()
                            .tableName(table)
                            .key(LedgerItems.rowKey(row))
                            .updateExpression(SettleRequests.set(attributes.keySet()))
                            .conditionExpression("#state = :reserved")
                            .expressionAttributeNames(names)
                            .expressionAttributeValues(values)
                            .build());
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    @Override
    public void hide(OpenRow row) {
        UpdateItemRequest request =
                UpdateItemRequest.builder()
                        .tableName(table)
                        .key(LedgerItems.rowKey(row))
                        .updateExpression("SET #hidden = :hidden")
                        .conditionExpression("attribute_exists(#job)")
                        .expressionAttributeNames(
                                Map.of("#hidden", JobItems.HIDDEN, "#job", JobItems.ID))
                        .expressionAttributeValues(Map.of(":hidden", Attributes.flag(true)))
                        .build();
        unlessItChanged("delete on " + table, () -> client.updateItem(request));
    }

    @Override
    public void discard(OpenRow row) {
        DeleteItemRequest request =
                DeleteItemRequest.builder()
                        .tableName(table)
                        .key(LedgerItems.rowKey(row))
                        .conditionExpression("#state = :reserved")
                        .expressionAttributeNames(Map.of("#state", LedgerItems.STATE))
                        .expressionAttributeValues(
                                Map.of(":reserved", Attributes.text(LedgerItems.RESERVED)))
                        .build();
        unlessItChanged("discard on " + table, () -> client.deleteItem(request));
    }

    /** A condition that does not hold: the row is as it should be, or gone. */
    private static void unlessItChanged(String operation, Runnable write) {
        StoreCalls.call(
                operation,
                () -> {
                    try {
                        write.run();
                        return true;
                    } catch (ConditionalCheckFailedException e) {
                        return false;
                    }
                });
    }

    @Override
    public boolean settle(OpenRow row, Settlement settlement) {
        DayShards.Place place = shards.begin(row.callerId());
        try {
            return settle(row, settlement, place);
        } finally {
            shards.end(place);
        }
    }

    /** A cancelled transaction has done nothing: another one, on another shard, may follow it. */
    private boolean settle(OpenRow row, Settlement settlement, DayShards.Place place) {
        long endNanos = System.nanoTime() + LONGEST_NANOS;
        int shard = place.shard();
        for (int retry = 1; ; retry++) {
            try {
                TransactWriteItemsRequest request = settles.request(row, settlement, shard);
                StoreCalls.within("settle on " + table, () -> client.transactWriteItems(request));
                return true;
            } catch (TransactionCanceledException e) {
                if (notReserved(e)) {
                    return false;
                }
                if (retry == TRIES || System.nanoTime() > endNanos || !contended(e)) {
                    throw failed(e);
                }
                shard = shards.other(place, shard);
            } catch (SdkException e) {
                throw failed(e);
            }
            pause.before(retry);
        }
    }

    private RuntimeException failed(SdkException cause) {
        StoreUnavailable failure = StoreCalls.unavailable("settle on " + table, cause);
        return isOfThisRow(cause)
                ? new RowRefused(String.valueOf(failure.getMessage()), failure)
                : failure;
    }

    /** An item of more than 400 kB, or with an attribute of another type than ours. */
    private static boolean isOfThisRow(SdkException cause) {
        if (cause instanceof TransactionCanceledException cancelled) {
            return cancelled.cancellationReasons().stream()
                    .map(CancellationReason::code)
                    .anyMatch(
                            code ->
                                    "ValidationError".equals(code)
                                            || "ItemCollectionSizeLimitExceeded".equals(code));
        }
        return cause instanceof DynamoDbException refused
                && refused.statusCode() == BAD_REQUEST
                && refused.awsErrorDetails() != null
                && "ValidationException".equals(refused.awsErrorDetails().errorCode());
    }

    @Override
    public Found overdue(Instant now, int most) {
        return overdue.look(now, most);
    }

    /** Where the row has no room for the reason, it goes without. */
    @Override
    public void setAside(Stuck stuck) {
        try {
            setAside(stuck, Shown.cut(stuck.reason(), MOST_REASON_CHARS));
        } catch (StoreUnavailable e) {
            setAside(stuck, "");
        }
    }

    private void setAside(Stuck stuck, String reason) {
        UpdateItemRequest.Builder request =
                UpdateItemRequest.builder()
                        .tableName(table)
                        .key(LedgerItems.rowKey(stuck.callerId(), stuck.requestId()))
                        .conditionExpression("attribute_exists(openShard)");
        if (reason.isEmpty()) {
            request.updateExpression("REMOVE openShard");
        } else {
            request.updateExpression("SET setAside = :reason REMOVE openShard")
                    .expressionAttributeValues(Map.of(":reason", Attributes.text(reason)));
        }
        UpdateItemRequest update = request.build();
        unlessItChanged("set aside on " + table, () -> client.updateItem(update));
    }

    /** Settled before, or never opened: either way nothing was changed and nothing will be. */
    private static boolean notReserved(TransactionCanceledException cancelled) {
        List<CancellationReason> reasons = cancelled.cancellationReasons();
        return !reasons.isEmpty() && "ConditionalCheckFailed".equals(reasons.get(ROW).code());
    }

    private static boolean contended(TransactionCanceledException cancelled) {
        return cancelled.cancellationReasons().stream()
                .map(CancellationReason::code)
                .anyMatch(
                        code ->
                                "TransactionConflict".equals(code)
                                        || "ThrottlingError".equals(code)
                                        || "ProvisionedThroughputExceeded".equals(code));
    }
}
