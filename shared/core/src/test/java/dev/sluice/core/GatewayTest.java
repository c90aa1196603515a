package dev.sluice.core;

import static dev.sluice.core.World.faults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.admit.RecordingLimits.Held;
import dev.sluice.core.call.Ask;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.resolve.Slot;
import dev.sluice.core.settle.Cost;
import dev.sluice.core.settle.Served;
import dev.sluice.core.settle.Settlement;
import dev.sluice.core.settle.Told;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A request from its admission to its row, over memory stores. */
class GatewayTest {
    private static final Slot ONE = Samples.slot(1, "together");

    private static final Slot TWO = Samples.prior(Samples.slot(2, "together"), 101);

    private static final Call CALL = Samples.call("deepseek/r1");

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
            assertThat(world.theRow().durationMillis()).isEqualTo(60_000 + 1_000);
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
