package dev.sluice.core;

import static dev.sluice.core.World.faults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.admit.RecordingLimits.Held;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.resolve.Slot;
import dev.sluice.core.settle.RecordingLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A request from its admission to its row, over memory stores. */
class GatewayFaultsTest {
    private static final Slot ONE = Samples.slot(1, "together");

    private static final Slot TWO = Samples.prior(Samples.slot(2, "together"), 101);

    private static final Call CALL = Samples.call("deepseek/r1");

    private final List<BooleanSupplier> lateTries = new ArrayList<>();

    private World world = new World(ONE, TWO);

    @AfterEach
    void nothingStaysInterrupted() {
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aRowThatCannotBeOpenedIs503AndNobodyIsCalledAndNothingHeld() {
        for (var opening : List.of(RecordingLedger.Opening.FAILS, RecordingLedger.Opening.DIES)) {
            world = new World(ONE, TWO);
            world.ledger.opening(opening);
            assertThat(world.refused(CALL)).isInstanceOf(Rejection.Unavailable.class);
            assertThat(world.called).as("no call that nobody could bill").isEmpty();
            assertThat(world.rows()).isEmpty();
            assertThat(world.limits.held()).isEmpty();
        }
    }

    @Test
    void aRowThatWasWrittenThoughItsOpeningFailedIsNotLeftToBeBilled() {
        world.ledger.opening(RecordingLedger.Opening.WRITES_AND_FAILS);
        assertThat(world.refused(CALL)).isInstanceOf(Rejection.Unavailable.class);
        assertThat(world.rows()).isEmpty();
        assertThat(world.limits.held()).isEmpty();
    }

    @Test
    void aFailedOpeningIsToldEvenWhereTheLimitsCannotBeReachedEither() {
        world.ledger.opening(RecordingLedger.Opening.FAILS);
        world.limits.fail("settle");
        assertThat(world.refused(CALL)).isInstanceOf(Rejection.Unavailable.class);
        assertThat(world.uncorrected).hasSize(1);
    }

    @Test
    void aSettleThatFailsIsTriedThreeTimes() throws Rejected {
        world.ledger.failSettles(2);
        world.serve(CALL);
        assertThat(world.theRow().outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(world.limits.held()).containsEntry("slot#1", Held.ofTokens(150));
        assertThat(world.unsettled).isEmpty();
    }

    @Test
    void aRowThatCannotBeSettledStaysOpenAndTheSweepClosesItOnce() throws Rejected {
        world.ledger.failSettles(3);
        world.serve(CALL);
        assertThat(world.unsettled).containsExactly(CALL.requestId());
        assertThat(world.settled).isEmpty();
        assertThat(world.rows().getFirst().settlement()).isEmpty();
        assertThat(world.limits.held())
                .as("not corrected before the row has settled")
                .containsEntry("slot#1", Held.ofTokens(500));

        assertThat(world.sweep().sweep()).isZero();
        world.clock.advance(World.DEADLINE);
        assertThat(world.sweep().sweep()).isEqualTo(1);
        assertThat(world.sweep().sweep()).isZero();
        assertThat(world.theRow().usage()).isEqualTo(Metered.ofTokens(100, 0, 0, 0, true));
    }

    @Test
    void aRowThatCannotBeSettledKeepsNoPlaceInFlight() throws Rejected {
        Limit place = new Limit(Measure.REQUESTS, 1, InFlight.IN_FLIGHT);
        Caller one = new Caller("ann", List.of(), List.of(place));
        world.later(lateTries::add);
        world.ledger.failSettles(3);
        world.serve(Samples.call(one, "deepseek/r1"));
        assertThat(world.unsettled).hasSize(1);
        assertThat(world.limits.events()).contains("leave caller#ann");
        Scope places = Scope.ofCaller("ann", List.of(place));
        assertThat(world.limits.read(places).counter(place).sum()).isZero();
        assertThat(lateTries.getFirst().getAsBoolean()).isTrue();
        assertThat(world.limits.read(places).counter(place).sum()).as("once").isZero();
    }

    /** Where a client names no cap, what came beyond the reservation was taken of the limits. */
    @Test
    void aDeadRequestWhoseReservationGrewIsBilledWhatItsLastNoteSays() {
        world.script(
                admitted -> {
                    world.delivers(Outcome.COMPLETED, 100, 50).run(admitted);
                    admitted.note(Metered.ofTokens(100, 0, 900, 0, true));
                    world.ledger.awaitNotes(1);
                    return throwing(new IllegalStateException("killed"));
                });
        assertThatThrownBy(() -> world.serve(CALL)).hasMessage("killed");
        assertThat(world.limits.held()).containsEntry("slot#1", Held.ofTokens(1_000));
        world.clock.advance(World.DEADLINE.plusSeconds(1));
        world.sweep().sweep();
        assertThat(world.theRow().usage()).isEqualTo(Metered.ofTokens(100, 0, 900, 0, true));
    }

    @Test
    void aRowThatCannotBeSettledNowIsSettledLaterWithItsExactFigures() throws Rejected {
        world.later(lateTries::add);
        world.ledger.failSettles(4);
        world.serve(CALL);
        assertThat(world.unsettled).containsExactly(CALL.requestId());
        BooleanSupplier late = lateTries.getFirst();
        assertThat(late.getAsBoolean()).as("the store is still away").isFalse();
        assertThat(late.getAsBoolean()).isTrue();
        assertThat(world.theRow().usage()).isEqualTo(Metered.ofTokens(100, 0, 50, 0, false));
        assertThat(world.limits.held()).containsEntry("slot#1", Held.ofTokens(150));
        assertThat(late.getAsBoolean()).as("once more changes nothing").isTrue();
        assertThat(world.limits.held()).containsEntry("slot#1", Held.ofTokens(150));
    }

    @Test
    void aSettleWhoseAnswerWasLostIsCorrectedOnce() throws Rejected {
        world.ledger.losesAnswersOnly();
        world.ledger.failSettles(1);
        world.serve(CALL);
        assertThat(world.limits.held()).containsEntry("slot#1", Held.ofTokens(150));
        assertThat(world.settled).hasSize(1);
    }

    @Test
    void aRowThatTheSweepHasClosedIsNotCorrectedAgain() throws Rejected {
        world.script(
                admitted -> {
                    Attempted attempted = world.delivers(Outcome.COMPLETED, 100, 50).run(admitted);
                    world.clock.advance(World.DEADLINE);
                    world.sweep().sweep();
                    return attempted;
                });
        world.serve(CALL);
        assertThat(world.theRow().outcome()).isEqualTo(Outcome.DEADLINE);
        assertThat(world.settled).as("by the sweep").hasSize(1);
        assertThat(world.limits.held()).containsEntry("slot#1", Held.ofTokens(500));
    }

    @Test
    void aCorrectionThatFailsHidesNoSettledRow() throws Rejected {
        world.script(
                admitted -> {
                    world.limits.fail("settle");
                    return world.delivers(Outcome.COMPLETED, 100, 50).run(admitted);
                });
        world.serve(CALL);
        assertThat(world.settled).containsExactly(world.theRow());
        assertThat(world.unsettled).isEmpty();
        assertThat(world.uncorrected)
                .singleElement()
                .asString()
                .startsWith(CALL.requestId() + " settle");
    }

    @Test
    void theReservationIsCorrectedAfterTheRowHasSettled() throws Rejected {
        List<String> order = new ArrayList<>();
        world.script(
                admitted -> {
                    order.add("held " + world.limits.held().size());
                    return world.delivers(Outcome.COMPLETED, 100, 50).run(admitted);
                });
        world.ledger.failSettles(3);
        world.serve(CALL);
        assertThat(order).containsExactly("held 2");
        assertThat(world.limits.events()).noneMatch(event -> event.startsWith("settle"));
    }

    @Test
    void limitsThatCannotBeReachedAre503AndLeaveNothing() {
        world.limits.fail("take slot#1#model");
        assertThat(world.refused(CALL)).isInstanceOf(Rejection.Unavailable.class);
        assertThat(world.limits.held()).isEmpty();
        assertThat(world.rows()).isEmpty();
        assertThat(world.called).isEmpty();
    }

    @Test
    void limitsThatFailBetweenTwoCandidatesAre503AndCloseTheRow() {
        world.script(
                admitted -> {
                    world.limits.fail("take slot#2");
                    return faults(Fault.Kind.FAILED, 500).run(admitted);
                });
        assertThat(world.refused(CALL)).isInstanceOf(Rejection.Unavailable.class);
        assertThat(world.theRow().status()).isEqualTo(503);
    }

    @Test
    void settingsThatCannotBeReachedAre503() {
        world.slotsFrom(
                () -> {
                    throw new StoreUnavailable("settings", new IllegalStateException("scripted"));
                });
        assertThat(world.refused(CALL)).isInstanceOf(Rejection.Unavailable.class);
    }

    @Test
    void anAttemptThatDiesBeforeItsFirstByteIsClosedAtNoCost() {
        for (Throwable death :
                List.of(new IllegalStateException("bug"), new NoClassDefFoundError("bug"))) {
            world = new World(ONE, TWO);
            world.script(admitted -> throwing(death));
            assertThatThrownBy(() -> world.serve(CALL)).isSameAs(death);
            assertThat(world.theRow().status()).isEqualTo(500);
            assertThat(world.theRow().costNanoUsd()).isZero();
            assertThat(world.called).hasSize(1);
        }
    }

    @Test
    void anAttemptThatDiesWhileRelayingIsLeftToTheSweepAndNotClosedAtZero() {
        world.script(
                admitted -> {
                    world.delivers(Outcome.COMPLETED, 100, 50).run(admitted);
                    return throwing(new IllegalStateException("bug"));
                });
        assertThatThrownBy(() -> world.serve(CALL)).hasMessage("bug");
        assertThat(world.unsettled).containsExactly(CALL.requestId());
        assertThat(world.rows().getFirst().settlement()).isEmpty();
        world.clock.advance(World.DEADLINE.plusSeconds(1));
        world.sweep().sweep();
        assertThat(world.theRow().usage().estimated()).isTrue();
        assertThat(world.theRow().costNanoUsd()).isEqualTo(100 * 3_000);
    }

    @Test
    void anAttemptThatDiesAfterAnotherWasRefusedIsClosedAtNoCost() {
        world.script(
                faults(Fault.Kind.FAILED, 500),
                admitted -> throwing(new IllegalStateException("bug")));
        assertThatThrownBy(() -> world.serve(CALL)).hasMessage("bug");
        assertThat(world.theRow().slot()).isEqualTo(2);
        assertThat(world.theRow().costNanoUsd()).isZero();
    }

    @Test
    void aLedgerThatCouldNotOpenIsAskedToDiscardOnceOnly() {
        world.ledger.opening(RecordingLedger.Opening.FAILS);
        assertThat(world.refused(CALL)).isInstanceOf(Rejection.Unavailable.class);
        assertThat(world.ledger.events()).containsExactly("open", "discard");
        assertThat(world.limits.held()).isEmpty();
    }

    @Test
    void anInterruptedRequestIsSettledByAThreadThatIsNot() throws Rejected {
        world.script(
                admitted -> {
                    Attempted attempted = world.delivers(Outcome.CLIENT_GONE, 100, 3).run(admitted);
                    Thread.currentThread().interrupt();
                    return attempted;
                });
        world.serve(CALL);
        assertThat(Thread.interrupted()).as("still known").isTrue();
        assertThat(world.ledger.interruptSeen()).isFalse();
        assertThat(world.theRow().outcome()).isEqualTo(Outcome.CLIENT_GONE);
        assertThat(world.limits.held()).containsEntry("slot#1", Held.ofTokens(103));
    }

    @Test
    void anInterruptWhileTheRowOpensDoesNotLoseIt() throws Rejected {
        world.script(
                admitted -> {
                    Thread.currentThread().interrupt();
                    return world.delivers(Outcome.COMPLETED, 100, 50).run(admitted);
                });
        world.serve(CALL);
        assertThat(Thread.interrupted()).as("still known").isTrue();
        assertThat(world.theRow().outcome()).isEqualTo(Outcome.COMPLETED);
    }

    private static Attempted throwing(Throwable death) {
        switch (death) {
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            default -> throw new AssertionError(death);
        }
    }
}
