package dev.sluice.aws.ledger;

import dev.sluice.aws.LocalDynamo;
import dev.sluice.aws.Tables;
import dev.sluice.aws.store.TableNames;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** A usage table as stages before 2026-11-29 have it: its index has all attributes of a row. */
final class TablesOfBefore {
    private TablesOfBefore() {}

    static TableNames create() {
        TableNames now = LocalDynamo.tables();
        Tables.createMissing(LocalDynamo.client(), now);
        TableDescription like =
                LocalDynamo.client().describeTable(ask -> ask.tableName(now.usage())).table();
        GlobalSecondaryIndexDescription index = like.globalSecondaryIndexes().getFirst();
        TableNames before = new TableNames(now.stage() + "-before");
        LocalDynamo.client()
                .createTable(
                        ask ->
                                ask.tableName(before.usage())
                                        .billingMode(like.billingModeSummary().billingMode())
                                        .keySchema(like.keySchema())
                                        .attributeDefinitions(like.attributeDefinitions())
                                        .globalSecondaryIndexes(withAll(index)));
        return before;
    }

    private static GlobalSecondaryIndex withAll(GlobalSecondaryIndexDescription index) {
        return GlobalSecondaryIndex.builder()
                .indexName(index.indexName())
                .keySchema(index.keySchema())
                .projection(Projection.builder().projectionType("ALL").build())
                .build();
    }
}
