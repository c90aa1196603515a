package dev.sluice.aws;

import dev.sluice.core.admit.Costs;
import dev.sluice.core.admit.Dimension;
import dev.sluice.core.admit.Gcra;
import dev.sluice.core.admit.Limit;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.ScopeState;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The two writes to a scope that ask nobody's leave: a refund (or debt) and a cooldown. */
final class LimitCorrections {
    private static final long TWO_DAYS_SECONDS = 2 * 86_400;
    private static final String COOLER =
            "(attribute_not_exists(cooldownUntil) OR cooldownUntil < :until)";

    private final DynamoDbClient client;
    private final String table;

    LimitCorrections(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    /** Moves the TATs that exist; what is missing is not created. The state after, where known. */
    Optional<ScopeState> giveBack(Scope scope, Costs refund) {
        Map<Dimension, Long> shifts = new EnumMap<>(Dimension.class);
        for (Limit limit : scope.limits()) {
            long shiftMicros = Gcra.shiftMicros(limit, refund.of(limit.dimension()));
            if (shiftMicros != 0) {
                shifts.put(limit.dimension(), shiftMicros);
            }
        }
        return shifts.isEmpty()
                ? Optional.empty()
                : Calls.call("give back on " + table, () -> shift(scope.id(), shifts));
    }

    private Optional<ScopeState> shift(String scopeId, Map<Dimension, Long> shifts) {
        try {
            return Optional.of(
                    LimitItems.state(client.updateItem(shiftAll(scopeId, shifts)).attributes()));
        } catch (ConditionalCheckFailedException e) {
            ScopeState found = e.hasItem() ? LimitItems.state(e.item()) : ScopeState.UNUSED;
            Map<Dimension, Long> present = new EnumMap<>(shifts);
            present.keySet().retainAll(found.tatMicros().keySet());
            // TATs only appear, so this ends: each round asks for fewer.
            return present.isEmpty() || present.equals(shifts)
                    ? Optional.empty()
                    : shift(scopeId, present);
        }
    }

    private UpdateItemRequest shiftAll(String scopeId, Map<Dimension, Long> shifts) {
        Map<String, AttributeValue> values = new HashMap<>();
        shifts.forEach(
                (dimension, micros) ->
                        values.put(TakeNames.of(dimension).plus(), Attributes.number(micros)));
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(LimitItems.key(scopeId))
                .updateExpression(
                        shifts.keySet().stream()
                                .map(LimitCorrections::minus)
                                .collect(Collectors.joining(", ", "SET ", "")))
                .conditionExpression(
                        shifts.keySet().stream()
                                .map(one -> "attribute_exists(" + LimitItems.tat(one) + ")")
                                .collect(Collectors.joining(" AND ")))
                .expressionAttributeValues(values)
                .returnValues(ReturnValue.ALL_NEW)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .overrideConfiguration(SentOnce.MARK)
                .build();
    }

    private static String minus(Dimension dimension) {
        String tat = LimitItems.tat(dimension);
        return tat + " = " + tat + " - " + TakeNames.of(dimension).plus();
    }

    /**
     * Sets the later time. An item is never given a shorter life: where it lives longer than the
     * cooldown, a second update leaves {@code ttl} alone.
     */
    void coolDown(String scopeId, long untilMicros) {
        AttributeValue until = Attributes.number(untilMicros);
        AttributeValue ttl = Attributes.number(untilMicros / 1_000_000 + TWO_DAYS_SECONDS);
        UpdateItemRequest longerLife =
                coolDown(scopeId)
                        .updateExpression("SET cooldownUntil = :until, #ttl = :ttl")
                        .conditionExpression(
                                COOLER + " AND (attribute_not_exists(#ttl) OR #ttl < :ttl)")
                        .expressionAttributeNames(Map.of("#ttl", LimitItems.TTL))
                        .expressionAttributeValues(Map.of(":until", until, ":ttl", ttl))
                        .build();
        UpdateItemRequest sameLife =
                coolDown(scopeId)
                        .updateExpression("SET cooldownUntil = :until")
                        .conditionExpression(COOLER)
                        .expressionAttributeValues(Map.of(":until", until))
                        .build();
        Calls.call(
                "cool down on " + table,
                () ->
                        setUnlessRefused(longerLife)
                                .filter(found -> found.cooldownUntilMicros() < untilMicros)
                                .flatMap(found -> setUnlessRefused(sameLife)));
    }

    private UpdateItemRequest.Builder coolDown(String scopeId) {
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(LimitItems.key(scopeId))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
    }

    /** Empty when it was set; else the state that stood against it. */
    private Optional<ScopeState> setUnlessRefused(UpdateItemRequest request) {
        try {
            client.updateItem(request);
            return Optional.empty();
        } catch (ConditionalCheckFailedException e) {
            return Optional.of(e.hasItem() ? LimitItems.state(e.item()) : ScopeState.UNUSED);
        }
    }
}
