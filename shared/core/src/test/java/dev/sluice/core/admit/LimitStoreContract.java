package dev.sluice.core.admit;

import static dev.sluice.core.admit.Claims.claim;
import static dev.sluice.core.admit.Claims.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.AtOnce;
import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Window;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What every {@link LimitStore} does. A subclass makes an empty store for each test. Times are far
 * in the future, so that no store's time-to-live ends in a test; the first one begins a part.
 */
public abstract class LimitStoreContract extends LimitTakeContract {
    private static final Scope BUDGET =
            new Scope(
                    "caller#rich",
                    List.of(
                            new Limit(Measure.NANO_USD, 1_000, Calendar.DAY),
                            new Limit(Measure.NANO_USD, 1_500, Calendar.MONTH)));

    private static final Scope TWO_AT_ONCE =
            new Scope("caller#two", List.of(new Limit(Measure.REQUESTS, 2, InFlight.IN_FLIGHT)));

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
    void aPartThatIsGivenBackIsFreeAndTheRestIsStillHeldAndCorrected() {
        Claim dear = new Claim(usd(900), NOW, NOW + 60 * SECOND);
        taken(BUDGET, dear);
        store.giveBack(BUDGET, new Claim(usd(800), dear.nowMicros(), dear.untilMicros()));
        taken(BUDGET, usd(900), NOW + SECOND);
        refused(BUDGET, usd(1), NOW + SECOND);
        store.settle(BUDGET, dear.less(usd(800)), usd(40), NOW + 2 * SECOND);
        assertThat(counted(BUDGET, NOW + 2 * SECOND)).containsExactly(940L, 940L);
        Counter held = store.read(BUDGET).counting(Limit.held(Measure.NANO_USD), NOW + 2 * SECOND);
        assertThat(held.sum()).isEqualTo(900);
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
    void whatIsUsedBeyondTheReservationCountsWhileItIsUsedAndOnlyOnce() {
        Claim claim = claim(tokens(100), NOW);
        taken(SLOT, claim);
        store.add(SLOT, claim(tokens(500).minus(Measures.ONE_REQUEST), NOW + 5 * SECOND));
        assertThat(counted(SLOT, NOW + 5 * SECOND)).containsExactly(1L, 600L);
        refused(SLOT, tokens(1), NOW + 5 * SECOND);
        store.settle(SLOT, claim(tokens(600), NOW), tokens(610), NOW + 6 * SECOND);
        assertThat(counted(SLOT, NOW + 6 * SECOND)).containsExactly(1L, 610L);
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

    private static Measures usd(long nanoUsd) {
        return Measures.of(Measure.NANO_USD, nanoUsd);
    }

    private void spent(Scope scope, long nanoUsd, long nowMicros) {
        Claim claim = claim(usd(nanoUsd), nowMicros);
        taken(scope, claim);
        store.settle(scope, claim, usd(nanoUsd), nowMicros);
    }
}
