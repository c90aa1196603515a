package dev.sluice.aws.ledger;

import dev.sluice.aws.store.Attributes;
import dev.sluice.aws.store.StoreCalls;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.settle.JobBook;
import dev.sluice.core.settle.JobRow;
import dev.sluice.core.settle.Rollup;
import dev.sluice.core.settle.UsageRow;
import dev.sluice.core.settle.UsageView;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Reads the usage table that {@link DynamoLedger} writes. Every read is one call and sees all that
 * was written before it. Safe for any thread.
 */
public final class DynamoUsage implements UsageView, JobBook {
    /** Of a megabyte each, some two thousand rows. */
    private static final int MOST_PAGES = 20;

    private final DynamoDbClient client;
    private final String table;

    public DynamoUsage(DynamoDbClient client, TableNames tables) {
        this.client = client;
        this.table = tables.usage();
    }

    @Override
    public Optional<UsageRow> row(String callerId, String requestId) {
        return Optional.of(get(LedgerItems.rowKey(callerId, requestId)))
                .filter(item -> !item.isEmpty())
                .map(UsageItems::row);
    }

    /** Request ids are sorted by time, so the newest are the last of the key. */
    @Override
    public List<UsageRow> newest(String callerId, int most) {
        QueryRequest request =
                QueryRequest.builder()
                        .tableName(table)
                        .keyConditionExpression("callerId = :caller AND begins_with(sk, :prefix)")
                        .expressionAttributeValues(
                                Map.of(
                                        ":caller", Attributes.text(callerId),
                                        ":prefix", Attributes.text(LedgerItems.ROW_PREFIX)))
                        .scanIndexForward(false)
                        .consistentRead(true)
                        .limit(most)
                        .build();
        return StoreCalls.call("read rows of " + table, () -> client.query(request).items())
                .stream()
                .map(UsageItems::row)
                .toList();
    }

    @Override
    public Optional<JobRow> job(String callerId, String requestId) {
        return Optional.of(get(LedgerItems.rowKey(callerId, requestId)))
                .filter(item -> !item.isEmpty())
                .flatMap(UsageItems::job);
    }

    /** Jobs are few among a caller's rows, so a page may hold none: pages are read until enough. */
    @Override
    public List<JobRow> jobs(
            String callerId, String form, String after, boolean newestFirst, int most) {
        QueryRequest request = jobsOf(callerId, form, after, newestFirst);
        return StoreCalls.call(
                        "read jobs of " + table,
                        () ->
                                client.queryPaginator(request).stream()
                                        .limit(MOST_PAGES)
                                        .flatMap(page -> page.items().stream())
                                        .limit(most)
                                        .toList())
                .stream()
                .flatMap(item -> UsageItems.job(item).stream())
                .toList();
    }

    private QueryRequest jobsOf(String callerId, String form, String after, boolean newestFirst) {
        QueryRequest.Builder request =
                LedgerItems.byPrefix(table, callerId, LedgerItems.ROW_PREFIX).toBuilder()
                        .filterExpression("#form = :form AND attribute_not_exists(#hidden)")
                        .expressionAttributeNames(
                                Map.of("#form", JobItems.FORM, "#hidden", JobItems.HIDDEN))
                        .scanIndexForward(!newestFirst);
        Map<String, AttributeValue> values =
                new HashMap<>(request.build().expressionAttributeValues());
        values.put(":form", Attributes.text(form));
        if (!after.isEmpty()) {
            request.exclusiveStartKey(LedgerItems.rowKey(callerId, after));
        }
        return request.expressionAttributeValues(values).build();
    }

    @Override
    public Rollup rollup(String callerId, LocalDate day) {
        return sums(callerId, LedgerItems.DAY_PREFIX + day).getOrDefault(day, Rollup.NONE);
    }

    @Override
    public SortedMap<LocalDate, Rollup> days(String callerId) {
        return sums(callerId, LedgerItems.DAY_PREFIX);
    }

    /** A day's shards add up to its rollup. */
    private SortedMap<LocalDate, Rollup> sums(String callerId, String prefix) {
        QueryRequest request = LedgerItems.byPrefix(table, callerId, prefix);
        SortedMap<LocalDate, Rollup> days = new TreeMap<>();
        for (Map<String, AttributeValue> item :
                StoreCalls.call(
                        "read sums of " + table,
                        () -> client.queryPaginator(request).items().stream().toList())) {
            Rollup sums = UsageItems.rollup(item);
            if (!sums.equals(Rollup.NONE)) { // else its requests are all open yet
                days.merge(DayItems.day(item), sums, Rollup::plus);
            }
        }
        return days;
    }

    private Map<String, AttributeValue> get(Map<String, AttributeValue> key) {
        GetItemRequest request =
                GetItemRequest.builder().tableName(table).key(key).consistentRead(true).build();
        return StoreCalls.call("read " + table, () -> client.getItem(request).item());
    }
}
