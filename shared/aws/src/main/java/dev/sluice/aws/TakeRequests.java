package dev.sluice.aws;

import dev.sluice.core.admit.Costs;
import dev.sluice.core.admit.Limit;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.ScopeState;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Builds the one conditional update that takes every dimension of a cost, or none. */
final class TakeRequests {
    private static final long DAY_SECONDS = 86_400;
    private static final Map<String, String> NAMES = Map.of("#ttl", LimitItems.TTL);

    private final String table;
    private final TakeExpressions expressions = new TakeExpressions();

    TakeRequests(String table) {
        this.table = table;
    }

    /** The update on the branches that {@code guess} leads to. */
    UpdateItemRequest request(Scope scope, Costs costs, ScopeState guess, long nowMicros) {
        Map<String, AttributeValue> values = new HashMap<>(16);
        values.put(":now", Attributes.number(nowMicros));
        values.put(":ttl", Attributes.number(ttlSeconds(scope, nowMicros)));
        int shape = 0;
        for (Limit limit : scope.limits()) {
            long cost = costs.of(limit.dimension());
            if (cost != 0) {
                long increment = limit.incrementMicros(cost);
                Branch branch =
                        Branch.of(limit, increment, guess.tat(limit.dimension()), nowMicros);
                shape += TakeNames.of(limit.dimension()).place() * branch.digit();
                bind(values, limit, branch, increment, nowMicros);
            }
        }
        TakeExpressions.Texts texts = expressions.of(shape);
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(LimitItems.key(scope.id()))
                .updateExpression(texts.update())
                .conditionExpression(texts.condition())
                .expressionAttributeNames(NAMES)
                .expressionAttributeValues(values)
                .returnValues(ReturnValue.ALL_NEW)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
    }

    private static void bind(
            Map<String, AttributeValue> values,
            Limit limit,
            Branch branch,
            long incrementMicros,
            long nowMicros) {
        TakeNames names = TakeNames.of(limit.dimension());
        values.put(names.least(), Attributes.number(nowMicros - limit.slackMicros()));
        if (branch == Branch.BUSY) {
            values.put(names.plus(), Attributes.number(incrementMicros));
            values.put(
                    names.most(),
                    Attributes.number(nowMicros + limit.burstMicros() - incrementMicros));
        } else {
            values.put(names.fresh(), Attributes.number(Math.addExact(nowMicros, incrementMicros)));
        }
    }

    /** A day after the scope must be idle again: until then the item still tells something. */
    private static long ttlSeconds(Scope scope, long nowMicros) {
        long longest = 0;
        for (Limit limit : scope.limits()) {
            longest = Math.max(longest, limit.burstMicros() + limit.windowMicros());
        }
        return Math.addExact(nowMicros, longest) / 1_000_000 + DAY_SECONDS;
    }
}
