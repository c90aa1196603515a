package dev.sluice.core.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.AtOnce;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link LimitStore} does. A subclass makes an empty store for each test. Times are far
 * in the future, so that no store's time-to-live ends in a test.
 */
public abstract class LimitStoreContract {
    protected static final long NOW =
            Instant.parse("2100-03-01T10:00:00Z").getEpochSecond() * 1_000_000;
    private static final long SECOND = 1_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final Scope SLOT =
            new Scope(
                    "slot#3",
                    List.of(
                            Limit.perMinute(Dimension.REQUESTS, 6),
                            Limit.perMinute(Dimension.TOKENS, 600)));

    private LimitStore store = new MemoryLimits();

    /** An empty store. */
    protected abstract LimitStore newStore();

    @BeforeEach
    void start() {
        store = newStore();
    }

    @Test
    void theFirstTakeStartsEveryDimensionNow() {
        ScopeState after = taken(SLOT, Costs.ofTokens(100), NOW);
        assertThat(after.tat(Dimension.REQUESTS)).isEqualTo(NOW + 10 * SECOND);
        assertThat(after.tat(Dimension.TOKENS)).isEqualTo(NOW + 10 * SECOND);
    }

    @Test
    void takesAreAddedUp() {
        taken(SLOT, Costs.ofTokens(100), NOW);
        ScopeState after = taken(SLOT, Costs.ofTokens(200), NOW + SECOND);
        assertThat(after.tat(Dimension.REQUESTS)).isEqualTo(NOW + 20 * SECOND);
        assertThat(after.tat(Dimension.TOKENS)).isEqualTo(NOW + 30 * SECOND);
    }

    @Test
    void refusesWhenTheBurstIsTakenAndSaysHowLong() {
        taken(SLOT, Costs.ofTokens(600), NOW);
        Verdict.Refused refused = refused(SLOT, Costs.ofTokens(60), NOW + SECOND);
        assertThat(refused.dimension()).isEqualTo(Dimension.TOKENS);
        assertThat(refused.waitMicros()).isEqualTo(5 * SECOND);
        assertThat(refused.state().tat(Dimension.TOKENS)).isEqualTo(NOW + MINUTE);
        assertThat(refused.state().tat(Dimension.REQUESTS)).isEqualTo(NOW + 10 * SECOND);
    }

    @Test
    void passesAfterExactlyTheWaitItTold() {
        taken(SLOT, Costs.ofTokens(600), NOW);
        long waitMicros = refused(SLOT, Costs.ofTokens(60), NOW).waitMicros();
        refused(SLOT, Costs.ofTokens(60), NOW + waitMicros - 1);
        taken(SLOT, Costs.ofTokens(60), NOW + waitMicros);
    }

    @Test
    void namesTheDimensionWithTheLongestWait() {
        for (int i = 0; i < 6; i++) {
            taken(SLOT, Costs.ofTokens(100), NOW);
        }
        assertThat(refused(SLOT, Costs.ofTokens(50), NOW).dimension())
                .isEqualTo(Dimension.REQUESTS);
        assertThat(refused(SLOT, Costs.ofTokens(500), NOW).dimension()).isEqualTo(Dimension.TOKENS);
    }

    @Test
    void takesAllDimensionsOrNone() {
        taken(SLOT, Costs.ofTokens(500), NOW);
        for (int i = 0; i < 10; i++) {
            assertThat(refused(SLOT, Costs.ofTokens(200), NOW).dimension())
                    .isEqualTo(Dimension.TOKENS);
        }
        for (int i = 0; i < 5; i++) {
            taken(SLOT, Costs.ofTokens(20), NOW);
        }
        assertThat(refused(SLOT, Costs.ofTokens(0), NOW).dimension()).isEqualTo(Dimension.REQUESTS);
    }

    @Test
    void aDimensionThatCostsNothingIsLeftAlone() {
        ScopeState after = taken(SLOT, Costs.ofTokens(0), NOW);
        assertThat(after.tatMicros()).containsOnlyKeys(Dimension.REQUESTS);
        assertThat(taken(SLOT, new Costs(0, 600, 0, 0), NOW).tat(Dimension.REQUESTS))
                .isEqualTo(NOW + 10 * SECOND);
    }

    @Test
    void everyDimensionTakesItsOwnBranch() {
        taken(SLOT, Costs.ofTokens(600), NOW);
        long later = NOW + 40 * SECOND;
        ScopeState after = taken(SLOT, Costs.ofTokens(100), later);
        assertThat(after.tat(Dimension.REQUESTS)).as("idle").isEqualTo(later + 10 * SECOND);
        assertThat(after.tat(Dimension.TOKENS)).as("busy").isEqualTo(NOW + 70 * SECOND);
    }

    @Test
    void aTimeJustPastIsStillBusyAndALongPastOneIsNot() {
        long slack = MINUTE / 20;
        taken(SLOT, Costs.ofTokens(10), NOW);
        long atTheEdge = NOW + SECOND + slack;
        assertThat(taken(SLOT, Costs.ofTokens(10), atTheEdge).tat(Dimension.TOKENS))
                .isEqualTo(NOW + 2 * SECOND);
        long beyond = NOW + 2 * SECOND + slack + 1;
        assertThat(taken(SLOT, Costs.ofTokens(10), beyond).tat(Dimension.TOKENS))
                .isEqualTo(beyond + SECOND);
    }

    @Test
    void aClockThatRunsBehindTakesFromTheSameState() {
        taken(SLOT, Costs.ofTokens(300), NOW);
        assertThat(taken(SLOT, Costs.ofTokens(60), NOW - 2 * SECOND).tat(Dimension.TOKENS))
                .isEqualTo(NOW + 36 * SECOND);
    }

    @Test
    void aRefundMovesTheTimeBack() {
        taken(SLOT, Costs.ofTokens(600), NOW);
        store.giveBack(SLOT, new Costs(0, 590, 0, 0));
        ScopeState after = taken(SLOT, Costs.ofTokens(590), NOW);
        assertThat(after.tat(Dimension.TOKENS)).isEqualTo(NOW + MINUTE);
        assertThat(after.tat(Dimension.REQUESTS)).isEqualTo(NOW + 20 * SECOND);
    }

    @Test
    void aDebtIsAddedWhateverIsLeft() {
        taken(SLOT, Costs.ofTokens(600), NOW);
        store.giveBack(SLOT, new Costs(0, -600, 0, 0));
        assertThat(refused(SLOT, Costs.ofTokens(600), NOW).waitMicros()).isEqualTo(2 * MINUTE);
    }

    @Test
    void givingBackWhatWasNeverTakenChangesNothing() {
        store.giveBack(SLOT, Costs.ofTokens(100));
        taken(SLOT, Costs.ofTokens(0), NOW);
        store.giveBack(SLOT, new Costs(0, 100, 0, 0));
        ScopeState after = taken(SLOT, Costs.ofTokens(600), NOW);
        assertThat(after.tat(Dimension.TOKENS)).isEqualTo(NOW + MINUTE);
        assertThat(after.tat(Dimension.REQUESTS)).isEqualTo(NOW + 20 * SECOND);
    }

    @Test
    void nothingPassesACooldownUntilItEnds() {
        taken(SLOT, Costs.ofTokens(60), NOW);
        store.coolDown(SLOT.id(), NOW + 30 * SECOND);
        Verdict.Refused refused = refused(SLOT, Costs.ofTokens(1), NOW + SECOND);
        assertThat(refused.dimension()).isNull();
        assertThat(refused.waitMicros()).isEqualTo(29 * SECOND);
        assertThat(refused.state().tat(Dimension.TOKENS)).isEqualTo(NOW + 6 * SECOND);
        refused(SLOT, Costs.ofTokens(1), NOW + 30 * SECOND - 1);
        taken(SLOT, Costs.ofTokens(1), NOW + 30 * SECOND);
    }

    @Test
    void aScopeThatWasNeverUsedCanCoolDown() {
        store.coolDown(SLOT.id(), NOW + 30 * SECOND);
        assertThat(refused(SLOT, Costs.ofTokens(1), NOW).waitMicros()).isEqualTo(30 * SECOND);
        assertThat(taken(SLOT, Costs.ofTokens(600), NOW + 30 * SECOND).tat(Dimension.TOKENS))
                .isEqualTo(NOW + 30 * SECOND + MINUTE);
    }

    @Test
    void aCooldownIsMadeLongerAndNeverShorter() {
        store.coolDown(SLOT.id(), NOW + 30 * SECOND);
        store.coolDown(SLOT.id(), NOW + 10 * SECOND);
        assertThat(refused(SLOT, Costs.ofTokens(1), NOW).waitMicros()).isEqualTo(30 * SECOND);
        store.coolDown(SLOT.id(), NOW + 40 * SECOND);
        assertThat(refused(SLOT, Costs.ofTokens(1), NOW).waitMicros()).isEqualTo(40 * SECOND);
    }

    @Test
    void aCooldownForgetsNothingThatWasTaken() {
        taken(SLOT, Costs.ofTokens(600), NOW);
        store.coolDown(SLOT.id(), NOW + 30 * SECOND);
        assertThat(refused(SLOT, Costs.ofTokens(600), NOW + 30 * SECOND).waitMicros())
                .isEqualTo(30 * SECOND);
    }

    @Test
    void scopesAreCountedApart() {
        taken(SLOT, Costs.ofTokens(600), NOW);
        store.coolDown("slot#33", NOW + MINUTE);
        taken(new Scope("slot#3#model#a/b c", SLOT.limits()), Costs.ofTokens(600), NOW);
        taken(Scope.ofCaller("näme", SLOT.limits()), Costs.ofTokens(600), NOW);
    }

    @Test
    void aScopeWithoutLimitsPassesUnlessItCoolsDown() {
        Scope unlimited = new Scope("slot#9", List.of());
        taken(unlimited, Costs.ofTokens(1_000_000_000), NOW);
        taken(unlimited, Costs.ofTokens(1_000_000_000), NOW);
        store.giveBack(unlimited, Costs.ofTokens(1_000_000_000));
        store.coolDown(unlimited.id(), NOW + SECOND);
        assertThat(refused(unlimited, Costs.ofTokens(1), NOW).waitMicros()).isEqualTo(SECOND);
        taken(unlimited, Costs.ofTokens(1), NOW + SECOND);
    }

    @Test
    void countsAllFourDimensions() {
        Scope all =
                new Scope(
                        "slot#4",
                        List.of(
                                Limit.perMinute(Dimension.REQUESTS, 60),
                                Limit.perMinute(Dimension.TOKENS, 60),
                                Limit.perMinute(Dimension.IMAGES, 60),
                                new Limit(Dimension.NANO_USD, 3_600, 3_600 * SECOND, 60)));
        assertThat(taken(all, new Costs(1, 2, 3, 4), NOW).tatMicros())
                .isEqualTo(
                        Map.of(
                                Dimension.REQUESTS, NOW + SECOND,
                                Dimension.TOKENS, NOW + 2 * SECOND,
                                Dimension.IMAGES, NOW + 3 * SECOND,
                                Dimension.NANO_USD, NOW + 4 * SECOND));
        assertThat(refused(all, new Costs(1, 1, 1, 57), NOW).dimension())
                .isEqualTo(Dimension.NANO_USD);
    }

    @Test
    void agreesWithThePureAlgorithmOnARandomWalk() {
        Random random = new Random(20_251_125);
        ScopeState expected = ScopeState.UNUSED;
        long now = NOW;
        for (int step = 0; step < 300; step++) {
            now += random.nextInt(20) == 0 ? 90 * SECOND : random.nextLong(-SECOND, 4 * SECOND);
            Costs costs = Costs.ofTokens(random.nextInt(200));
            Verdict verdict = store.take(SLOT, costs, now);
            Verdict wanted = Gcra.take(SLOT, costs, expected, now);
            assertSame(step, verdict, wanted);
            if (wanted instanceof Verdict.Taken(ScopeState after)) {
                expected = after;
                if (random.nextInt(3) == 0) {
                    Costs refund = new Costs(0, random.nextLong(-50, costs.tokens() + 1), 0, 0);
                    store.giveBack(SLOT, refund);
                    expected = Gcra.giveBack(SLOT, refund, expected);
                }
            }
        }
    }

    @Test
    void threadsAtOnceNeverTakeMoreThanThereIs() throws Exception {
        Scope narrow = new Scope("slot#5", List.of(Limit.perMinute(Dimension.REQUESTS, 40)));
        AtomicInteger taken = new AtomicInteger();
        AtOnce.run(
                8,
                () -> {
                    for (int i = 0; i < 25; i++) {
                        if (store.take(narrow, Costs.ofTokens(1), NOW) instanceof Verdict.Taken) {
                            taken.incrementAndGet();
                        }
                    }
                    return "done";
                });
        assertThat(taken).hasValue(40);
    }

    private static void assertSame(int step, Verdict verdict, Verdict wanted) {
        switch (wanted) {
            case Verdict.Taken(ScopeState after) -> {
                assertThat(verdict).as("step %d", step).isInstanceOf(Verdict.Taken.class);
                assertThat(((Verdict.Taken) verdict).after().tatMicros())
                        .as("step %d", step)
                        .isEqualTo(after.tatMicros());
            }
            case Verdict.Refused refused -> {
                assertThat(verdict).as("step %d", step).isInstanceOf(Verdict.Refused.class);
                assertThat(((Verdict.Refused) verdict).dimension())
                        .as("step %d", step)
                        .isEqualTo(refused.dimension());
                assertThat(((Verdict.Refused) verdict).waitMicros())
                        .as("step %d", step)
                        .isEqualTo(refused.waitMicros());
            }
        }
    }

    private ScopeState taken(Scope scope, Costs costs, long nowMicros) {
        Verdict verdict = store.take(scope, costs, nowMicros);
        assertThat(verdict).isInstanceOf(Verdict.Taken.class);
        return ((Verdict.Taken) verdict).after();
    }

    private Verdict.Refused refused(Scope scope, Costs costs, long nowMicros) {
        Verdict verdict = store.take(scope, costs, nowMicros);
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return (Verdict.Refused) verdict;
    }
}
