package dev.sluice.aws.ledger;

import dev.sluice.aws.LocalDynamo;
import dev.sluice.aws.store.Attributes;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Settlement;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** What versions before 2026-11-29 wrote, which knew of no marks. */
final class BeforeMarks {
    private BeforeMarks() {}

    static void open(String table, OpenRow row) {
        Map<String, AttributeValue> item = new HashMap<>(LedgerItems.open(row));
        item.put("openShard", Attributes.text(DayItems.indexShard(row.requestId())));
        LocalDynamo.client().putItem(ask -> ask.tableName(table).item(item));
    }

    /** One transaction over the row and one of 32 items of its day; nothing, if it is not open. */
    static void settle(String table, OpenRow row, Settlement settlement) {
        Map<String, AttributeValue> figures =
                Map.of(
                        ":one", Attributes.number(1),
                        ":input", Attributes.number(10),
                        ":output", Attributes.number(settlement.usage().of(Measure.OUTPUT_TOKENS)),
                        ":cost", Attributes.number(settlement.costNanoUsd()));
        TransactWriteItem closed =
                TransactWriteItem.builder().update(closed(table, row, figures)).build();
        TransactWriteItem summed =
                TransactWriteItem.builder()
                        .update(
                                Update.builder()
                                        .tableName(table)
                                        .key(LedgerItems.key(row.callerId(), "day#2100-03-01#7"))
                                        .updateExpression(
                                                "ADD requests :one, inputTokens :input,"
                                                        + " outputTokens :output, costNanoUsd :cost")
                                        .expressionAttributeValues(figures)
                                        .build())
                        .build();
        try {
            LocalDynamo.client().transactWriteItems(ask -> ask.transactItems(closed, summed));
        } catch (TransactionCanceledException e) {
            // another has settled it
        }
    }

    private static Update closed(String table, OpenRow row, Map<String, AttributeValue> figures) {
        Map<String, AttributeValue> values = new HashMap<>(figures);
        values.put(":settled", Attributes.text("settled"));
        values.put(":reserved", Attributes.text("reserved"));
        values.put(":completed", Attributes.text("completed"));
        values.put(":ok", Attributes.number(200));
        values.put(":priced", Attributes.flag(true));
        values.put(":estimated", Attributes.flag(false));
        return Update.builder()
                .tableName(table)
                .key(LedgerItems.rowKey(row))
                .updateExpression(
                        "SET #state = :settled, outcome = :completed, #status = :ok, attempts = :one,"
                                + " inputTokens = :input, outputTokens = :output, costNanoUsd = :cost,"
                                + " priced = :priced, estimated = :estimated REMOVE openShard")
                .conditionExpression("#state = :reserved")
                .expressionAttributeNames(Map.of("#state", "state", "#status", "status"))
                .expressionAttributeValues(values)
                .build();
    }
}
