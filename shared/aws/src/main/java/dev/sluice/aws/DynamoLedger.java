package dev.sluice.aws;

import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.Note;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Settlement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The usage table (architecture §5): {@code open} is one conditional PutItem, {@code settle} one
 * TransactWriteItems over the row and its caller's rollup of the day.
 *
 * <p>Settles of one caller at once meet at the rollup. DynamoDB cancels all but one; the others try
 * again after a random wait, at most {@value #TRIES} times in all, about three seconds, then {@link
 * StoreUnavailable}. A settle sent twice because its answer was lost counts once. Safe for any
 * thread.
 */
public final class DynamoLedger implements Ledger {
    private static final int TRIES = 16;
    private static final long FIRST_PAUSE_MICROS = 5_000;
    private static final long LONGEST_PAUSE_MICROS = 400_000;
    private static final int ROW = 0;

    private final DynamoDbClient client;
    private final String table;
    private final SettleRequests settles;
    private final Pause pause;

    /**
     * @param jitter for waits that differ from those of every other process; safe for any thread
     */
    public DynamoLedger(DynamoDbClient client, TableNames tables, RandomGenerator jitter) {
        this(client, tables, Pause.jittered(FIRST_PAUSE_MICROS, LONGEST_PAUSE_MICROS, jitter));
    }

    DynamoLedger(DynamoDbClient client, TableNames tables, Pause pause) {
        this.client = client;
        this.table = tables.usage();
        this.settles = new SettleRequests(table);
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
        Calls.call(
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
        String operation = "settle on " + table;
        TransactWriteItemsRequest request = settles.request(row, settlement);
        for (int retry = 1; ; retry++) {
            try {
                client.transactWriteItems(request);
                return true;
            } catch (TransactionCanceledException e) {
                if (notReserved(e)) {
                    return false;
                }
                if (retry == TRIES || !contended(e)) {
                    throw Calls.unavailable(operation, e);
                }
            } catch (TransactionInProgressException e) {
                if (retry == TRIES) {
                    throw Calls.unavailable(operation, e);
                }
            } catch (SdkException e) {
                throw Calls.unavailable(operation, e);
            }
            pause.before(retry);
        }
    }

    @Override
    public List<Overdue> overdue(Instant now, int most) {
        List<Overdue> rows = new ArrayList<>();
        for (int shard = 0; shard < LedgerItems.SHARDS; shard++) {
            rows.addAll(overdue(shard, now, most));
        }
        rows.sort(Comparator.comparing(standing -> standing.row().deadline()));
        return List.copyOf(rows.subList(0, Math.min(most, rows.size())));
    }

    /** One page: a query of so few small items ends before the limit of a megabyte. */
    private List<Overdue> overdue(int shard, Instant now, int most) {
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
        return Calls.call(
                "look for overdue rows on " + table,
                () -> client.query(request).items().stream().map(UsageItems::overdue).toList());
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
