package dev.sluice.core.admit;

import static dev.sluice.core.admit.Claims.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.AtOnce;
import dev.sluice.core.admit.RecordingLimits.Held;
import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.time.FakeClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AdmitTest {
    private static final Scope SLOT = scope("slot#1", 1_000);
    private static final Scope OTHER_SLOT = scope("slot#2", 1_000);
    private static final Scope CALLER = Scope.ofCaller("ann", scope("", 500).limits());
    private static final Measures COST = tokens(300);
    private static final Held HELD = Held.ofTokens(300);

    private static final long LATER = Long.MAX_VALUE / 2;

    private final FakeClock clock = new FakeClock();
    private final RecordingLimits store = new RecordingLimits();
    private final Admit admit = new Admit(store, clock);

    @Test
    void takesEveryScope() {
        Reservation reservation = reserve();
        assertThat(admit.move(reservation, List.of(SLOT, CALLER), COST)).isEqualTo(admitted());
        assertThat(reservation.scopes()).containsExactlyInAnyOrder(SLOT, CALLER);
        assertThat(store.held()).isEqualTo(Map.of("slot#1", HELD, "caller#ann", HELD));
    }

    @Test
    void whatWasTakenBesideARefusalIsGivenBack() {
        move(COST, List.of(CALLER));
        Reservation second = reserve();
        Admission admission = admit.move(second, List.of(SLOT, CALLER), COST);
        assertThat(admission).isInstanceOf(Admission.Refused.class);
        assertThat(((Admission.Refused) admission).scope()).isEqualTo(CALLER);
        second.giveBack();
        assertThat(store.held()).isEqualTo(Map.of("caller#ann", HELD));
    }

    @Test
    void movingToAnotherCandidateKeepsTheCallersScope() {
        Reservation reservation = reserve();
        admit.move(reservation, List.of(SLOT, CALLER), COST);
        assertThat(admit.move(reservation, List.of(OTHER_SLOT, CALLER), COST))
                .isEqualTo(admitted());
        assertThat(store.events())
                .containsOnlyOnce("take caller#ann")
                .doesNotContain("settle caller#ann");
        assertThat(store.held()).isEqualTo(Map.of("slot#2", HELD, "caller#ann", HELD));
    }

    @Test
    void theCallersRefusalIsToldBeforeALongerOneOfTheSlot() {
        move(tokens(400), List.of(CALLER));
        move(tokens(1_000), List.of(SLOT));
        Admission admission = move(COST, List.of(CALLER, SLOT));
        assertThat(((Admission.Refused) admission).scope()).isEqualTo(CALLER);
    }

    @Test
    void aFloodOverTheLimitCostsOneCall() {
        move(tokens(1_000), List.of(SLOT));
        int before = store.events().size();
        for (int i = 0; i < 1_000; i++) {
            Admission admission = move(COST, List.of(SLOT));
            assertThat(((Admission.Refused) admission).waitMicros()).isEqualTo(63_000_000);
            assertThat(((Admission.Refused) admission).limit()).isEqualTo(SLOT.limits().get(1));
        }
        assertThat(store.events()).hasSize(before + 1);
    }

    @Test
    void aRememberedRefusalTellsTheWaitThatIsLeft() {
        move(tokens(1_000), List.of(SLOT));
        move(COST, List.of(SLOT));
        clock.advanceMicros(99_999);
        Admission admission = move(COST, List.of(SLOT));
        assertThat(((Admission.Refused) admission).waitMicros()).isEqualTo(63_000_000 - 99_999);
        assertThat(store.events()).hasSize(2);
    }

    @Test
    void aSmallerCostThanTheRefusedOneStillAsks() {
        move(tokens(800), List.of(SLOT));
        move(COST, List.of(SLOT));
        assertThat(move(tokens(200), List.of(SLOT))).isEqualTo(admitted());
    }

    @Test
    void aRefusalIsForgottenAfterATenthOfASecond() {
        Reservation first = reserve();
        admit.move(first, List.of(SLOT), tokens(1_000));
        move(COST, List.of(SLOT));
        first.giveBack();
        assertThat(move(COST, List.of(SLOT))).isNotEqualTo(admitted());
        clock.advanceMicros(100_000);
        assertThat(move(COST, List.of(SLOT))).isEqualTo(admitted());
    }

    @Test
    void aRefusalIsForgottenWhenItsWaitEnds() {
        move(tokens(1_000), List.of(SLOT));
        clock.advance(Duration.ofMillis(62_950));
        move(COST, List.of(SLOT));
        clock.advance(Duration.ofMillis(50));
        assertThat(move(COST, List.of(SLOT))).isEqualTo(admitted());
    }

    @Test
    void whatCanNeverPassIsNotToldToWaitAndCostsNoCall() {
        admit.coolDown(SLOT.id(), 1_000_000);
        Admission admission = move(tokens(501), List.of(SLOT, CALLER));
        assertThat(admission)
                .isEqualTo(new Admission.TooLarge(CALLER, CALLER.limits().get(1), 501));
        assertThat(store.events()).containsExactly("coolDown slot#1");
    }

    @Test
    void aCooldownIsSeenByOtherInstancesThroughTheStore() {
        Admit otherInstance = new Admit(store, clock);
        admit.coolDown(SLOT.id(), 5_000_000);
        Admission admission = otherInstance.move(otherInstance.reserve(LATER), List.of(SLOT), COST);
        assertThat(((Admission.Refused) admission).limit()).isNull();
        assertThat(((Admission.Refused) admission).waitMicros()).isEqualTo(5_000_000);
        clock.advance(Duration.ofSeconds(5));
        assertThat(otherInstance.move(otherInstance.reserve(LATER), List.of(SLOT), COST))
                .isEqualTo(admitted());
    }

    @Test
    void aKnownCooldownCostsNoCallUntilItEnds() {
        admit.coolDown(SLOT.id(), 5_000_000);
        admit.coolDown(SLOT.id(), 1_000_000);
        clock.advance(Duration.ofMillis(4_999));
        Admission admission = move(COST, List.of(SLOT));
        assertThat(((Admission.Refused) admission).waitMicros()).isEqualTo(1_000);
        assertThat(store.events()).doesNotContain("take slot#1");
    }

    @Test
    void aReservationEndsOnce() {
        Reservation reservation = reserve();
        admit.move(reservation, List.of(SLOT, CALLER), COST);
        reservation.settle(tokens(100));
        reservation.settle(tokens(100));
        reservation.giveBack();
        assertThat(store.held())
                .isEqualTo(Map.of("slot#1", Held.ofTokens(100), "caller#ann", Held.ofTokens(100)));
    }

    @Test
    void threadsAtOnceEndAReservationOnce() throws Exception {
        Reservation reservation = reserve();
        admit.move(reservation, List.of(SLOT, CALLER), COST);
        AtOnce.run(
                8,
                () -> {
                    reservation.giveBack();
                    return "done";
                });
        assertThat(store.events()).containsOnlyOnce("settle slot#1", "settle caller#ann");
    }

    @Test
    void usingMoreThanWasReservedIsADebt() {
        Reservation reservation = reserve();
        admit.move(reservation, List.of(SLOT), COST);
        reservation.settle(tokens(900));
        Admission admission = move(tokens(200), List.of(SLOT));
        assertThat(((Admission.Refused) admission).waitMicros()).isEqualTo(63_000_000);
    }

    @Test
    void usingExactlyWhatWasReservedCostsNoCall() {
        Reservation reservation = reserve();
        admit.move(reservation, List.of(SLOT), COST);
        reservation.settle(COST);
        assertThat(store.events()).containsExactly("take slot#1");
    }

    @Test
    void aStoreThatFailsHalfWayLeavesWhatWasTakenToBeGivenBack() {
        store.fail("take caller");
        Reservation reservation = reserve();
        assertThatThrownBy(() -> admit.move(reservation, List.of(SLOT, CALLER), COST))
                .isInstanceOf(StoreUnavailable.class);
        assertThat(store.held()).isEqualTo(Map.of("slot#1", HELD));
        reservation.giveBack();
        assertThat(store.held()).isEmpty();
    }

    @Test
    void leavingThatFailsHalfWayLeavesTheRestToBeGivenBackOnce() {
        Reservation reservation = reserve();
        admit.move(reservation, List.of(SLOT, OTHER_SLOT, CALLER), COST);
        store.fail("settle slot#");
        assertThatThrownBy(() -> admit.move(reservation, List.of(CALLER), COST))
                .isInstanceOf(StoreUnavailable.class);
        store.fail("");
        reservation.giveBack();
        assertThat(store.held()).as("one was lost with the store, and ages away").hasSize(1);
        assertThat(store.events()).filteredOn(event -> event.startsWith("settle")).hasSize(3);
    }

    @Test
    void aStepThatDiesIsNotTaken() {
        LimitStore broken =
                new LimitStore() {
                    @Override
                    public Verdict take(Scope scope, Claim claim) {
                        if (scope.equals(CALLER)) {
                            throw new NoClassDefFoundError("scripted");
                        }
                        return store.take(scope, claim);
                    }

                    @Override
                    public void settle(Scope scope, Claim taken, Measures used, long nowMicros) {
                        store.settle(scope, taken, used, nowMicros);
                    }

                    @Override
                    public void move(Scope scope, Claim taken, Claim later) {
                        store.move(scope, taken, later);
                    }

                    @Override
                    public void leave(Scope scope, Claim taken) {
                        store.leave(scope, taken);
                    }

                    @Override
                    public ScopeState read(Scope scope) {
                        return store.read(scope);
                    }

                    @Override
                    public void add(Scope scope, Claim more) {
                        store.add(scope, more);
                    }

                    @Override
                    public void coolDown(Scope scope, Cooldown cooldown) {
                        store.coolDown(scope, cooldown);
                    }

                    @Override
                    public void open(Scope scope) {
                        store.open(scope);
                    }
                };
        Admit admitting = new Admit(broken, clock);
        for (List<Scope> order : List.of(List.of(SLOT, CALLER), List.of(CALLER, SLOT))) {
            Reservation reservation = admitting.reserve(LATER);
            assertThatThrownBy(() -> admitting.move(reservation, order, COST))
                    .isInstanceOf(NoClassDefFoundError.class);
            reservation.giveBack();
            assertThat(store.held()).isEmpty();
        }
    }

    @Test
    void everyFailureOfStepsAtOnceIsKept() {
        IllegalStateException one = new IllegalStateException("one");
        IllegalStateException two = new IllegalStateException("two");
        assertThatThrownBy(
                        () ->
                                SideBySide.run(
                                        List.of(
                                                () -> {},
                                                failing(one),
                                                failing(two),
                                                failing(one))))
                .isSameAs(one)
                .hasSuppressedException(two);
    }

    @Test
    void anInterruptLosesNothingThatWasTaken() {
        Reservation reservation = reserve();
        Thread.currentThread().interrupt();
        assertThat(admit.move(reservation, List.of(SLOT, CALLER), COST)).isEqualTo(admitted());
        assertThat(Thread.interrupted()).as("still known").isTrue();
        assertThat(reservation.scopes()).hasSize(2);
    }

    @Test
    void metersTellTheTightestLimitOfAllScopes() {
        Reservation reservation = reserve();
        admit.move(reservation, List.of(SLOT, CALLER), COST);
        var meters = reservation.meters();
        assertThat(meters.tokens().orElseThrow().limit()).isEqualTo(500);
        assertThat(meters.tokens().orElseThrow().remaining()).isEqualTo(200);
        assertThat(meters.tokens().orElseThrow().resetMicros()).isEqualTo(63_000_000);
        assertThat(meters.requests().orElseThrow().remaining()).isEqualTo(59);
    }

    @Test
    void threadsAtOnceNeverOverAdmitAndLeaveNothingBehind() throws Exception {
        AtomicInteger admitted = new AtomicInteger();
        AtOnce.run(
                8,
                () -> {
                    for (int i = 0; i < 500; i++) {
                        Reservation reservation = reserve();
                        if (admit.move(reservation, List.of(SLOT, CALLER), tokens(70))
                                .equals(admitted())) {
                            admitted.incrementAndGet();
                        } else {
                            reservation.giveBack();
                        }
                    }
                    return "done";
                });
        assertThat(admitted).hasValueLessThanOrEqualTo(7).hasValueGreaterThan(0);
        assertThat(store.held().values())
                .extracting(Held::requests)
                .containsOnly((long) admitted.get());
    }

    @Test
    void theLongestWaitOfAllScopesIsToldWithTheCallersReason() {
        move(tokens(500), List.of(CALLER));
        clock.advance(Duration.ofSeconds(30));
        move(tokens(1_000), List.of(SLOT));
        Admission.Refused refused =
                (Admission.Refused) new Admit(store, clock).move(reserve(), both(), COST);
        assertThat(refused.scope()).isEqualTo(CALLER);
        assertThat(refused.waitMicros()).isEqualTo(63_000_000);
    }

    @Test
    void aLargerRequestAfterASmallRefusalIsToldItsOwnWait() {
        move(tokens(100), List.of(SLOT));
        clock.advance(Duration.ofSeconds(30));
        move(tokens(900), List.of(SLOT));
        assertThat(((Admission.Refused) move(tokens(50), List.of(SLOT))).waitMicros())
                .isEqualTo(33_000_000);
        assertThat(((Admission.Refused) move(tokens(500), List.of(SLOT))).waitMicros())
                .isEqualTo(63_000_000);
    }

    @Test
    void aCallerRefusedLatelyIsLookedAtBeforeTheSlotIsTouched() {
        move(tokens(500), both());
        Reservation refused = reserve();
        admit.move(refused, both(), COST);
        refused.giveBack();
        clock.advanceMicros(200_000);
        int before = store.events().size();
        for (int i = 0; i < 100; i++) {
            assertThat(move(COST, both())).isInstanceOf(Admission.Refused.class);
        }
        assertThat(store.events().subList(before, store.events().size()))
                .containsExactlyInAnyOrder("read slot#1", "read caller#ann");
        assertThat(store.held().get("slot#1")).isEqualTo(Held.ofTokens(500));
    }

    @Test
    void aCallerRefusedLatelyIsTakenAloneBeforeTheSlot() {
        Reservation first = reserve();
        admit.move(first, List.of(CALLER), tokens(500));
        move(COST, List.of(CALLER));
        first.giveBack();
        clock.advanceMicros(200_000);
        int before = store.events().size();
        assertThat(move(COST, both())).isEqualTo(admitted());
        assertThat(store.events().subList(before + 2, store.events().size()))
                .containsExactly("take caller#ann", "take slot#1");
    }

    @Test
    void theCostsAreThoseOfTheCandidate() {
        Scope budget =
                Scope.ofCaller("ann", List.of(new Limit(Measure.NANO_USD, 1_000, Calendar.DAY)));
        Reservation reservation = reserve();
        Measures dear = COST.with(Measure.NANO_USD, 900);
        Measures cheap = COST.with(Measure.NANO_USD, 100);
        admit.move(reservation, List.of(SLOT, budget), dear);
        admit.move(reservation, List.of(OTHER_SLOT, budget), cheap);
        assertThat(reservation.costs()).isEqualTo(cheap);
        assertThat(admit.move(reserve(), List.of(budget), dear)).isEqualTo(admitted());
        assertThat(admit.move(reserve(), List.of(budget), cheap)).isNotEqualTo(admitted());
        reservation.settle(cheap);
        assertThat(store.read(budget).counting(budget.limits().getFirst(), clock.epochMicros()))
                .extracting(Counter::sum)
                .isEqualTo(1_000L);
    }

    @Test
    void aTakingThatIsKnownLateIsCountedAnew() {
        List<Claim> moved = new java.util.ArrayList<>();
        LimitStore slow = new SlowLimits(store, clock, moved);
        Admit admitting = new Admit(slow, clock);
        Reservation reservation = admitting.reserve(LATER);
        assertThat(admitting.move(reservation, List.of(SLOT), COST)).isEqualTo(admitted());
        assertThat(moved).containsExactly(new Claim(COST, clock.epochMicros(), LATER));
    }

    /** Answers a take after three seconds. */
    private record SlowLimits(LimitStore store, FakeClock clock, List<Claim> moved)
            implements LimitStore {
        @Override
        public Verdict take(Scope scope, Claim claim) {
            Verdict verdict = store.take(scope, claim);
            clock.advance(Duration.ofSeconds(3));
            return verdict;
        }

        @Override
        public void move(Scope scope, Claim taken, Claim later) {
            moved.add(later);
        }

        @Override
        public void settle(Scope scope, Claim taken, Measures used, long nowMicros) {
            store.settle(scope, taken, used, nowMicros);
        }

        @Override
        public void leave(Scope scope, Claim taken) {
            store.leave(scope, taken);
        }

        @Override
        public ScopeState read(Scope scope) {
            return store.read(scope);
        }

        @Override
        public void add(Scope scope, Claim more) {
            store.add(scope, more);
        }

        @Override
        public void coolDown(Scope scope, Cooldown cooldown) {
            store.coolDown(scope, cooldown);
        }

        @Override
        public void open(Scope scope) {
            store.open(scope);
        }
    }

    private Reservation reserve() {
        return admit.reserve(LATER);
    }

    private Admission move(Measures costs, List<Scope> scopes) {
        return admit.move(reserve(), scopes, costs);
    }

    private static List<Scope> both() {
        return List.of(SLOT, CALLER);
    }

    private static Runnable failing(RuntimeException failure) {
        return () -> {
            throw failure;
        };
    }

    private static Admission admitted() {
        return new Admission.Admitted();
    }

    private static Scope scope(String id, long tokensPerMinute) {
        return new Scope(
                id,
                List.of(
                        Limit.perMinute(Measure.REQUESTS, 60),
                        Limit.perMinute(Measure.TOKENS, tokensPerMinute)));
    }
}
