package dev.sluice.aws.limits;

import dev.sluice.aws.store.Attributes;
import dev.sluice.aws.store.StoreCalls;
import dev.sluice.core.admit.Cooldown;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.ScopeState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Pauses of a whole scope: begun, and ended before their time. */
final class LimitPauses {
    private static final long TWO_DAYS_SECONDS = 2 * 86_400;
    private static final String COOLER =
            "(attribute_not_exists(cooldownUntil) OR cooldownUntil < :until)";

    /** An item is never given a shorter life. */
    static final String LONGER_LIFE = "(attribute_not_exists(#ttl) OR #ttl <= :ttl)";

    private final DynamoDbClient client;
    private final String table;

    LimitPauses(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    /** What is behind {@link #LONGER_LIFE}. */
    static AttributeValue timeToLive(Cooldown cooldown) {
        return Attributes.number(cooldown.untilMicros() / 1_000_000 + TWO_DAYS_SECONDS);
    }

    /**
     * Sets the later time. Where the item lives longer than the cooldown, a second update leaves
     * {@code ttl} alone.
     */
    void coolDown(Scope scope, Cooldown cooldown) {
        StoreCalls.call(
                "cool down on " + table,
                () ->
                        setUnlessRefused(request(scope, cooldown, true))
                                .filter(
                                        found ->
                                                found.cooldownUntilMicros()
                                                        < cooldown.untilMicros())
                                .flatMap(
                                        found ->
                                                setUnlessRefused(request(scope, cooldown, false))));
    }

    private UpdateItemRequest request(Scope scope, Cooldown cooldown, boolean longerLife) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":until", Attributes.number(cooldown.untilMicros()));
        String sets = "SET cooldownUntil = :until";
        if (cooldown.waitMicros() > 0) {
            values.put(":wait", Attributes.number(cooldown.waitMicros()));
            sets += ", cooldownWait = :wait";
        }
        if (cooldown.probed()) {
            values.put(":probed", Attributes.flag(true));
            sets += ", cooldownProbed = :probed";
        }
        if (longerLife) {
            values.put(":ttl", timeToLive(cooldown));
            sets += ", #ttl = :ttl";
        }
        UpdateItemRequest.Builder request =
                UpdateItemRequest.builder()
                        .tableName(table)
                        .key(LimitItems.key(scope.id()))
                        .updateExpression(sets)
                        .conditionExpression(longerLife ? COOLER + " AND " + LONGER_LIFE : COOLER)
                        .expressionAttributeValues(values)
                        .returnValuesOnConditionCheckFailure(
                                ReturnValuesOnConditionCheckFailure.ALL_OLD);
        return longerLife
                ? request.expressionAttributeNames(Map.of("#ttl", LimitItems.TTL)).build()
                : request.build();
    }

    /** Ends the pause of the whole scope that a probe was to end. */
    void open(Scope scope) {
        UpdateItemRequest request =
                UpdateItemRequest.builder()
                        .tableName(table)
                        .key(LimitItems.key(scope.id()))
                        .updateExpression("REMOVE cooldownUntil, cooldownWait, cooldownProbed")
                        .conditionExpression("attribute_exists(cooldownProbed)")
                        .build();
        StoreCalls.call("open on " + table, () -> setUnlessRefused(request));
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
