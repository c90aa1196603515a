package dev.sluice.aws.limits;

import dev.sluice.aws.store.StoreCalls;
import dev.sluice.core.admit.Cooldown;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.ScopeState;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Pauses of single models on a scope. All of them are written at once, on the condition that they
 * are those that were seen: so there are never more than the bound ({@link ScopeState#cooling}),
 * and those that are over go in passing. A wrong guess hands back the item for another try.
 */
final class ModelPauses {
    private static final int TRIES = 5;

    private final DynamoDbClient client;
    private final String table;

    ModelPauses(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    /**
     * What an update came to.
     *
     * @param state after it, or that on which its condition failed
     */
    private record Try(ScopeState state, boolean went) {}

    /**
     * Sets the later time, unless a later one is there or as many models pause as may. Where others
     * write all the time it is given up: the instance that saw the model refused leaves it alone.
     *
     * @param guess how the scope was seen last
     * @return how it is seen now
     */
    ScopeState coolDown(Scope scope, Cooldown cooldown, ScopeState guess) {
        ScopeState seen = guess;
        boolean longerLife = true;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            ScopeState next = seen.cooling(scope.model(), cooldown, ScopeState.MOST_PAUSED_MODELS);
            if (!next.cooldown(scope.model()).equals(cooldown)) {
                return seen;
            }
            UpdateItemRequest request = request(scope, cooldown, seen, next, longerLife);
            Try tried = StoreCalls.call("cool down on " + table, () -> attempt(request));
            if (tried.went()) {
                return tried.state();
            }
            // Where the pauses are those that were seen, it lives longer than they do.
            longerLife &= !tried.state().modelCooldowns().equals(seen.modelCooldowns());
            seen = tried.state();
        }
        return seen;
    }

    private Try attempt(UpdateItemRequest request) {
        try {
            return new Try(LimitItems.state(client.updateItem(request).attributes()), true);
        } catch (ConditionalCheckFailedException e) {
            return new Try(e.hasItem() ? LimitItems.state(e.item()) : ScopeState.UNUSED, false);
        }
    }

    private UpdateItemRequest request(
            Scope scope, Cooldown cooldown, ScopeState seen, ScopeState next, boolean longerLife) {
        Map<String, Cooldown> pauses = seen.modelCooldowns();
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":seen", LimitItems.pauses(pauses));
        values.put(":next", LimitItems.pauses(next.modelCooldowns()));
        String sets = "SET pauses = :next";
        String condition =
                pauses.isEmpty()
                        ? "(attribute_not_exists(pauses) OR pauses = :seen)"
                        : "pauses = :seen";
        if (longerLife) {
            values.put(":ttl", LimitPauses.timeToLive(cooldown));
            sets += ", #ttl = :ttl";
            condition += " AND " + LimitPauses.LONGER_LIFE;
        }
        UpdateItemRequest.Builder request =
                UpdateItemRequest.builder()
                        .tableName(table)
                        .key(LimitItems.key(scope.id()))
                        .updateExpression(sets)
                        .conditionExpression(condition)
                        .expressionAttributeValues(values)
                        .returnValues(ReturnValue.ALL_NEW)
                        .returnValuesOnConditionCheckFailure(
                                ReturnValuesOnConditionCheckFailure.ALL_OLD);
        return longerLife
                ? request.expressionAttributeNames(Map.of("#ttl", LimitItems.TTL)).build()
                : request.build();
    }
}
