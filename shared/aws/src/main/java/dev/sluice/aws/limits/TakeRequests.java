package dev.sluice.aws.limits;

import dev.sluice.core.admit.Claim;
import dev.sluice.core.admit.Counter;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.ScopeState;
import dev.sluice.core.admit.Tally;
import dev.sluice.core.limit.Limit;
import java.util.Arrays;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Builds the one conditional update that takes all that a claim costs, or nothing. */
final class TakeRequests {
    private static final long DAY_SECONDS = 86_400;

    /** The year 9999: an item that counts for ever never ends. */
    private static final long NEVER_SECONDS = 253_402_300_799L;

    /** So many parts that no longer count may stay, until they are dropped in passing. */
    private static final int DROPPED_IN_PASSING = 4;

    /**
     * At most so many are named one by one; where that makes too little room, the whole counter is
     * written.
     */
    private static final int MOST_NAMED = 8;

    private final String table;

    TakeRequests(String table) {
        this.table = table;
    }

    /**
     * The update that fits what was seen of the item, which may have changed since.
     *
     * @param inPassing whether to drop what counts no more also where its room is not needed: not
     *     after a miss, for others may be dropping the same
     */
    UpdateItemRequest request(
            Scope scope, Claim claim, Mark mark, ScopeState seen, boolean inPassing) {
        LimitUpdate update = new LimitUpdate();
        update.once(mark);
        cooled(update, scope, claim.nowMicros(), seen);
        for (Limit limit : scope.counted()) {
            if (Tally.cost(limit, claim.measures()) != 0) {
                Counter counter = seen.counter(limit);
                if (counter.size() == 0) {
                    update.start(limit, Tally.part(limit, claim), cost(limit, claim));
                } else if (drops(limit, claim, counter, inPassing)) {
                    drop(update, limit, claim, counter);
                } else {
                    add(update, limit, claim);
                }
            }
        }
        update.timeToLive(timeToLive(scope, claim));
        return update.request(table, scope.id()).build();
    }

    /** A pause that is over is dropped in passing: each makes every update dearer. */
    private static void cooled(LimitUpdate update, Scope scope, long nowMicros, ScopeState seen) {
        update.notCoolingDown(seen.cooldown(Scope.WHOLE), nowMicros);
        if (!scope.model().equals(Scope.WHOLE)) {
            update.notCoolingDown(scope.model(), seen.cooldown(scope.model()), nowMicros);
        }
        String over = seen.modelThatCooledDown(scope.model(), nowMicros);
        if (over != null) {
            update.dropPause(over, nowMicros);
        }
    }

    private static boolean drops(Limit limit, Claim claim, Counter seen, boolean inPassing) {
        if (seen.sum() > limit.amount() - cost(limit, claim)) {
            return true;
        }
        return inPassing
                && (seen.strays(limit.window(), claim.nowMicros())
                        || idle(limit, claim, seen).length >= DROPPED_IN_PASSING);
    }

    private static int[] idle(Limit limit, Claim claim, Counter seen) {
        return seen.idle(limit.window(), claim.nowMicros(), Tally.part(limit, claim));
    }

    private static void add(LimitUpdate update, Limit limit, Claim claim) {
        update.add(limit, Tally.part(limit, claim), cost(limit, claim));
        update.atMost(limit, limit.amount() - cost(limit, claim));
    }

    /** What is seen not to pass is tried all the same: the item may have changed. */
    private static void drop(LimitUpdate update, Limit limit, Claim claim, Counter seen) {
        long cost = cost(limit, claim);
        long most = limit.amount() - cost;
        int[] idle = idle(limit, claim, seen);
        int[] named = Arrays.copyOf(idle, Math.min(idle.length, MOST_NAMED));
        Counter counting = seen.at(limit.window(), claim.nowMicros());
        boolean needsAll =
                seen.strays(limit.window(), claim.nowMicros())
                        || seen.sum() - seen.amountOf(named) > most;
        if (needsAll && counting.sum() <= most) {
            update.replace(limit, seen, counting.plus(Tally.part(limit, claim), cost));
        } else if (named.length > 0) {
            update.addAndDrop(limit, Tally.part(limit, claim), cost, seen, named);
            update.atMost(limit, most + seen.amountOf(named));
        } else {
            add(update, limit, claim);
        }
    }

    private static long cost(Limit limit, Claim claim) {
        return Tally.cost(limit, claim.measures());
    }

    /** Stores each counter that has parts from a clock far ahead as it counts now. */
    UpdateItemRequest repair(Scope scope, Claim claim, ScopeState seen) {
        LimitUpdate update = new LimitUpdate();
        for (Limit limit : scope.counted()) {
            Counter counter = seen.counter(limit);
            if (counter.strays(limit.window(), claim.nowMicros())) {
                update.replace(limit, counter, counter.at(limit.window(), claim.nowMicros()));
            }
        }
        return update.request(table, scope.id()).build();
    }

    /** A day after nothing of the scope counts any more: until then the item tells something. */
    static long timeToLive(Scope scope, Claim claim) {
        long endMicros = claim.nowMicros();
        for (Limit limit : scope.counted()) {
            endMicros = Math.max(endMicros, limit.window().endMicros(Tally.part(limit, claim)));
        }
        return Math.min(endMicros / 1_000_000 + DAY_SECONDS, NEVER_SECONDS);
    }
}
