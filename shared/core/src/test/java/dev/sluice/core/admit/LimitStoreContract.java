package dev.sluice.core.admit;

import static dev.sluice.core.admit.Claims.claim;
import static dev.sluice.core.admit.Claims.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.AtOnce;
import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Sliding;
import dev.sluice.core.limit.Window;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link LimitStore} does. A subclass makes an empty store for each test. Times are far
 * in the future, so that no store's time-to-live ends in a test; the first one begins a part.
 */
public abstract class LimitStoreContract {
    protected static final long NOW =
            Instant.parse("2100-03-01T10:00:00Z").getEpochSecond() * 1_000_000;

    private static final long SECOND = 1_000_000;

    private static final long DAY = 86_400 * SECOND;

    /** How long a part of a minute counts that begins now. */
    private static final long COUNTS = 63 * SECOND;

    private static final Scope SLOT =
            new Scope(
                    "slot#3",
                    List.of(
                            Limit.perMinute(Measure.REQUESTS, 6),
                            Limit.perMinute(Measure.TOKENS, 600)));

    private static final Scope BUDGET =
            new Scope(
                    "caller#rich",
                    List.of(
                            new Limit(Measure.NANO_USD, 1_000, Calendar.DAY),
                            new Limit(Measure.NANO_USD, 1_500, Calendar.MONTH)));

    private static final Scope TWO_AT_ONCE =
            new Scope("caller#two", List.of(new Limit(Measure.REQUESTS, 2, InFlight.IN_FLIGHT)));

    private LimitStore store = new MemoryLimits();

    /** An empty store. */
    protected abstract LimitStore newStore();

    @BeforeEach
    void start() {
        store = newStore();
    }

    @Test
    void theFirstTakeCountsInEveryLimit() {
        taken(SLOT, tokens(100), NOW);
        assertThat(counted(SLOT, NOW)).containsExactly(1L, 100L);
    }

    @Test
    void takesAreAddedUp() {
        taken(SLOT, tokens(100), NOW);
        taken(SLOT, tokens(200), NOW + SECOND);
        taken(SLOT, tokens(50), NOW + 20 * SECOND);
        assertThat(counted(SLOT, NOW + 20 * SECOND)).containsExactly(3L, 350L);
    }

    @Test
    void refusesWhenTheLimitIsTakenAndSaysHowLong() {
        taken(SLOT, tokens(600), NOW);
        Verdict.Refused refused = refused(SLOT, tokens(60), NOW + SECOND);
        assertThat(measure(refused)).isEqualTo(Measure.TOKENS);
        assertThat(refused.waitMicros()).isEqualTo(COUNTS - SECOND);
        assertThat(counted(SLOT, NOW + SECOND)).containsExactly(1L, 600L);
    }

    @Test
    void passesAfterExactlyTheWaitItTold() {
        taken(SLOT, tokens(300), NOW);
        taken(SLOT, tokens(300), NOW + 30 * SECOND);
        for (long cost : new long[] {60, 300, 301, 600}) {
            long waitMicros = refused(SLOT, tokens(cost), NOW + 31 * SECOND).waitMicros();
            long freeAt = NOW + 31 * SECOND + waitMicros;
            assertThat(freeAt).isEqualTo(NOW + COUNTS + (cost > 300 ? 30 * SECOND : 0));
            assertThat(Tally.take(SLOT, claim(tokens(cost), freeAt - 1), store.read(SLOT)))
                    .isInstanceOf(Verdict.Refused.class);
            assertThat(Tally.take(SLOT, claim(tokens(cost), freeAt), store.read(SLOT)))
                    .isInstanceOf(Verdict.Taken.class);
        }
        refused(SLOT, tokens(600), NOW + COUNTS + 30 * SECOND - 1);
        taken(SLOT, tokens(600), NOW + COUNTS + 30 * SECOND);
    }

    @Test
    void namesTheLimitWithTheLongestWait() {
        taken(SLOT, tokens(0), NOW);
        for (int i = 0; i < 5; i++) {
            taken(SLOT, tokens(100), NOW + 30 * SECOND);
        }
        assertThat(measure(refused(SLOT, tokens(50), NOW + 31 * SECOND)))
                .isEqualTo(Measure.REQUESTS);
        assertThat(measure(refused(SLOT, tokens(500), NOW + 31 * SECOND)))
                .isEqualTo(Measure.TOKENS);
    }

    @Test
    void takesAllLimitsOrNone() {
        taken(SLOT, tokens(500), NOW);
        for (int i = 0; i < 10; i++) {
            assertThat(measure(refused(SLOT, tokens(200), NOW))).isEqualTo(Measure.TOKENS);
        }
        for (int i = 0; i < 5; i++) {
            taken(SLOT, tokens(20), NOW);
        }
        assertThat(measure(refused(SLOT, tokens(0), NOW))).isEqualTo(Measure.REQUESTS);
    }

    @Test
    void aMeasureThatCostsNothingIsLeftAlone() {
        assertThat(taken(SLOT, tokens(0), NOW).counters()).containsOnlyKeys("requests60s");
        taken(SLOT, Measures.of(Measure.OUTPUT_TOKENS, 600), NOW);
        assertThat(counted(SLOT, NOW)).containsExactly(1L, 600L);
    }

    @Test
    void whatFellOutOfTheWindowCountsNoMore() {
        for (int i = 0; i < 200; i++) {
            long now = NOW + i * 1_500_000L;
            taken(SLOT, i % 11 == 0 ? tokens(110) : Measures.of(Measure.INPUT_TOKENS, 1), now);
        }
        long end = NOW + 199 * 1_500_000L;
        assertThat(counted(SLOT, end).getFirst()).isBetween(3L, 4L);
        assertThat(counted(SLOT, end + COUNTS)).containsExactly(0L, 0L);
        taken(SLOT, tokens(600), end + COUNTS);
    }

    @Test
    void anIdleScopeGivesItsWholeLimitAtOnce() {
        for (int i = 0; i < 12; i++) {
            taken(SLOT, tokens(50), NOW + (i / 6) * COUNTS);
        }
        taken(SLOT, tokens(600), NOW + 1_000 * DAY);
    }

    @Test
    void aClockThatRunsBehindTakesFromTheSameState() {
        taken(SLOT, tokens(300), NOW);
        taken(SLOT, tokens(60), NOW - SECOND / 4);
        assertThat(counted(SLOT, NOW - SECOND / 4)).containsExactly(2L, 360L);
        refused(SLOT, tokens(300), NOW - SECOND / 4);
    }

    @Test
    void aClockFarAheadLocksNobodyOut() {
        long ahead = NOW + 300 * SECOND;
        taken(SLOT, tokens(600), ahead);
        assertThat(refused(SLOT, tokens(60), NOW).waitMicros()).isLessThanOrEqualTo(COUNTS);
        assertThat(refused(SLOT, tokens(60), NOW + 30 * SECOND).waitMicros())
                .isLessThanOrEqualTo(COUNTS - 30 * SECOND);
        taken(SLOT, tokens(600), NOW + COUNTS);
    }

    @Test
    void whatWasNotUsedIsGivenBackToThePartWhereItWasTaken() {
        Claim first = claim(tokens(600), NOW);
        taken(SLOT, first);
        store.settle(SLOT, first, tokens(10), NOW + 40 * SECOND);
        taken(SLOT, tokens(590), NOW + 40 * SECOND);
        assertThat(counted(SLOT, NOW + 40 * SECOND)).containsExactly(2L, 600L);
        assertThat(refused(SLOT, tokens(10), NOW + 40 * SECOND).waitMicros())
                .as("the ten that were used count from when they were taken")
                .isEqualTo(COUNTS - 40 * SECOND);
    }

    @Test
    void aRefundMintsNothingHoweverLate() {
        Claim old = claim(tokens(600), NOW);
        taken(SLOT, old);
        taken(SLOT, tokens(600), NOW + COUNTS);
        store.settle(SLOT, old, Measures.NONE, NOW + COUNTS + SECOND);
        refused(SLOT, tokens(1), NOW + COUNTS + SECOND);
        assertThat(counted(SLOT, NOW + COUNTS + SECOND)).containsExactly(1L, 600L);
    }

    @Test
    void whatWasUsedBeyondTheReservationIsCountedNowWhateverIsLeft() {
        Claim small = claim(tokens(600), NOW);
        taken(SLOT, small);
        store.settle(SLOT, small, tokens(1_200), NOW + 30 * SECOND);
        assertThat(counted(SLOT, NOW + 30 * SECOND)).containsExactly(1L, 1_200L);
        assertThat(refused(SLOT, tokens(600), NOW + 30 * SECOND).waitMicros()).isEqualTo(COUNTS);
    }

    @Test
    void aDebtOfWhatWasNotReservedIsCountedToo() {
        Claim free = claim(tokens(0), NOW);
        taken(SLOT, free);
        store.settle(SLOT, free, tokens(600), NOW);
        refused(SLOT, tokens(1), NOW);
    }

    @Test
    void givingBackWhatWasNeverTakenChangesNothing() {
        Claim never = claim(tokens(100), NOW);
        store.settle(SLOT, never, Measures.NONE, NOW);
        taken(SLOT, tokens(0), NOW);
        store.settle(SLOT, claim(tokens(100), NOW - 10 * SECOND), Measures.NONE, NOW);
        taken(SLOT, tokens(600), NOW);
        assertThat(counted(SLOT, NOW)).containsExactly(2L, 600L);
    }

    @Test
    void aBudgetIsSpentUntilItsPeriodEnds() {
        spent(BUDGET, 1_000, NOW);
        Verdict.Refused refused = refused(BUDGET, usd(1), NOW);
        assertThat(Objects.requireNonNull(refused.limit()).window()).isEqualTo(Calendar.DAY);
        assertThat(refused.spent()).isTrue();
        assertThat(refused.waitMicros()).isEqualTo(DAY - 10 * 3_600 * SECOND + Window.SKEW_MICROS);
        spent(BUDGET, 500, NOW + DAY);
        refused = refused(BUDGET, usd(1), NOW + DAY);
        assertThat(Objects.requireNonNull(refused.limit()).window()).isEqualTo(Calendar.MONTH);
        assertThat(refused.waitMicros()).isGreaterThan(29 * DAY);
        assertThat(refused(BUDGET, usd(1), NOW + 30 * DAY).spent()).isTrue();
        spent(BUDGET, 1_000, NOW + 31 * DAY);
    }

    @Test
    void whereOnlyReservationsAreInTheWayABudgetIsNotSpent() {
        Claim holding = claim(usd(900), NOW);
        taken(BUDGET, holding);
        Verdict.Refused refused = refused(BUDGET, usd(500), NOW);
        assertThat(refused.spent()).isFalse();
        assertThat(refused.waitMicros()).isLessThanOrEqualTo(60 * SECOND);
        store.settle(BUDGET, holding, usd(100), NOW + SECOND);
        taken(BUDGET, usd(500), NOW + SECOND);
        assertThat(refused(BUDGET, usd(950), NOW + SECOND).spent()).isTrue();
    }

    @Test
    void whatAKilledRequestHeldOfABudgetIsSpentAfterItsDeadline() {
        taken(BUDGET, usd(900), NOW);
        assertThat(refused(BUDGET, usd(500), NOW + Claims.LONGEST_MICROS).spent()).isFalse();
        assertThat(refused(BUDGET, usd(500), NOW + Claims.LONGEST_MICROS + 2 * SECOND).spent())
                .isTrue();
    }

    @Test
    void aPlaceIsFreeAgainAtTheEndAndOnlyOnce() {
        Claim first = claim(Measures.ONE_REQUEST, NOW);
        taken(TWO_AT_ONCE, first);
        taken(TWO_AT_ONCE, claim(Measures.ONE_REQUEST, NOW + SECOND));
        refused(TWO_AT_ONCE, Measures.ONE_REQUEST, NOW + SECOND);
        store.settle(TWO_AT_ONCE, first, Measures.ONE_REQUEST, NOW + 2 * SECOND);
        taken(TWO_AT_ONCE, Measures.ONE_REQUEST, NOW + 2 * SECOND);
        store.settle(TWO_AT_ONCE, first, Measures.ONE_REQUEST, NOW + 2 * SECOND);
        refused(TWO_AT_ONCE, Measures.ONE_REQUEST, NOW + 2 * SECOND);
    }

    @Test
    void aPlaceThatIsLeftIsFreeAtOnceAndOnceAndNothingElseIs() {
        Scope both =
                new Scope(
                        "caller#both",
                        List.of(
                                new Limit(Measure.REQUESTS, 2, InFlight.IN_FLIGHT),
                                Limit.perMinute(Measure.REQUESTS, 3)));
        Claim first = new Claim(Measures.ONE_REQUEST, NOW, NOW + 60 * SECOND);
        taken(both, first);
        taken(both, new Claim(Measures.ONE_REQUEST, NOW, NOW + 60 * SECOND));
        store.leave(both, first);
        assertThat(counted(both, NOW)).containsExactly(1L, 2L);
        Claim left = first.leaving();
        store.leave(both, left);
        store.settle(both, left, Measures.NONE, NOW + SECOND);
        assertThat(counted(both, NOW)).as("the other's place stays").containsExactly(1L, 1L);
    }

    @Test
    void aPlaceWhoseHolderDiedIsFreeSoonAfterItsDeadlineAndNotBefore() {
        long until = NOW + 30 * SECOND;
        taken(TWO_AT_ONCE, new Claim(Measures.ONE_REQUEST, NOW, until));
        taken(TWO_AT_ONCE, new Claim(Measures.ONE_REQUEST, NOW, until + 60 * SECOND));
        refused(TWO_AT_ONCE, Measures.ONE_REQUEST, until);
        Verdict.Refused refused = refused(TWO_AT_ONCE, Measures.ONE_REQUEST, NOW);
        assertThat(refused.waitMicros()).isEqualTo(30 * SECOND + Window.SKEW_MICROS);
        taken(TWO_AT_ONCE, Measures.ONE_REQUEST, NOW + refused.waitMicros());
        refused(TWO_AT_ONCE, Measures.ONE_REQUEST, NOW + refused.waitMicros());
    }

    @Test
    void limitsOfOneMeasureInSeveralWindowsHoldTogether() {
        Scope several =
                new Scope(
                        "caller#several",
                        List.of(
                                new Limit(Measure.REQUESTS, 2, Window.seconds(1)),
                                Limit.perMinute(Measure.REQUESTS, 3),
                                new Limit(Measure.REQUESTS, 4, Calendar.EVER)));
        taken(several, Measures.ONE_REQUEST, NOW);
        taken(several, Measures.ONE_REQUEST, NOW);
        assertThat(refused(several, Measures.ONE_REQUEST, NOW).waitMicros())
                .isBetween(SECOND, 2 * SECOND);
        taken(several, Measures.ONE_REQUEST, NOW + 2 * SECOND);
        assertThat(refused(several, Measures.ONE_REQUEST, NOW + 4 * SECOND).waitMicros())
                .isGreaterThan(50 * SECOND);
        taken(several, Measures.ONE_REQUEST, NOW + DAY);
        assertThat(refused(several, Measures.ONE_REQUEST, NOW + 300 * DAY).waitMicros())
                .as("never")
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatIsUsedBeyondTheReservationCountsWhileItIsUsedAndOnlyOnce() {
        Claim claim = claim(tokens(100), NOW);
        taken(SLOT, claim);
        store.add(SLOT, claim(tokens(500).minus(Measures.ONE_REQUEST), NOW + 5 * SECOND));
        assertThat(counted(SLOT, NOW + 5 * SECOND)).containsExactly(1L, 600L);
        refused(SLOT, tokens(1), NOW + 5 * SECOND);
        store.settle(SLOT, claim(tokens(600), NOW), tokens(610), NOW + 6 * SECOND);
        assertThat(counted(SLOT, NOW + 6 * SECOND)).containsExactly(1L, 610L);
    }

    @Test
    void scopesAreCountedApart() {
        taken(SLOT, tokens(600), NOW);
        store.coolDown("slot#33", NOW + 60 * SECOND);
        taken(new Scope("slot#3#model#a/b c", SLOT.limits()), tokens(600), NOW);
        taken(Scope.ofCaller("näme", SLOT.limits()), tokens(600), NOW);
    }

    @Test
    void aScopeWithoutLimitsPassesUnlessItCoolsDown() {
        Scope unlimited = new Scope("slot#9", List.of());
        Claim large = claim(tokens(1_000_000_000), NOW);
        taken(unlimited, large);
        taken(unlimited, large);
        store.settle(unlimited, large, Measures.NONE, NOW);
        store.coolDown(unlimited.id(), NOW + SECOND);
        assertThat(refused(unlimited, tokens(1), NOW).waitMicros()).isEqualTo(SECOND);
        taken(unlimited, tokens(1), NOW + SECOND);
    }

    @Test
    void countsEveryMeasure() {
        List<Limit> limits = new ArrayList<>();
        Measures all = Measures.NONE;
        for (Measure measure : Measure.values()) {
            limits.add(Limit.perMinute(measure, 10));
            all = measure.isDerived() ? all : all.with(measure, 5);
        }
        Scope everything = new Scope("slot#4", limits);
        taken(everything, all, NOW);
        assertThat(counted(everything, NOW)).contains(10L).containsOnly(5L, 10L);
        refused(everything, all, NOW);
    }

    @Test
    void theLargestLimitsAreCountedExactly() {
        Scope huge =
                new Scope(
                        "slot#5",
                        List.of(
                                new Limit(Measure.NANO_USD, Limit.MOST_NANO_USD, Calendar.EVER),
                                Limit.perMinute(Measure.TOKENS, Limit.MOST_COUNTED)));
        Measures most =
                Measures.of(Measure.NANO_USD, Limit.MOST_NANO_USD)
                        .with(Measure.INPUT_TOKENS, Limit.MOST_COUNTED);
        taken(huge, most, NOW);
        refused(huge, Measures.of(Measure.NANO_USD, 1), NOW);
        refused(huge, Measures.of(Measure.INPUT_TOKENS, 1), NOW);
        assertThat(counted(huge, NOW)).containsExactly(Limit.MOST_NANO_USD, Limit.MOST_COUNTED);
    }

    /** The same schedule gives the same verdicts as the pure arithmetic, to the microsecond. */
    @Test
    void agreesWithTheArithmeticAtEveryStep() {
        Random random = new Random(7);
        ScopeState expected = ScopeState.UNUSED;
        List<Claim> running = new ArrayList<>();
        long now = NOW;
        for (int step = 0; step < 300; step++) {
            now += random.nextInt(20) == 0 ? 70 * SECOND : random.nextLong(3 * SECOND);
            Claim claim = claim(tokens(random.nextLong(150)), now - random.nextLong(SECOND / 4));
            Verdict verdict = store.take(SLOT, claim);
            Verdict wanted = Tally.take(SLOT, claim, expected);
            assertSame(step, verdict, wanted, now);
            if (wanted instanceof Verdict.Taken(ScopeState after)) {
                expected = after;
                running.add(claim);
            }
            if (!running.isEmpty() && random.nextBoolean()) {
                Claim ending = running.remove(random.nextInt(running.size()));
                Measures used = tokens(random.nextLong(200));
                store.settle(SLOT, ending, used, now);
                expected = Tally.settle(SLOT, ending, used, now, expected);
            }
        }
    }

    @Test
    void threadsAtOnceNeverTakeMoreThanThereIs() throws Exception {
        Scope narrow = new Scope("slot#5", List.of(Limit.perMinute(Measure.REQUESTS, 40)));
        AtomicInteger taken = new AtomicInteger();
        AtOnce.run(
                8,
                () -> {
                    for (int i = 0; i < 25; i++) {
                        if (store.take(narrow, claim(tokens(1), NOW)) instanceof Verdict.Taken) {
                            taken.incrementAndGet();
                        }
                    }
                    return "done";
                });
        assertThat(taken).hasValue(40);
    }

    private static void assertSame(int step, Verdict verdict, Verdict wanted, long now) {
        assertThat(verdict).as("step %d", step).hasSameClassAs(wanted);
        if (wanted instanceof Verdict.Taken taken) {
            assertThat(counted(SLOT, ((Verdict.Taken) verdict).after(), now))
                    .as("step %d", step)
                    .isEqualTo(counted(SLOT, taken.after(), now));
        }
        if (wanted instanceof Verdict.Refused refused) {
            assertThat(((Verdict.Refused) verdict).limit())
                    .as("step %d", step)
                    .isEqualTo(refused.limit());
            assertThat(((Verdict.Refused) verdict).waitMicros())
                    .as("step %d", step)
                    .isEqualTo(refused.waitMicros());
        }
    }

    /** What counts against each limit of a scope. */
    private List<Long> counted(Scope scope, long nowMicros) {
        return counted(scope, store.read(scope), nowMicros);
    }

    private static List<Long> counted(Scope scope, ScopeState state, long nowMicros) {
        return scope.limits().stream()
                .map(limit -> state.counting(limit, nowMicros).sum())
                .toList();
    }

    private static Measure measure(Verdict.Refused refused) {
        Limit limit = Objects.requireNonNull(refused.limit());
        assertThat(limit.window()).isEqualTo(Sliding.MINUTE);
        return limit.measure();
    }

    private static Measures usd(long nanoUsd) {
        return Measures.of(Measure.NANO_USD, nanoUsd);
    }

    private void spent(Scope scope, long nanoUsd, long nowMicros) {
        Claim claim = claim(usd(nanoUsd), nowMicros);
        taken(scope, claim);
        store.settle(scope, claim, usd(nanoUsd), nowMicros);
    }

    private ScopeState taken(Scope scope, Measures measures, long nowMicros) {
        return taken(scope, claim(measures, nowMicros));
    }

    private ScopeState taken(Scope scope, Claim claim) {
        Verdict verdict = store.take(scope, claim);
        assertThat(verdict).isInstanceOf(Verdict.Taken.class);
        return ((Verdict.Taken) verdict).after();
    }

    private Verdict.Refused refused(Scope scope, Measures measures, long nowMicros) {
        Verdict verdict = store.take(scope, claim(measures, nowMicros));
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return (Verdict.Refused) verdict;
    }
}
