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

class AdmitTest extends AdmitSteps {
    private static final Scope OTHER_SLOT = scope("slot#2", 1_000);

    private static final Held HELD = Held.ofTokens(300);

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
    void aSlotThatIsTriedAgainHoldsWhatTheNextTryCosts() {
        Reservation reservation = reserve();
        for (int tokens : new int[] {300, 300, 500, 200}) {
            assertThat(admit.move(reservation, List.of(SLOT), tokens(tokens)))
                    .isEqualTo(admitted());
            assertThat(store.held()).isEqualTo(Map.of("slot#1", Held.ofTokens(tokens)));
        }
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
        reservation.giveBack();
        assertThat(store.read(SLOT).counting(SLOT.limits().get(1), clock.epochMicros()).sum())
                .isZero();
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
            store.move(scope, taken, later);
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

    private static Runnable failing(RuntimeException failure) {
        return () -> {
            throw failure;
        };
    }
}
