package dev.sluice.aws.keys;

import dev.sluice.aws.store.Attributes;
import dev.sluice.aws.store.StoreCalls;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.authenticate.KeyRecord;
import dev.sluice.core.authenticate.KeyStore;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The keys table: one item a key and nothing else, so that any tool can read it and set {@code
 * revoked}.
 *
 * <p>{@code find} is one read by key; the rest is for people and scans. A name is taken once:
 * {@code create} looks for it before its write and again after it. Of two processes that create one
 * name in the same instant at most one succeeds, and perhaps none: a second try tells. A malformed
 * item is {@link StoreUnavailable}: a key whose limits cannot be read does not pass. Safe for any
 * thread.
 */
public final class DynamoKeys implements KeyStore {
    private final DynamoDbClient client;
    private final String table;
    private final ReentrantLock creating = new ReentrantLock();

    public DynamoKeys(DynamoDbClient client, TableNames tables) {
        this.client = client;
        this.table = tables.keys();
    }

    @Override
    public Optional<KeyRecord> find(String hash) {
        GetItemRequest request =
                GetItemRequest.builder()
                        .tableName(table)
                        .key(KeyItems.key(hash))
                        .consistentRead(true)
                        .build();
        Map<String, AttributeValue> item =
                StoreCalls.call("find on " + table, () -> client.getItem(request).item());
        return item.isEmpty() ? Optional.empty() : Optional.of(record(item));
    }

    @Override
    public boolean create(KeyRecord record) {
        creating.lock();
        try {
            if (!named(record.name()).isEmpty()) {
                return false;
            }
            return put(record) && staysAlone(record);
        } finally {
            creating.unlock();
        }
    }

    @Override
    public List<KeyRecord> list() {
        return scan().map(this::record)
                .sorted(Comparator.comparing(KeyRecord::createdAt).thenComparing(KeyRecord::name))
                .toList();
    }

    @Override
    public boolean revoke(String name) {
        List<String> hashes = named(name);
        hashes.forEach(this::revokeHash);
        return !hashes.isEmpty();
    }

    /** Takes its own write back where another process wrote the same name beside it. */
    private boolean staysAlone(KeyRecord record) {
        boolean alone = named(record.name()).size() == 1;
        if (!alone) {
            delete(record.hash());
        }
        return alone;
    }

    private boolean put(KeyRecord record) {
        PutItemRequest request =
                PutItemRequest.builder()
                        .tableName(table)
                        .item(KeyItems.item(record))
                        .conditionExpression("attribute_not_exists(#hash)")
                        .expressionAttributeNames(Map.of("#hash", KeyItems.HASH))
                        .build();
        return StoreCalls.call(
                "create on " + table,
                () -> {
                    try {
                        client.putItem(request);
                        return true;
                    } catch (ConditionalCheckFailedException e) {
                        return false;
                    }
                });
    }

    private void delete(String hash) {
        DeleteItemRequest request =
                DeleteItemRequest.builder().tableName(table).key(KeyItems.key(hash)).build();
        StoreCalls.call("create on " + table, () -> client.deleteItem(request));
    }

    private void revokeHash(String hash) {
        UpdateItemRequest request =
                UpdateItemRequest.builder()
                        .tableName(table)
                        .key(KeyItems.key(hash))
                        .updateExpression("SET revoked = :true")
                        .conditionExpression("attribute_exists(#hash)")
                        .expressionAttributeNames(Map.of("#hash", KeyItems.HASH))
                        .expressionAttributeValues(Map.of(":true", Attributes.flag(true)))
                        .build();
        StoreCalls.call("revoke on " + table, () -> client.updateItem(request));
    }

    /** Hashes of the keys of this name: none, or one. */
    private List<String> named(String name) {
        return scan().filter(item -> name.equals(Attributes.textOrNull(item, KeyItems.NAME)))
                .map(item -> Attributes.text(item, KeyItems.HASH))
                .toList();
    }

    private Stream<Map<String, AttributeValue>> scan() {
        ScanRequest request = ScanRequest.builder().tableName(table).consistentRead(true).build();
        return StoreCalls.call(
                "list on " + table,
                () -> client.scanPaginator(request).items().stream().toList().stream());
    }

    private KeyRecord record(Map<String, AttributeValue> item) {
        try {
            return KeyItems.record(item);
        } catch (RuntimeException e) {
            throw new StoreUnavailable("an item of " + table + " is malformed", e);
        }
    }
}
