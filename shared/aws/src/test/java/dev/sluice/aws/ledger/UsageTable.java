package dev.sluice.aws.ledger;

import dev.sluice.aws.LocalDynamo;
import dev.sluice.aws.store.Attributes;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.settle.OpenRow;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The usage table as an operator sees it, and damages or mends it. */
record UsageTable(TableNames tables) {

    /** As it stands; empty where there is none. */
    Map<String, AttributeValue> item(Map<String, AttributeValue> key) {
        return LocalDynamo.client()
                .getItem(ask -> ask.tableName(tables.usage()).key(key).consistentRead(true))
                .item();
    }

    void set(Map<String, AttributeValue> key, String name, AttributeValue value) {
        LocalDynamo.client()
                .updateItem(
                        ask ->
                                ask.tableName(tables.usage())
                                        .key(key)
                                        .updateExpression("SET #name = :value")
                                        .expressionAttributeNames(Map.of("#name", name))
                                        .expressionAttributeValues(Map.of(":value", value)));
    }

    /** As docs/operations.md tells an operator to, of a row that was set aside and is mended. */
    void findAgain(OpenRow row) {
        LocalDynamo.client()
                .updateItem(
                        ask ->
                                ask.tableName(tables.usage())
                                        .key(LedgerItems.rowKey(row))
                                        .updateExpression("SET openShard = :zero REMOVE setAside")
                                        .expressionAttributeValues(
                                                Map.of(":zero", Attributes.text("0"))));
    }

    /** Its mark stays. */
    void deleteRow(OpenRow row) {
        LocalDynamo.client()
                .deleteItem(ask -> ask.tableName(tables.usage()).key(LedgerItems.rowKey(row)));
    }
}
