package dev.sluice.aws;

import dev.sluice.core.credit.AccountBook;
import dev.sluice.core.credit.AccountEntry;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/**
 * Account entries beside their caller's rows in the usage table, kept for ever. Safe for any
 * thread.
 */
public final class DynamoAccounts implements AccountBook {
    private final DynamoDbClient client;
    private final String table;

    public DynamoAccounts(DynamoDbClient client, TableNames tables) {
        this.client = client;
        this.table = tables.usage();
    }

    @Override
    public void add(AccountEntry entry) {
        PutItemRequest request =
                PutItemRequest.builder()
                        .tableName(table)
                        .item(AccountItems.item(entry))
                        .conditionExpression("attribute_not_exists(sk)")
                        .build();
        Calls.call(
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

    @Override
    public List<AccountEntry> entries(String callerId) {
        List<Map<String, AttributeValue>> items =
                Calls.call(
                        "read accounts of " + table,
                        () ->
                                client
                                        .queryPaginator(
                                                LedgerItems.byPrefix(
                                                        table, callerId, AccountItems.PREFIX))
                                        .items()
                                        .stream()
                                        .toList());
        return items.stream().map(AccountItems::entry).toList();
    }
}
