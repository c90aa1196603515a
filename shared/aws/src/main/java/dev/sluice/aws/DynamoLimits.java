package dev.sluice.aws;

import dev.sluice.core.admit.Costs;
import dev.sluice.core.admit.Gcra;
import dev.sluice.core.admit.LimitStore;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.ScopeState;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.admit.Verdict;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * {@link Gcra} on the limits table, in agreement with it to the microsecond (architecture §4).
 *
 * <p>A take is one conditional UpdateItem. Its branches are guessed from what this instance saw
 * last; a wrong guess hands back the item, which tells the exact wait, or the right branches for a
 * second try. Scopes that others write too may miss again: after {@value #GUESSES} misses there is
 * one plain try after a short random wait, then {@link StoreUnavailable}. Contention is never told
 * as a refusal.
 *
 * <p>A take whose answer was lost may be repeated and then counts twice, which heals within the
 * window; a refund is sent once only, for a repeated one would mint capacity. Safe for any thread.
 */
public final class DynamoLimits implements LimitStore {
    private static final int GUESSES = 4;
    private static final int MOST_SCOPES_SEEN = 20_000;
    private static final long FIRST_PAUSE_MICROS = 5_000;
    private static final long LONGEST_PAUSE_MICROS = 20_000;

    private final DynamoDbClient client;
    private final String table;
    private final TakeRequests takes;
    private final LimitCorrections corrections;
    private final LastSeen lastSeen = new LastSeen(MOST_SCOPES_SEEN);
    private final Pause pause;

    /**
     * @param jitter for waits that differ from those of every other process; safe for any thread
     */
    public DynamoLimits(DynamoDbClient client, TableNames tables, RandomGenerator jitter) {
        this(client, tables, Pause.jittered(FIRST_PAUSE_MICROS, LONGEST_PAUSE_MICROS, jitter));
    }

    DynamoLimits(DynamoDbClient client, TableNames tables, Pause pause) {
        this.client = client;
        this.table = tables.limits();
        this.takes = new TakeRequests(table);
        this.corrections = new LimitCorrections(client, table);
        this.pause = pause;
    }

    @Override
    public Verdict take(Scope scope, Costs costs, long nowMicros) {
        if (takesNothing(scope, costs)) {
            return Gcra.take(scope, costs, read(scope), nowMicros);
        }
        ScopeState guess = lastSeen.guess(scope.id());
        for (int miss = 0; miss <= GUESSES; miss++) {
            if (miss == GUESSES) {
                pause.before(1);
            }
            switch (attempt(takes.request(scope, costs, guess, nowMicros))) {
                case Try.Took(ScopeState after) -> {
                    return saw(scope, new Verdict.Taken(after), after);
                }
                case Try.Missed(ScopeState found) -> {
                    guess = found;
                    if (Gcra.take(scope, costs, found, nowMicros)
                            instanceof Verdict.Refused refused) {
                        return saw(scope, refused, found);
                    }
                }
            }
        }
        throw contended(scope);
    }

    @Override
    public void giveBack(Scope scope, Costs refund) {
        corrections.giveBack(scope, refund).ifPresent(after -> lastSeen.saw(scope.id(), after));
    }

    @Override
    public void coolDown(String scopeId, long untilMicros) {
        corrections.coolDown(scopeId, untilMicros);
    }

    private sealed interface Try {
        record Took(ScopeState after) implements Try {}

        /** The condition failed on this state; it may still be takeable on other branches. */
        record Missed(ScopeState found) implements Try {}
    }

    private Try attempt(UpdateItemRequest request) {
        return Calls.call(
                "take on " + table,
                () -> {
                    try {
                        return new Try.Took(
                                LimitItems.state(client.updateItem(request).attributes()));
                    } catch (ConditionalCheckFailedException e) {
                        return new Try.Missed(
                                e.hasItem() ? LimitItems.state(e.item()) : ScopeState.UNUSED);
                    }
                });
    }

    private Verdict saw(Scope scope, Verdict verdict, ScopeState state) {
        lastSeen.saw(scope.id(), state);
        return verdict;
    }

    /** Then only a cooldown can refuse, and a read does. */
    private static boolean takesNothing(Scope scope, Costs costs) {
        return scope.limits().stream().allMatch(limit -> costs.of(limit.dimension()) == 0);
    }

    private ScopeState read(Scope scope) {
        GetItemRequest request =
                GetItemRequest.builder()
                        .tableName(table)
                        .key(LimitItems.key(scope.id()))
                        .consistentRead(true)
                        .build();
        return Calls.call(
                "take on " + table, () -> LimitItems.state(client.getItem(request).item()));
    }

    private StoreUnavailable contended(Scope scope) {
        return new StoreUnavailable(
                "take on " + table + " failed: too many writers on scope " + scope.id(),
                new IllegalStateException(GUESSES + 1 + " tries, each on a changed item"));
    }
}
