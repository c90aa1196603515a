package dev.sluice.webchat.credit;

import dev.sluice.aws.ledger.CallerItems;
import dev.sluice.aws.store.TableNames;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Account entries beside their caller's rows in the usage table, kept for ever. Safe for any
 * thread.
 */
public final class DynamoAccounts implements AccountBook {
    private final CallerItems items;

    public DynamoAccounts(DynamoDbClient client, TableNames tables) {
        this.items = new CallerItems(client, tables, AccountItems.PREFIX);
    }

    @Override
    public void add(AccountEntry entry) {
        items.addOnce(AccountItems.item(entry));
    }

    @Override
    public List<AccountEntry> entries(String callerId) {
        return items.of(callerId).stream().map(AccountItems::entry).toList();
    }
}
