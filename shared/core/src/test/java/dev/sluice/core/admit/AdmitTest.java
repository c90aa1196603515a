package dev.sluice.core.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.AtOnce;
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
    private static final Costs COST = Costs.ofTokens(300);

    private final FakeClock clock = new FakeClock();
    private final RecordingLimits store = new RecordingLimits();
    private final Admit admit = new Admit(store, clock);

    @Test
    void takesEveryScope() {
        Reservation reservation = admit.reserve(COST);
        assertThat(admit.move(reservation, List.of(SLOT, CALLER))).isEqualTo(admitted());
        assertThat(reservation.scopes()).containsExactlyInAnyOrder(SLOT, CALLER);
        assertThat(store.held()).isEqualTo(Map.of("slot#1", COST, "caller#ann", COST));
    }

    @Test
    void whatWasTakenBesideARefusalIsGivenBack() {
        admit.move(admit.reserve(COST), List.of(CALLER));
        Reservation second = admit.reserve(COST);
        Admission admission = admit.move(second, List.of(SLOT, CALLER));
        assertThat(admission).isInstanceOf(Admission.Refused.class);
        assertThat(((Admission.Refused) admission).scope()).isEqualTo(CALLER);
        second.giveBack();
        assertThat(store.held()).isEqualTo(Map.of("caller#ann", COST));
    }

    @Test
    void movingToAnotherCandidateKeepsTheCallersScope() {
        Reservation reservation = admit.reserve(COST);
        admit.move(reservation, List.of(SLOT, CALLER));
        assertThat(admit.move(reservation, List.of(OTHER_SLOT, CALLER))).isEqualTo(admitted());
        assertThat(store.events())
                .containsOnlyOnce("take caller#ann")
                .doesNotContain("giveBack caller#ann");
        assertThat(store.held()).isEqualTo(Map.of("slot#2", COST, "caller#ann", COST));
    }

    @Test
    void theCallersRefusalIsToldBeforeALongerOneOfTheSlot() {
        admit.move(admit.reserve(Costs.ofTokens(400)), List.of(CALLER));
        admit.move(admit.reserve(Costs.ofTokens(1_000)), List.of(SLOT));
        Admission admission = admit.move(admit.reserve(COST), List.of(CALLER, SLOT));
        assertThat(((Admission.Refused) admission).scope()).isEqualTo(CALLER);
    }

    @Test
    void aFloodOverTheLimitCostsOneCall() {
        admit.move(admit.reserve(Costs.ofTokens(1_000)), List.of(SLOT));
        int before = store.events().size();
        for (int i = 0; i < 1_000; i++) {
            Admission admission = admit.move(admit.reserve(COST), List.of(SLOT));
            assertThat(((Admission.Refused) admission).waitMicros()).isEqualTo(18_000_000);
            assertThat(((Admission.Refused) admission).dimension()).isEqualTo(Dimension.TOKENS);
        }
        assertThat(store.events()).hasSize(before + 1);
    }

    @Test
    void aRememberedRefusalTellsTheWaitThatIsLeft() {
        admit.move(admit.reserve(Costs.ofTokens(1_000)), List.of(SLOT));
        admit.move(admit.reserve(COST), List.of(SLOT));
        clock.advanceMicros(99_999);
        Admission admission = admit.move(admit.reserve(COST), List.of(SLOT));
        assertThat(((Admission.Refused) admission).waitMicros()).isEqualTo(18_000_000 - 99_999);
        assertThat(store.events()).hasSize(2);
    }

    @Test
    void aSmallerCostThanTheRefusedOneStillAsks() {
        admit.move(admit.reserve(Costs.ofTokens(800)), List.of(SLOT));
        admit.move(admit.reserve(COST), List.of(SLOT));
        assertThat(admit.move(admit.reserve(Costs.ofTokens(200)), List.of(SLOT)))
                .isEqualTo(admitted());
    }

    @Test
    void aRefusalIsForgottenAfterATenthOfASecond() {
        Reservation first = admit.reserve(Costs.ofTokens(1_000));
        admit.move(first, List.of(SLOT));
        admit.move(admit.reserve(COST), List.of(SLOT));
        first.giveBack();
        assertThat(admit.move(admit.reserve(COST), List.of(SLOT))).isNotEqualTo(admitted());
        clock.advanceMicros(100_000);
        assertThat(admit.move(admit.reserve(COST), List.of(SLOT))).isEqualTo(admitted());
    }

    @Test
    void aRefusalIsForgottenWhenItsWaitEnds() {
        admit.move(admit.reserve(Costs.ofTokens(1_000)), List.of(SLOT));
        clock.advance(Duration.ofMillis(17_950));
        admit.move(admit.reserve(COST), List.of(SLOT));
        clock.advance(Duration.ofMillis(50));
        assertThat(admit.move(admit.reserve(COST), List.of(SLOT))).isEqualTo(admitted());
    }

    @Test
    void whatCanNeverPassIsNotToldToWaitAndCostsNoCall() {
        admit.coolDown(SLOT.id(), 1_000_000);
        Admission admission = admit.move(admit.reserve(Costs.ofTokens(501)), List.of(SLOT, CALLER));
        assertThat(admission)
                .isEqualTo(new Admission.TooLarge(CALLER, CALLER.limits().get(1), 501));
        assertThat(store.events()).containsExactly("coolDown slot#1");
    }

    @Test
    void aCooldownIsSeenByOtherInstancesThroughTheStore() {
        Admit otherInstance = new Admit(store, clock);
        admit.coolDown(SLOT.id(), 5_000_000);
        Admission admission = otherInstance.move(otherInstance.reserve(COST), List.of(SLOT));
        assertThat(((Admission.Refused) admission).dimension()).isNull();
        assertThat(((Admission.Refused) admission).waitMicros()).isEqualTo(5_000_000);
        clock.advance(Duration.ofSeconds(5));
        assertThat(otherInstance.move(otherInstance.reserve(COST), List.of(SLOT)))
                .isEqualTo(admitted());
    }

    @Test
    void aKnownCooldownCostsNoCallUntilItEnds() {
        admit.coolDown(SLOT.id(), 5_000_000);
        admit.coolDown(SLOT.id(), 1_000_000);
        clock.advance(Duration.ofMillis(4_999));
        Admission admission = admit.move(admit.reserve(COST), List.of(SLOT));
        assertThat(((Admission.Refused) admission).waitMicros()).isEqualTo(1_000);
        assertThat(store.events()).doesNotContain("take slot#1");
    }

    @Test
    void aReservationEndsOnce() {
        Reservation reservation = admit.reserve(COST);
        admit.move(reservation, List.of(SLOT, CALLER));
        reservation.settle(Costs.ofTokens(100));
        reservation.settle(Costs.ofTokens(100));
        reservation.giveBack();
        assertThat(store.held())
                .isEqualTo(
                        Map.of("slot#1", Costs.ofTokens(100), "caller#ann", Costs.ofTokens(100)));
    }

    @Test
    void threadsAtOnceEndAReservationOnce() throws Exception {
        Reservation reservation = admit.reserve(COST);
        admit.move(reservation, List.of(SLOT, CALLER));
        AtOnce.run(
                8,
                () -> {
                    reservation.giveBack();
                    return "done";
                });
        assertThat(store.events()).containsOnlyOnce("giveBack slot#1", "giveBack caller#ann");
    }

    @Test
    void usingMoreThanWasReservedIsADebt() {
        Reservation reservation = admit.reserve(COST);
        admit.move(reservation, List.of(SLOT));
        reservation.settle(Costs.ofTokens(900));
        Admission admission = admit.move(admit.reserve(Costs.ofTokens(200)), List.of(SLOT));
        assertThat(((Admission.Refused) admission).waitMicros()).isEqualTo(6_000_000);
    }

    @Test
    void usingExactlyWhatWasReservedCostsNoCall() {
        Reservation reservation = admit.reserve(COST);
        admit.move(reservation, List.of(SLOT));
        reservation.settle(COST);
        assertThat(store.events()).containsExactly("take slot#1");
    }

    @Test
    void aStoreThatFailsHalfWayLeavesWhatWasTakenToBeGivenBack() {
        store.fail("take caller");
        Reservation reservation = admit.reserve(COST);
        assertThatThrownBy(() -> admit.move(reservation, List.of(SLOT, CALLER)))
                .isInstanceOf(StoreUnavailable.class);
        assertThat(store.held()).isEqualTo(Map.of("slot#1", COST));
        reservation.giveBack();
        assertThat(store.held()).isEmpty();
    }

    @Test
    void leavingThatFailsHalfWayLeavesTheRestToBeGivenBackOnce() {
        Reservation reservation = admit.reserve(COST);
        admit.move(reservation, List.of(SLOT, OTHER_SLOT, CALLER));
        store.fail("giveBack slot#");
        assertThatThrownBy(() -> admit.move(reservation, List.of(CALLER)))
                .isInstanceOf(StoreUnavailable.class);
        store.fail("");
        reservation.giveBack();
        assertThat(store.held()).as("one was lost with the store, and ages away").hasSize(1);
        assertThat(store.events()).filteredOn(event -> event.startsWith("giveBack")).hasSize(3);
    }

    @Test
    void aStepThatDiesIsNotTaken() {
        LimitStore broken =
                new LimitStore() {
                    @Override
                    public Verdict take(Scope scope, Costs costs, long nowMicros) {
                        if (scope.equals(CALLER)) {
                            throw new NoClassDefFoundError("scripted");
                        }
                        return store.take(scope, costs, nowMicros);
                    }

                    @Override
                    public void giveBack(Scope scope, Costs refund) {
                        store.giveBack(scope, refund);
                    }

                    @Override
                    public void coolDown(String scopeId, long untilMicros) {
                        store.coolDown(scopeId, untilMicros);
                    }
                };
        Admit admitting = new Admit(broken, clock);
        for (List<Scope> order : List.of(List.of(SLOT, CALLER), List.of(CALLER, SLOT))) {
            Reservation reservation = admitting.reserve(COST);
            assertThatThrownBy(() -> admitting.move(reservation, order))
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
        Reservation reservation = admit.reserve(COST);
        Thread.currentThread().interrupt();
        assertThat(admit.move(reservation, List.of(SLOT, CALLER))).isEqualTo(admitted());
        assertThat(Thread.interrupted()).as("still known").isTrue();
        assertThat(reservation.scopes()).hasSize(2);
    }

    @Test
    void metersTellTheTightestLimitOfAllScopes() {
        Reservation reservation = admit.reserve(COST);
        admit.move(reservation, List.of(SLOT, CALLER));
        var meters = reservation.meters();
        assertThat(meters.tokens().orElseThrow().limit()).isEqualTo(500);
        assertThat(meters.tokens().orElseThrow().remaining()).isEqualTo(200);
        assertThat(meters.tokens().orElseThrow().resetMicros()).isEqualTo(36_000_000);
        assertThat(meters.requests().orElseThrow().remaining()).isEqualTo(59);
    }

    @Test
    void threadsAtOnceNeverOverAdmitAndLeaveNothingBehind() throws Exception {
        AtomicInteger admitted = new AtomicInteger();
        AtOnce.run(
                8,
                () -> {
                    for (int i = 0; i < 500; i++) {
                        Reservation reservation = admit.reserve(Costs.ofTokens(70));
                        if (admit.move(reservation, List.of(SLOT, CALLER)).equals(admitted())) {
                            admitted.incrementAndGet();
                        } else {
                            reservation.giveBack();
                        }
                    }
                    return "done";
                });
        assertThat(admitted).hasValueLessThanOrEqualTo(7).hasValueGreaterThan(0);
        assertThat(store.held().values())
                .extracting(Costs::requests)
                .containsOnly((long) admitted.get());
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
                        Limit.perMinute(Dimension.REQUESTS, 60),
                        Limit.perMinute(Dimension.TOKENS, tokensPerMinute)));
    }
}
