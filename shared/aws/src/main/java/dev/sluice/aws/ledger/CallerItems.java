package dev.sluice.aws.ledger;

import dev.sluice.aws.store.Attributes;
import dev.sluice.aws.store.StoreCalls;
import dev.sluice.aws.store.TableNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/**
 * What others keep of a caller beside its rows in the usage table: items of one kind, {@code sk =
 * <prefix><id>}, added once and never changed. Blocking, safe for any thread; throws {@link
 * dev.sluice.core.admit.StoreUnavailable} when the table cannot be reached.
 */
public final class CallerItems {
    private final DynamoDbClient client;
    private final String table;
    private final String prefix;

    /**
     * @param prefix of this kind alone: none of another's begins so
     */
    public CallerItems(DynamoDbClient client, TableNames tables, String prefix) {
        this.client = client;
        this.table = tables.usage();
        this.prefix = prefix;
    }

    /** Adds an item; one of the same caller and id that is there already is left alone. */
    public void addOnce(CallerItem item) {
        Map<String, AttributeValue> all = new HashMap<>(item.attributes());
        all.putAll(LedgerItems.key(item.callerId(), prefix + item.id()));
        PutItemRequest request =
                PutItemRequest.builder()
                        .tableName(table)
                        .item(all)
                        .conditionExpression("attribute_not_exists(sk)")
                        .build();
        StoreCalls.call(
                "add to " + table,
                () -> {
                    try {
                        client.putItem(request);
                        return true;
                    } catch (ConditionalCheckFailedException e) {
                        return false;
                    }
                });
    }

    /** A caller's items in the order of their ids; sees all that was added before. */
    public List<CallerItem> of(String callerId) {
        return StoreCalls.call(
                "read " + prefix + " of " + table,
                () ->
                        client
                                .queryPaginator(LedgerItems.byPrefix(table, callerId, prefix))
                                .items()
                                .stream()
                                .map(this::item)
                                .toList());
    }

    private CallerItem item(Map<String, AttributeValue> stored) {
        Map<String, AttributeValue> attributes = new HashMap<>(stored);
        attributes.remove(LedgerItems.CALLER_ID);
        attributes.remove(LedgerItems.SK);
        return new CallerItem(
                Attributes.text(stored, LedgerItems.CALLER_ID),
                Attributes.text(stored, LedgerItems.SK).substring(prefix.length()),
                attributes);
    }
}
