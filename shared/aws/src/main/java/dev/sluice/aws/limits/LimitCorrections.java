package dev.sluice.aws.limits;

import dev.sluice.aws.store.SentOnce;
import dev.sluice.aws.store.StoreCalls;
import dev.sluice.core.admit.Claim;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.ScopeState;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.admit.Tally;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measures;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The writes to a scope's counters that ask nobody's leave: a settlement, and taking more. */
final class LimitCorrections {
    private static final int TRIES = 5;

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
        return correct(
                scope,
                new Correction(
                        limit -> Tally.correction(limit, taken, used), taken, nowMicros, null));
    }

    /** Gives back places in flight: {@link Tally#leave}. */
    Optional<ScopeState> leave(Scope scope, Claim taken) {
        return correct(
                scope,
                new Correction(
                        limit -> -Tally.places(limit, taken), taken, taken.nowMicros(), null));
    }

    /** Takes more than was reserved: {@link Tally#add}. */
    Optional<ScopeState> add(Scope scope, Claim more) {
        return correct(
                scope,
                new Correction(
                        limit -> Tally.cost(limit, more.measures()), more, more.nowMicros(), null));
    }

    private Optional<ScopeState> correct(Scope scope, Correction first) {
        Correction correction = first;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Optional<UpdateItemRequest> request = correction(scope, correction);
            if (request.isEmpty()) {
                return Optional.empty();
            }
            Try tried = StoreCalls.call("settle on " + table, () -> attempt(request.get()));
            if (tried.went()) {
                return Optional.of(tried.state());
            }
            correction = correction.on(tried.state());
        }
        throw new StoreUnavailable(
                "settle on " + table + " failed: too many writers on scope " + scope.id(),
                new IllegalStateException(TRIES + " tries, each on a changed item"));
    }

    /** The state after it, or the one on which it failed. */
    private record Try(boolean went, ScopeState state) {}

    /**
     * @param change by how much a limit's sum changes
     * @param found null: not known yet, so everything is taken to be where it was put
     */
    private record Correction(
            ToLongFunction<Limit> change, Claim taken, long nowMicros, @Nullable ScopeState found) {
        Correction on(ScopeState state) {
            return new Correction(change, taken, nowMicros, state);
        }

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
            long more = correction.change().applyAsLong(limit);
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
            Correction correction = new Correction(limit -> 0, taken, later.nowMicros(), found);
            Optional<UpdateItemRequest> request = moving(scope, later, correction);
            if (request.isEmpty()) {
                return Optional.empty();
            }
            Try tried = StoreCalls.call("move on " + table, () -> attempt(request.get()));
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
}
