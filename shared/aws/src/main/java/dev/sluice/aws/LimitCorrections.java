package dev.sluice.aws;

import dev.sluice.core.admit.Claim;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.ScopeState;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.admit.Tally;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measures;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The two writes to a scope that ask nobody's leave: a settlement and a cooldown. */
final class LimitCorrections {
    private static final long TWO_DAYS_SECONDS = 2 * 86_400;
    private static final int TRIES = 5;
    private static final String COOLER =
            "(attribute_not_exists(cooldownUntil) OR cooldownUntil < :until)";

    private final DynamoDbClient client;
    private final String table;

    LimitCorrections(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    /**
     * Corrects what a claim took to what was used: {@link Tally#settle}. The state after, where
     * something was changed.
     */
    Optional<ScopeState> settle(Scope scope, Claim taken, Measures used, long nowMicros) {
        ScopeState found = null;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Optional<UpdateItemRequest> request =
                    correction(scope, new Correction(taken, used, nowMicros, found));
            if (request.isEmpty()) {
                return Optional.empty();
            }
            Try tried = Calls.call("settle on " + table, () -> attempt(request.get()));
            if (tried.went()) {
                return Optional.of(tried.state());
            }
            found = tried.state();
        }
        throw new StoreUnavailable(
                "settle on " + table + " failed: too many writers on scope " + scope.id(),
                new IllegalStateException(TRIES + " tries, each on a changed item"));
    }

    /** The state after it, or the one on which it failed. */
    private record Try(boolean went, ScopeState state) {}

    /**
     * @param found null: not known yet, so everything is taken to be where it was put
     */
    private record Correction(
            Claim taken, Measures used, long nowMicros, @Nullable ScopeState found) {
        boolean isThere(Limit limit) {
            return found == null || found.counter(limit).size() > 0;
        }

        boolean holds(Limit limit, long part, long amount) {
            return found == null || found.counter(limit).in(part) >= amount;
        }
    }

    /** Empty where nothing is to be changed, or nothing is left to give back to. */
    private Optional<UpdateItemRequest> correction(Scope scope, Correction correction) {
        LimitUpdate update = new LimitUpdate();
        boolean changes = false;
        boolean starts = false;
        for (Limit limit : scope.counted()) {
            long more = Tally.correction(limit, correction.taken(), correction.used());
            long part = Tally.part(limit, correction.taken());
            if (more < 0 && correction.holds(limit, part, -more)) {
                update.refund(limit, part, -more);
                changes = true;
            } else if (more > 0) {
                starts |= debt(update, limit, more, correction);
                changes = true;
            }
        }
        if (starts) {
            update.timeToLive(TakeRequests.timeToLive(scope, correction.taken()));
        }
        return changes
                ? Optional.of(
                        update.request(table, scope.id())
                                .overrideConfiguration(SentOnce.MARK)
                                .build())
                : Optional.empty();
    }

    /** Whether it was the first of its counter. */
    private static boolean debt(LimitUpdate update, Limit limit, long more, Correction correction) {
        long part = limit.window().part(correction.nowMicros(), correction.taken().untilMicros());
        if (correction.isThere(limit)) {
            update.add(limit, part, more);
            update.exists(limit);
            return false;
        }
        update.start(limit, part, more);
        return true;
    }

    /** Counts what a claim took in the parts of a later one. The state after, if it changed. */
    Optional<ScopeState> move(Scope scope, Claim taken, Claim later) {
        ScopeState found = null;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Correction correction =
                    new Correction(taken, taken.measures(), later.nowMicros(), found);
            Optional<UpdateItemRequest> request = moving(scope, later, correction);
            if (request.isEmpty()) {
                return Optional.empty();
            }
            Try tried = Calls.call("move on " + table, () -> attempt(request.get()));
            if (tried.went()) {
                return Optional.of(tried.state());
            }
            found = tried.state();
        }
        throw new StoreUnavailable(
                "move on " + table + " failed: too many writers on scope " + scope.id(),
                new IllegalStateException(TRIES + " tries, each on a changed item"));
    }

    /** What has fallen out of its part by now is counted anew. */
    private Optional<UpdateItemRequest> moving(Scope scope, Claim later, Correction correction) {
        LimitUpdate update = new LimitUpdate();
        boolean changes = false;
        for (Limit limit : scope.counted()) {
            long cost = Tally.cost(limit, later.measures());
            long from = Tally.part(limit, correction.taken());
            long to = Tally.part(limit, later);
            if (cost == 0 || from == to) {
                continue;
            }
            changes = true;
            if (correction.holds(limit, from, cost)) {
                update.move(limit, from, to, cost);
            } else {
                debt(update, limit, cost, correction);
            }
        }
        return changes
                ? Optional.of(
                        update.request(table, scope.id())
                                .overrideConfiguration(SentOnce.MARK)
                                .build())
                : Optional.empty();
    }

    private Try attempt(UpdateItemRequest request) {
        try {
            return new Try(true, LimitItems.state(client.updateItem(request).attributes()));
        } catch (ConditionalCheckFailedException e) {
            return new Try(false, e.hasItem() ? LimitItems.state(e.item()) : ScopeState.UNUSED);
        }
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
