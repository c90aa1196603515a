package dev.sluice.core;

import static dev.sluice.core.World.faults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.admit.RecordingLimits.Held;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.call.Ask;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.resolve.Slot;
import dev.sluice.core.settle.Cost;
import dev.sluice.core.settle.RecordingLedger;
import dev.sluice.core.settle.Served;
import dev.sluice.core.settle.Settlement;
import dev.sluice.core.settle.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A request from its admission to its row, over memory stores. */
class GatewayTest {
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
    void aServedRequestHasOneSettledRow() throws Rejected {
        world.serve(CALL);
        Settlement row = world.theRow();
        assertThat(row)
                .isEqualTo(
                        new Settlement(
                                new Served(1, "together", "deepseek/r1"),
                                new Told(Outcome.COMPLETED, 200, "stop", null),
                                1,
                                Metered.ofTokens(100, 0, 50, 0, false),
                                new Cost(650_000, true),
                                120,
                                1_000));
        assertThat(world.settled).containsExactly(row);
    }

    @Test
    void theRowStandsBeforeTheProviderIsCalledAndHoldsTheReservation() throws Rejected {
        world.script(
                admitted -> {
                    var opened = world.rows().getFirst();
                    assertThat(opened.settlement()).isEmpty();
                    assertThat(opened.opened().reserved().of(Measure.INPUT_TOKENS)).isEqualTo(100);
                    assertThat(opened.opened().reserved().of(Measure.OUTPUT_TOKENS)).isEqualTo(400);
                    assertThat(opened.opened().catalogVersion()).isEqualTo("2100-01-01");
                    assertThat(opened.opened().modelAsked()).isEqualTo("deepseek/r1");
                    assertThat(opened.opened().deadline())
                            .isEqualTo(opened.opened().createdAt().plus(World.DEADLINE));
                    return world.delivers(Outcome.COMPLETED, 100, 50).run(admitted);
                });
        world.serve(CALL);
        assertThat(world.rows()).hasSize(1);
    }

    @Test
    void theReservationIsCorrectedToWhatWasUsedInEveryScope() throws Rejected {
        world.serve(CALL);
        assertThat(world.limits.held())
                .isEqualTo(
                        Map.of(
                                "slot#1", Held.ofTokens(150),
                                "slot#1#model#deepseek/r1", Held.ofTokens(150)));
    }

    @Test
    void everyOutcomeIsSettledWithWhatWasUsed() throws Rejected {
        for (Outcome outcome : Outcome.values()) {
            world = new World(ONE);
            world.script(world.delivers(outcome, 100, 7));
            world.serve(CALL);
            assertThat(world.theRow().outcome()).isEqualTo(outcome);
            assertThat(world.theRow().usage().of(Measure.OUTPUT_TOKENS)).isEqualTo(7);
            assertThat(world.limits.held()).containsEntry("slot#1", Held.ofTokens(107));
        }
    }

    @Test
    void aStreamCutBeforeItsFirstTokenCountsAsARequestAndNoMore() throws Rejected {
        world.script(world.delivers(Outcome.UPSTREAM_FAILED, Metered.NONE));
        world.serve(CALL);
        assertThat(world.limits.held()).containsEntry("slot#1", Held.ofTokens(0));
        assertThat(world.theRow().costNanoUsd()).isZero();
    }

    @Test
    void aClientThatLeftBeforeTheFirstTokenStillCountsAsARequest() throws Rejected {
        world.script(world.delivers(Outcome.CLIENT_GONE, Metered.NONE));
        world.serve(CALL);
        assertThat(world.limits.held()).containsEntry("slot#1", Held.ofTokens(0));
    }

    @Test
    void aRefusedRequestHasNoRowAndHoldsNothing() {
        assertThat(world.refused(Samples.call("nobody/knows")))
                .isInstanceOf(Rejection.ModelNotFound.class);
        world = new World(Samples.limited(ONE, 600, 499));
        assertThat(world.refused(CALL)).isInstanceOf(Rejection.BadRequest.class);
        var narrow = Samples.caller(List.of(), OptionalLong.empty(), OptionalLong.of(499));
        assertThat(world.refused(Samples.call(narrow, "deepseek/r1")))
                .isInstanceOf(Rejection.BadRequest.class);
        assertThat(world.rows()).isEmpty();
        assertThat(world.limits.held()).isEmpty();
        assertThat(world.ledger.events()).isEmpty();
    }

    @Test
    void aRequestOverTheCallersLimitHasNoRowAndGivesTheSlotBack() throws Rejected {
        var caller = Samples.caller(List.of(), OptionalLong.of(1), OptionalLong.empty());
        Call call = Samples.call(caller, "deepseek/r1");
        world.serve(call);
        Map<String, Held> before = world.limits.held();
        assertThat(world.refused(call)).isInstanceOf(Rejection.Throttled.class);
        assertThat(world.rows()).hasSize(1);
        assertThat(world.called).as("no other slot is asked").hasSize(1);
        assertThat(world.limits.held()).isEqualTo(before);
    }

    @Test
    void whoFellBackHasOneRowOfTheSlotThatServed() throws Rejected {
        world.script(faults(Fault.Kind.FAILED, 500));
        world.serve(CALL);
        assertThat(world.theRow().slot()).isEqualTo(2);
        assertThat(world.theRow().attempts()).isEqualTo(2);
        assertThat(world.rows().getFirst().opened().slot()).as("first called").isEqualTo(1);
        assertThat(world.limits.held()).containsOnlyKeys("slot#2", "slot#2#model#deepseek/r1");
        assertThat(world.ledger.events()).containsExactly("open", "note", "settle");
    }

    @Test
    void whomNobodyServedHasOneRowThatCostNothingAndCountsAsARequest() {
        world.script(faults(Fault.Kind.FAILED, 500), faults(Fault.Kind.TIMED_OUT, 0));
        assertThat(world.refused(CALL)).isInstanceOf(Rejection.UpstreamFailed.class);
        Settlement row = world.theRow();
        assertThat(row.outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
        assertThat(row.status()).isEqualTo(504);
        assertThat(row.errorCode()).isEqualTo("upstream_timeout");
        assertThat(row.attempts()).isEqualTo(2);
        assertThat(row.slot()).isEqualTo(2);
        assertThat(row.costNanoUsd()).isZero();
        assertThat(row.usage()).isEqualTo(Metered.NONE);
        assertThat(row.ttftMillis()).isEqualTo(-1);
        assertThat(world.limits.held()).containsEntry("slot#2", Held.ofTokens(0));
    }

    @Test
    void aRefusalByTheProviderIsToldAtOnceAndHasARow() {
        world.script(faults(Fault.Kind.REFUSED, 422));
        assertThat(world.refused(CALL)).isInstanceOf(Rejection.RefusedUpstream.class);
        assertThat(world.theRow().status()).isEqualTo(422);
        assertThat(world.called).hasSize(1);
        assertThat(world.limits.held()).containsEntry("slot#1", Held.ofTokens(0));
    }

    @Test
    void whoeverLetsHisProviderRefuseIsStillLimited() {
        var caller = Samples.caller(List.of(), OptionalLong.of(2), OptionalLong.empty());
        Call call = Samples.call(caller, "deepseek/r1");
        for (int i = 0; i < 60; i++) {
            world.script(faults(Fault.Kind.REFUSED, 400));
            world.refused(call);
        }
        assertThat(world.called).hasSize(2);
    }

    @Test
    void whatProvablyNeverLeftIsGivenBack() {
        world = new World(ONE);
        world.script(faults(Fault.Kind.UNREACHED, 0));
        assertThat(world.refused(CALL)).isInstanceOf(Rejection.UpstreamFailed.class);
        assertThat(world.limits.held()).isEmpty();
        assertThat(world.theRow().costNanoUsd()).isZero();
    }

    @Test
    void aCommittedStreamThatNobodyServedHasTheStatusThatItsClientSaw() {
        world.script(
                admitted -> {
                    world.commits();
                    return faults(Fault.Kind.TIMED_OUT, 0).run(admitted);
                });
        world.script(faults(Fault.Kind.FAILED, 500));
        assertThat(world.refused(CALL)).isInstanceOf(Rejection.UpstreamFailed.class);
        assertThat(world.called).as("a keep-alive commits no candidate").hasSize(2);
        assertThat(world.theRow().status()).isEqualTo(200);
        assertThat(world.theRow().outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
    }

    @Test
    void theAddedLatencyIsOursAloneKeepAlivesOrNot() throws Rejected {
        for (boolean keepAlive : new boolean[] {false, true}) {
            world = new World(ONE, TWO);
            world.script(
                    admitted -> waiting(keepAlive, faults(Fault.Kind.TIMED_OUT, 0), admitted),
                    admitted ->
                            waiting(
                                    keepAlive,
                                    world.delivers(Outcome.COMPLETED, 100, 50),
                                    admitted));
            world.serve(CALL);
            assertThat(world.added).containsExactly(Duration.ofMillis(120));
            assertThat(world.theRow().ttftMillis()).isEqualTo(60_000 + 120);
        }
    }

    /** The provider is silent for half a minute. */
    private Attempted waiting(boolean keepAlive, World.Scripted then, Admitted admitted) {
        if (keepAlive) {
            world.commits();
        }
        world.clock.advance(Duration.ofSeconds(30));
        return then.run(admitted);
    }

    @Test
    void theRowIsSettledWhenTheAttemptSaysSoAndOnce() throws Rejected {
        world.script(
                admitted -> {
                    var delivered =
                            (Attempted.Delivered)
                                    world.delivers(Outcome.COMPLETED, 100, 50).run(admitted);
                    admitted.settle(delivered);
                    assertThat(world.theRow().outcome()).isEqualTo(Outcome.COMPLETED);
                    return delivered;
                });
        world.serve(CALL);
        assertThat(world.settled).hasSize(1);
        assertThat(world.ledger.events()).containsExactly("open", "settle");
    }

    @Test
    void aDeadRequestIsBilledWhatItsLastNoteSaysOfTheCandidateThatServed() {
        world.script(
                faults(Fault.Kind.FAILED, 500),
                admitted -> {
                    world.delivers(Outcome.COMPLETED, 100, 50).run(admitted);
                    world.clock.advance(Duration.ofSeconds(5));
                    assertThat(admitted.noteIsDue(world.clock.nanos())).isTrue();
                    admitted.note(Metered.ofTokens(100, 0, 33, 0, true));
                    assertThat(admitted.noteIsDue(world.clock.nanos())).isFalse();
                    world.ledger.awaitNotes(2);
                    return throwing(new IllegalStateException("killed"));
                });
        assertThatThrownBy(() -> world.serve(CALL)).hasMessage("killed");
        world.clock.advance(World.DEADLINE.plusSeconds(1));
        world.sweep().sweep();
        assertThat(world.theRow().slot()).isEqualTo(2);
        assertThat(world.theRow().attempts()).isEqualTo(2);
        assertThat(world.theRow().usage()).isEqualTo(Metered.ofTokens(100, 0, 33, 0, true));
    }

    @Test
    void whenTheNextCandidateIsOverItsLimitTheRowOfTheFirstIsClosed() {
        world = new World(ONE, Samples.limited(TWO, 1, 10_000));
        world.script(
                admitted -> {
                    // Somebody else takes the other slot meanwhile.
                    world.limits.coolDown("slot#2", world.clock.epochMicros() + 60_000_000);
                    return faults(Fault.Kind.FAILED, 500).run(admitted);
                });
        assertThat(world.refused(CALL)).isInstanceOf(Rejection.Throttled.class);
        assertThat(world.theRow().status()).isEqualTo(429);
        assertThat(world.theRow().slot()).as("called last").isEqualTo(1);
        assertThat(world.theRow().attempts()).isEqualTo(1);
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

    @Test
    void aSenselessUsageBreaksNeitherRowNorRollup() throws Rejected {
        world.script(
                world.delivers(
                        Outcome.COMPLETED,
                        Metered.ofTokens(
                                Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, -5, false)));
        world.serve(CALL);
        assertThat(world.theRow().priced()).isFalse();
        assertThat(world.theRow().usage().of(Measure.INPUT_TOKENS)).isPositive();
    }

    @Test
    void anAbsurdMaxTokensIsABadRequest() {
        world = new World(Samples.slotFor(1, "openai", "gpt-x"), ONE);
        Call absurd =
                new Call(
                        "id",
                        Samples.ANN,
                        new Ask(
                                List.of("deepseek/r1"),
                                CALL.kind(),
                                false,
                                100,
                                OptionalLong.of(Long.MAX_VALUE),
                                128));
        assertThat(world.refused(absurd)).isInstanceOf(Rejection.BadRequest.class);
        assertThat(world.limits.held()).isEmpty();
    }

    private static Attempted throwing(Throwable death) {
        switch (death) {
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            default -> throw new AssertionError(death);
        }
    }
}
