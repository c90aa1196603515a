package dev.sluice.aws;

import dev.sluice.core.admit.ScopeState;
import dev.sluice.core.resolve.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** How the slots of a stage stand in the limits table, for whoever runs it. */
public final class SlotStates {
    private static final String SLOT = "slot#";

    private final DynamoDbClient client;
    private final String table;

    public SlotStates(DynamoDbClient client, TableNames tables) {
        this.client = client;
        this.table = tables.limits();
    }

    /** Every slot that was ever asked, by its number. */
    public SortedMap<Integer, ScopeState> all() {
        SortedMap<Integer, ScopeState> slots = new TreeMap<>();
        for (Map<String, AttributeValue> item : items()) {
            String scope = Attributes.text(item, LimitItems.SCOPE);
            slots.put(Integer.valueOf(scope.substring(SLOT.length())), LimitItems.state(item));
        }
        return slots;
    }

    /** Ends all pauses of a slot and of the models on it; false where there was none. */
    public boolean clear(int number) {
        ScopeState state = Optional.ofNullable(all().get(number)).orElse(ScopeState.UNUSED);
        if (state.cooldowns().isEmpty()) {
            return false;
        }
        Map<String, String> names = new HashMap<>();
        for (String model : state.cooldowns().keySet()) {
            for (String attribute : LimitItems.COOLDOWN) {
                names.put("#n" + names.size(), LimitItems.of(attribute, model));
            }
        }
        UpdateItemRequest request =
                UpdateItemRequest.builder()
                        .tableName(table)
                        .key(LimitItems.key(SLOT + number))
                        .updateExpression("REMOVE " + String.join(", ", names.keySet()))
                        .expressionAttributeNames(names)
                        .build();
        Calls.call("clear on " + table, () -> client.updateItem(request));
        return true;
    }

    private List<Map<String, AttributeValue>> items() {
        List<Map<String, AttributeValue>> keys = new ArrayList<>();
        for (int number = 0; number <= Slot.HIGHEST_NUMBER; number++) {
            keys.add(LimitItems.key(SLOT + number));
        }
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        Map<String, KeysAndAttributes> left =
                Map.of(table, KeysAndAttributes.builder().keys(keys).consistentRead(true).build());
        while (!left.isEmpty()) {
            BatchGetItemRequest request = BatchGetItemRequest.builder().requestItems(left).build();
            BatchGetItemResponse answer =
                    Calls.call("read on " + table, () -> client.batchGetItem(request));
            items.addAll(answer.responses().getOrDefault(table, List.of()));
            left = answer.unprocessedKeys();
        }
        return items;
    }
}
