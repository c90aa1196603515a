package dev.sluice.aws.limits;

import dev.sluice.aws.store.Attributes;
import dev.sluice.aws.store.StoreCalls;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.admit.ScopeState;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * How the slots of a stage stand in the limits table, for whoever runs it: each with what is
 * limited apart on it, its vectors and pictures and the models with limits of their own. Reads the
 * whole table, which has an item a slot, a model and a caller.
 */
public final class SlotStates {
    private static final String SLOT = "slot#";

    private final DynamoDbClient client;
    private final String table;

    public SlotStates(DynamoDbClient client, TableNames tables) {
        this.client = client;
        this.table = tables.limits();
    }

    /**
     * A slot, or a part of it: {@code slot#3}, {@code slot#3#embedding}, {@code slot#3#model#id}.
     */
    public record SlotScope(String id) {
        private static final Comparator<SlotScope> IN_ORDER =
                Comparator.comparingInt(SlotScope::number).thenComparing(SlotScope::id);

        public int number() {
            int end = id.indexOf('#', SLOT.length());
            return Integer.parseInt(id, SLOT.length(), end < 0 ? id.length() : end, 10);
        }
    }

    /** Every scope of every slot that was ever asked, by the slots' numbers. */
    public SortedMap<SlotScope, ScopeState> all() {
        SortedMap<SlotScope, ScopeState> slots = new TreeMap<>(SlotScope.IN_ORDER);
        for (Map<String, AttributeValue> item : items()) {
            slots.put(
                    new SlotScope(Attributes.text(item, LimitItems.SCOPE)), LimitItems.state(item));
        }
        return slots;
    }

    /** Ends all pauses of a slot, of its parts and of the models on it; false where none was. */
    public boolean clear(int number) {
        boolean cleared = false;
        for (Map.Entry<SlotScope, ScopeState> scope : all().entrySet()) {
            if (scope.getKey().number() == number && !scope.getValue().cooldowns().isEmpty()) {
                clear(scope.getKey());
                cleared = true;
            }
        }
        return cleared;
    }

    private void clear(SlotScope scope) {
        UpdateItemRequest request =
                UpdateItemRequest.builder()
                        .tableName(table)
                        .key(LimitItems.key(scope.id()))
                        .updateExpression("REMOVE " + String.join(", ", LimitItems.COOLDOWN))
                        .build();
        StoreCalls.call("clear on " + table, () -> client.updateItem(request));
    }

    private List<Map<String, AttributeValue>> items() {
        ScanRequest request =
                ScanRequest.builder()
                        .tableName(table)
                        .filterExpression("begins_with(#scope, :slot)")
                        .expressionAttributeNames(Map.of("#scope", LimitItems.SCOPE))
                        .expressionAttributeValues(Map.of(":slot", Attributes.text(SLOT)))
                        .consistentRead(true)
                        .build();
        return StoreCalls.call(
                "read on " + table, () -> client.scanPaginator(request).items().stream().toList());
    }
}
