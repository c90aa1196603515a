package dev.sluice.aws.limits;

import dev.sluice.aws.store.StoreCalls;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.admit.Claim;
import dev.sluice.core.admit.Cooldown;
import dev.sluice.core.admit.LimitStore;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.ScopeState;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.admit.Tally;
import dev.sluice.core.admit.Verdict;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measures;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * {@link Tally} on the limits table, in agreement with it to the microsecond.
 *
 * <p>A take is one conditional UpdateItem ({@link LimitUpdate}). What it drops in passing is
 * guessed from what this instance saw last; a wrong guess hands back the item, which tells the
 * exact wait, or the right update for a second try. Scopes that others write too may miss again:
 * after {@value #GUESSES} misses there is one plain try after a short random wait, then {@link
 * StoreUnavailable}. Contention is never told as a refusal.
 *
 * <p>A take whose answer was lost may be repeated: by its {@link Mark} it counts once. A settlement
 * is sent once only, for a repeated one would mint capacity. Safe for any thread.
 */
public final class DynamoLimits implements LimitStore {
    private static final int GUESSES = 4;

    /** A slow table and many misses together must not hold a client up. */
    private static final long LONGEST_NANOS = 3_000_000_000L;

    private static final int MOST_SCOPES_SEEN = 5_000;
    private static final long FIRST_PAUSE_MICROS = 5_000;
    private static final long LONGEST_PAUSE_MICROS = 20_000;

    private final DynamoDbClient client;
    private final String table;
    private final TakeRequests takes;
    private final LimitCorrections corrections;
    private final LimitPauses pauses;
    private final ModelPauses modelPauses;
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
        this.pauses = new LimitPauses(client, table);
        this.modelPauses = new ModelPauses(client, table);
        this.pause = pause;
    }

    @Override
    public Verdict take(Scope scope, Claim claim) {
        ScopeState guess = lastSeen.guess(scope.id());
        if (takesNothing(scope, claim)) {
            guess = read(scope);
            Verdict verdict = Tally.take(scope, claim, guess);
            if (!guess.cooldown(Scope.WHOLE).awaitsProbe(claim.nowMicros())) {
                return saw(scope, verdict, guess);
            }
        }
        Mark mark = Mark.next();
        long endNanos = System.nanoTime() + LONGEST_NANOS;
        for (int miss = 0; miss <= GUESSES && System.nanoTime() - endNanos < 0; miss++) {
            if (miss == GUESSES) {
                pause.before(1);
            }
            Try tried = attempt(takes.request(scope, claim, mark, guess, miss == 0), mark);
            guess = tried.state();
            if (tried.took()) {
                return saw(scope, new Verdict.Taken(guess), guess);
            }
            if (Tally.take(scope, claim, guess) instanceof Verdict.Refused refused) {
                repair(scope, claim, guess);
                return saw(scope, refused, guess);
            }
        }
        throw contended(scope);
    }

    @Override
    public void settle(Scope scope, Claim taken, Measures used, long nowMicros) {
        corrections
                .settle(scope, taken, used, nowMicros)
                .ifPresent(after -> lastSeen.saw(scope.id(), after));
    }

    @Override
    public void leave(Scope scope, Claim taken) {
        corrections.leave(scope, taken).ifPresent(after -> lastSeen.saw(scope.id(), after));
    }

    @Override
    public void move(Scope scope, Claim taken, Claim later) {
        corrections.move(scope, taken, later).ifPresent(after -> lastSeen.saw(scope.id(), after));
    }

    @Override
    public void add(Scope scope, Claim more) {
        corrections.add(scope, more).ifPresent(after -> lastSeen.saw(scope.id(), after));
    }

    @Override
    public void coolDown(Scope scope, Cooldown cooldown) {
        if (scope.model().equals(Scope.WHOLE)) {
            pauses.coolDown(scope, cooldown);
        } else {
            ScopeState guess = lastSeen.guess(scope.id());
            lastSeen.saw(scope.id(), modelPauses.coolDown(scope, cooldown, guess));
        }
    }

    @Override
    public void open(Scope scope) {
        pauses.open(scope);
    }

    /**
     * What an update came to.
     *
     * @param state after it, or that on which its condition failed: it may still be takeable on
     *     other branches
     */
    private record Try(ScopeState state, boolean took) {}

    private Try attempt(UpdateItemRequest request, Mark mark) {
        return StoreCalls.call(
                "take on " + table,
                () -> {
                    try {
                        return new Try(
                                LimitItems.state(client.updateItem(request).attributes()), true);
                    } catch (ConditionalCheckFailedException e) {
                        ScopeState found =
                                e.hasItem() ? LimitItems.state(e.item()) : ScopeState.UNUSED;
                        return new Try(found, e.hasItem() && mark.isOn(e.item()));
                    }
                });
    }

    /** Parts from a clock far ahead are stored as those of now, or they would never fall out. */
    private void repair(Scope scope, Claim claim, ScopeState found) {
        if (Tally.strays(scope, found, claim.nowMicros())) {
            attempt(takes.repair(scope, claim, found), Mark.next());
        }
    }

    private Verdict saw(Scope scope, Verdict verdict, ScopeState state) {
        lastSeen.saw(scope.id(), state);
        return verdict;
    }

    /** Then only a cooldown can refuse, and a read does. */
    private static boolean takesNothing(Scope scope, Claim claim) {
        for (Limit limit : scope.limits()) {
            if (Tally.cost(limit, claim.measures()) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public ScopeState read(Scope scope) {
        GetItemRequest request =
                GetItemRequest.builder()
                        .tableName(table)
                        .key(LimitItems.key(scope.id()))
                        .consistentRead(true)
                        .build();
        return StoreCalls.call(
                "read on " + table, () -> LimitItems.state(client.getItem(request).item()));
    }

    private StoreUnavailable contended(Scope scope) {
        return new StoreUnavailable(
                "take on " + table + " failed: too many writers on scope " + scope.id(),
                new IllegalStateException(GUESSES + 1 + " tries, each on a changed item"));
    }
}
