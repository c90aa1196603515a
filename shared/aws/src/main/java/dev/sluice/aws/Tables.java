package dev.sluice.aws;

import dev.sluice.aws.keys.KeyItems;
import dev.sluice.aws.ledger.LedgerItems;
import dev.sluice.aws.limits.LimitItems;
import dev.sluice.aws.store.StoreCalls;
import dev.sluice.aws.store.TableNames;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/**
 * The three tables as they must be: for emulated AWS, where nobody deploys them. Real ones come
 * from the template.
 *
 * <p>On demand; {@code ttl} on limits and usage; on usage the sparse index {@code open}, of keys
 * alone: else each request would be written there too. One that has all attributes, from before,
 * serves as well.
 */
public final class Tables {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int POLLS = 600;
    private static final int ATTEMPTS = 10;

    private Tables() {}

    /** Creates what is missing and waits until it can be used; any number may run at once. */
    public static void createMissing(DynamoDbClient client, TableNames tables) {
        boolean limits = create(client, keyed(tables.limits(), LimitItems.SCOPE).build());
        boolean usage = create(client, usage(tables.usage()));
        create(client, keyed(tables.keys(), KeyItems.HASH).build());
        List.of(tables.limits(), tables.usage(), tables.keys())
                .forEach(table -> awaitActive(client, table));
        if (limits) {
            expire(client, tables.limits());
        }
        if (usage) {
            expire(client, tables.usage());
        }
    }

    private static CreateTableRequest.Builder keyed(String table, String key) {
        return CreateTableRequest.builder()
                .tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(element(key, KeyType.HASH))
                .attributeDefinitions(attribute(key, ScalarAttributeType.S));
    }

    private static CreateTableRequest usage(String table) {
        return CreateTableRequest.builder()
                .tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(
                        element(LedgerItems.CALLER_ID, KeyType.HASH),
                        element(LedgerItems.SK, KeyType.RANGE))
                .attributeDefinitions(
                        attribute(LedgerItems.CALLER_ID, ScalarAttributeType.S),
                        attribute(LedgerItems.SK, ScalarAttributeType.S),
                        attribute(LedgerItems.OPEN_SHARD, ScalarAttributeType.S),
                        attribute(LedgerItems.DEADLINE, ScalarAttributeType.N))
                .globalSecondaryIndexes(
                        GlobalSecondaryIndex.builder()
                                .indexName(LedgerItems.OPEN_INDEX)
                                .keySchema(
                                        element(LedgerItems.OPEN_SHARD, KeyType.HASH),
                                        element(LedgerItems.DEADLINE, KeyType.RANGE))
                                .projection(keys -> keys.projectionType(ProjectionType.KEYS_ONLY))
                                .build())
                .build();
    }

    /** Whether it was created here. */
    private static boolean create(DynamoDbClient client, CreateTableRequest request) {
        String operation = "create table " + request.tableName();
        return patiently(
                operation,
                () -> {
                    try {
                        client.describeTable(ask -> ask.tableName(request.tableName()));
                        return false;
                    } catch (ResourceNotFoundException missing) {
                        return createNow(client, request);
                    }
                });
    }

    /**
     * An emulator that has just been started on a busy machine may take longer than any request's
     * client would wait.
     */
    private static <T> T patiently(String operation, Supplier<T> call) {
        for (int attempt = 1; ; attempt++) {
            try {
                return call.get();
            } catch (ApiCallTimeoutException | ApiCallAttemptTimeoutException slow) {
                if (attempt == ATTEMPTS) {
                    throw StoreCalls.unavailable(operation, slow);
                }
            } catch (SdkException e) {
                throw StoreCalls.unavailable(operation, e);
            }
        }
    }

    private static boolean createNow(DynamoDbClient client, CreateTableRequest request) {
        try {
            client.createTable(request);
            return true;
        } catch (ResourceInUseException somebodyElseDid) {
            return false;
        }
    }

    private static void awaitActive(DynamoDbClient client, String table) {
        for (int poll = 0; poll < POLLS; poll++) {
            TableStatus status =
                    patiently(
                            "describe table " + table,
                            () ->
                                    client.describeTable(ask -> ask.tableName(table))
                                            .table()
                                            .tableStatus());
            if (status == TableStatus.ACTIVE) {
                return;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        throw new IllegalStateException("table " + table + " did not become active");
    }

    /** An emulator without TTL is no obstacle: expiry only cleans up. */
    private static void expire(DynamoDbClient client, String table) {
        try {
            client.updateTimeToLive(
                    ask ->
                            ask.tableName(table)
                                    .timeToLiveSpecification(
                                            ttl -> ttl.attributeName("ttl").enabled(true)));
        } catch (SdkException unsupported) {
            // nothing depends on it
        }
    }

    private static KeySchemaElement element(String attribute, KeyType type) {
        return KeySchemaElement.builder().attributeName(attribute).keyType(type).build();
    }

    private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
        return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
    }
}
