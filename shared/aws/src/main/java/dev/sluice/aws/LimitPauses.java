package dev.sluice.aws;

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

/** Pauses of a scope, or of one model on it: begun, and ended before their time. */
final class LimitPauses {
    private static final long TWO_DAYS_SECONDS = 2 * 86_400;
    private static final String COOLER = "(attribute_not_exists(#until) OR #until < :until)";

    private final DynamoDbClient client;
    private final String table;

    LimitPauses(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    /**
     * Sets the later time. An item is never given a shorter life: where it lives longer than the
     * cooldown, a second update leaves {@code ttl} alone.
     */
    void coolDown(Scope scope, Cooldown cooldown) {
        StoreCalls.call(
                "cool down on " + table,
                () ->
                        setUnlessRefused(request(scope, cooldown, true))
                                .filter(
                                        found ->
                                                found.cooldown(scope.model()).untilMicros()
                                                        < cooldown.untilMicros())
                                .flatMap(
                                        found ->
                                                setUnlessRefused(request(scope, cooldown, false))));
    }

    private UpdateItemRequest request(Scope scope, Cooldown cooldown, boolean longerLife) {
        Map<String, String> names = new HashMap<>();
        Map<String, AttributeValue> values = new HashMap<>();
        names.put("#until", LimitItems.of(LimitItems.COOLDOWN_UNTIL, scope.model()));
        values.put(":until", Attributes.number(cooldown.untilMicros()));
        String sets = "SET #until = :until";
        if (cooldown.waitMicros() > 0) {
            names.put("#wait", LimitItems.of(LimitItems.COOLDOWN_WAIT, scope.model()));
            values.put(":wait", Attributes.number(cooldown.waitMicros()));
            sets += ", #wait = :wait";
        }
        if (cooldown.probed()) {
            names.put("#probed", LimitItems.of(LimitItems.COOLDOWN_PROBED, scope.model()));
            values.put(":probed", Attributes.flag(true));
            sets += ", #probed = :probed";
        }
        if (longerLife) {
            long ttlSeconds = cooldown.untilMicros() / 1_000_000 + TWO_DAYS_SECONDS;
            names.put("#ttl", LimitItems.TTL);
            values.put(":ttl", Attributes.number(ttlSeconds));
            sets += ", #ttl = :ttl";
        }
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(LimitItems.key(scope.id()))
                .updateExpression(sets)
                .conditionExpression(
                        longerLife
                                ? COOLER + " AND (attribute_not_exists(#ttl) OR #ttl < :ttl)"
                                : COOLER)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
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
