package dev.sluice.core.relay;

import static dev.sluice.core.World.faults;
import static dev.sluice.core.World.rateLimited;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Samples;
import dev.sluice.core.Statuses;
import dev.sluice.core.World;
import dev.sluice.core.call.Ask;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Fault.Kind;
import dev.sluice.core.resolve.Slot;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * Each row of the table of {@link Recovery}: what follows from a fault, and what the caller is
 * told.
 */
class RecoveryTest extends RecoverySteps {
    @Test
    void whatAFailedAttemptIsBilledIsInTheCostWhoeverServesThen() throws Rejected {
        Fault failed = Fault.of(Kind.FAILED, 502, "x");
        Metered counted = Metered.ofTokens(10, 0, 20, 0, false);
        World plain = new World(ONE, TWO);
        plain.serve(CALL);
        long served = plain.theRow().costNanoUsd();
        World alone = new World(ONE).script(admitted -> new Attempted.Refused(failed, counted));
        alone.refused(CALL);
        long lost = alone.theRow().costNanoUsd();
        assertThat(lost).isPositive();
        world.script(admitted -> new Attempted.Refused(failed, counted));
        world.serve(CALL);
        assertThat(world.theRow().costNanoUsd()).isEqualTo(served + lost);
        assertThat(world.theRow().usage()).as("the answer's").isEqualTo(plain.theRow().usage());
        World twice = new World(ONE, TWO);
        twice.script(
                admitted -> new Attempted.Refused(failed, counted),
                admitted -> new Attempted.Refused(failed, counted));
        twice.refused(CALL);
        assertThat(twice.theRow().costNanoUsd()).isEqualTo(2 * lost);
        assertThat(twice.theRow().usage().of(Measure.TOKENS)).isEqualTo(60);
    }

    @Test
    void whatTheProviderHasReadStaysCountedOnTheSlotThatIsLeft() throws Rejected {
        world.script(faults(Kind.FORBIDDEN, 403));
        world.serve(CALL);
        assertThat(world.limits.held())
                .containsEntry("slot#1", dev.sluice.core.admit.RecordingLimits.Held.ofTokens(0));
        World unreached = new World(ONE, TWO).script(faults(Kind.UNREACHED, 0));
        unreached.serve(CALL);
        assertThat(unreached.limits.held()).doesNotContainKey("slot#1");
    }

    @Test
    void aRefusalOfAccessIsAskedOfTheNextAndToldAsSuch() throws Rejected {
        world.script(faults(Kind.FORBIDDEN, 403));
        world.serve(CALL);
        world.serve(CALL);
        assertThat(world.called).as("nothing cools down").containsExactly(FIRST, SECOND, FIRST);
        World only = new World(ONE).script(faults(Kind.FORBIDDEN, 403));
        Rejection rejection = only.refused(CALL);
        assertThat(Statuses.of(rejection)).isEqualTo(503);
        assertThat(rejection.message()).contains("refused access", "meta/llama-70b");
    }

    @Test
    void theShortestWaitIsToldWhereAllAreLimited() {
        world.script(rateLimited(9_000_000), rateLimited(3_000_000));
        Rejection rejection = world.refused(CALL);
        assertThat(((Rejection.Throttled) rejection).waitMicros()).isEqualTo(3_000_000);
        assertThat(Statuses.of(rejection)).isEqualTo(429);
        assertThat(world.refused(CALL)).as("cooling down").isInstanceOf(Rejection.Throttled.class);
        assertThat(world.called).as("nobody is called").hasSize(2);
    }

    @Test
    void a401ReadsTheKeyAgainAndCallsOnceMoreWithTheNewOne() throws Rejected {
        world.rereading(Samples.slot(1, "together", "rotated"), TWO);
        world.script(faults(Kind.BAD_KEY, 401));
        world.serve(CALL);
        assertThat(world.called).containsExactly(FIRST, "1 meta/llama-70b rotated");
        assertThat(world.rereads).isEqualTo(1);
        assertThat(world.theRow().attempts()).isEqualTo(2);
        assertThat(world.limits.events()).noneMatch(event -> event.startsWith("coolDown"));
    }

    @Test
    void a401WithTheSameKeyParksTheSlotAndTheNextIsTried() throws Rejected {
        world.script(faults(Kind.BAD_KEY, 401));
        world.serve(CALL);
        assertThat(world.called).containsExactly(FIRST, SECOND);
        assertThat(world.rereads).isEqualTo(1);
        assertThat(cooledDown("slot#1", Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void a401WithTheNewKeyTooParksTheSlotAndReadsNoThirdTime() throws Rejected {
        world.rereading(Samples.slot(1, "together", "rotated"), TWO);
        world.script(faults(Kind.BAD_KEY, 401), faults(Kind.BAD_KEY, 401));
        world.serve(CALL);
        assertThat(world.called).containsExactly(FIRST, "1 meta/llama-70b rotated", SECOND);
        assertThat(world.rereads).isEqualTo(1);
        assertThat(cooledDown("slot#1", Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void aSlotThatIsGoneWhenReadAgainIsParked() throws Rejected {
        world.rereading(TWO);
        world.script(faults(Kind.BAD_KEY, 401));
        world.serve(CALL);
        assertThat(world.called).containsExactly(FIRST, SECOND);
    }

    @Test
    void aNewKeyThatTheBudgetLeavesNoCallForIsNotParked() {
        world.attempts(1).rereading(Samples.slot(1, "together", "rotated"), TWO);
        world.script(faults(Kind.BAD_KEY, 401));
        assertThat(world.refused(CALL)).isInstanceOf(Rejection.Unavailable.class);
        assertThat(world.called).hasSize(1);
        assertThat(world.limits.events()).noneMatch(event -> event.startsWith("coolDown"));
    }

    @Test
    void onlyBadKeysAre503AndTheMessageNamesSlotAndProviderAndNoKey() {
        world.script(faults(Kind.BAD_KEY, 401), faults(Kind.BAD_KEY, 401));
        Rejection rejection = world.refused(CALL);
        assertThat(Statuses.of(rejection)).isEqualTo(503);
        assertThat(rejection.message()).contains("together", "slot 2").doesNotContain("key-");
        assertThat(((Rejection.Unavailable) rejection).waitMicros()).isNegative();
    }

    @Test
    void theCallersOwnFaultIsToldAtOnce() {
        for (int status : new int[] {400, 413, 422}) {
            World fresh = new World(ONE, TWO).script(faults(Kind.REFUSED, status));
            assertThat(Statuses.of(fresh.refused(CALL))).isEqualTo(status);
            assertThat(fresh.called).containsExactly(FIRST);
            assertThat(fresh.limits.events()).noneMatch(event -> event.startsWith("coolDown"));
        }
    }

    @Test
    void whatAProviderDoesNotServeIsAskedOfTheNext() throws Rejected {
        world.script(faults(Kind.NOT_SERVED, 404));
        world.serve(CALL);
        assertThat(world.called).containsExactly(FIRST, SECOND);
        World none = new World(ONE, TWO);
        none.script(faults(Kind.NOT_SERVED, 404), faults(Kind.NOT_SERVED, 403));
        assertThat(none.refused(CALL)).isInstanceOf(Rejection.ModelNotFound.class);
    }

    @Test
    void aFailureIsTriedElsewhereWithoutACooldown() throws Rejected {
        for (Kind kind : List.of(Kind.FAILED, Kind.TIMED_OUT)) {
            World fresh = new World(ONE, TWO).script(faults(kind, 500));
            fresh.serve(CALL);
            assertThat(fresh.called).containsExactly(FIRST, SECOND);
            assertThat(fresh.limits.events()).noneMatch(event -> event.startsWith("coolDown"));
        }
    }

    @Test
    void failuresAre502AndTimeOuts504() {
        World failing = new World(ONE).script(faults(Kind.FAILED, 500));
        assertThat(Statuses.of(failing.refused(CALL))).isEqualTo(502);
        World slow = new World(ONE).script(faults(Kind.TIMED_OUT, 0));
        assertThat(Statuses.of(slow.refused(CALL))).isEqualTo(504);
    }

    @Test
    void noMoreCallsAreMadeThanTheBudgetHas() {
        world.attempts(1).script(faults(Kind.FAILED, 500));
        assertThat(Statuses.of(world.refused(CALL))).isEqualTo(502);
        assertThat(world.called).containsExactly(FIRST);
    }

    @Test
    void retriesDoNotMultiply() {
        World.Scripted failing = faults(Kind.FAILED, 500);
        world.attempts(100).script(failing, failing, failing, failing);
        world.refused(CALL);
        assertThat(world.called).containsExactly(FIRST, SECOND);
    }

    @Test
    void nothingIsCalledAfterTheDeadline() {
        world.script(
                admitted -> {
                    world.clock.advance(Duration.ofNanos(World.OVERALL_NANOS));
                    return faults(Kind.TIMED_OUT, 0).run(admitted);
                });
        assertThat(Statuses.of(world.refused(CALL))).isEqualTo(504);
        assertThat(world.called).containsExactly(FIRST);
    }

    @Test
    void allAttemptsHaveOneDeadline() throws Rejected {
        long deadlineNanos = world.clock.nanos() + World.OVERALL_NANOS;
        world.script(
                admitted -> {
                    assertThat(admitted.deadlineNanos()).isEqualTo(deadlineNanos);
                    world.clock.advance(Duration.ofSeconds(30));
                    return faults(Kind.TIMED_OUT, 0).run(admitted);
                },
                admitted -> {
                    assertThat(admitted.deadlineNanos()).isEqualTo(deadlineNanos);
                    return world.delivers(Outcome.COMPLETED, 1, 1).run(admitted);
                });
        world.serve(CALL);
        assertThat(world.called).hasSize(2);
    }

    @Test
    void anotherModelIsTriedOnlyWhereTheCallerNamedIt() throws Rejected {
        Slot atlas = Samples.slot(3, "atlas");
        World one = new World(ONE, atlas).script(faults(Kind.FAILED, 500));
        one.refused(Samples.call("deepseek/r1"));
        assertThat(one.called).containsExactly("1 deepseek/r1 key-1");
        World alias = new World(ONE, atlas).script(faults(Kind.FAILED, 500));
        alias.serve(Samples.call("general"));
        assertThat(alias.called).containsExactly(FIRST, "3 qwen/qwen3 key-3");
        World list = new World(ONE, atlas).script(faults(Kind.FAILED, 500));
        list.serve(Samples.call("deepseek/r1", "qwen/qwen3"));
        assertThat(list.called).containsExactly("1 deepseek/r1 key-1", "3 qwen/qwen3 key-3");
    }

    @Test
    void aSlotOverItsLimitIsPassedOverAndTheNextServes() throws Rejected {
        World narrow = new World(Samples.limited(ONE, 1, 100_000), TWO);
        narrow.serve(CALL);
        narrow.serve(CALL);
        assertThat(narrow.called).containsExactly(FIRST, SECOND);
    }

    @Test
    void aSlotTooSmallForTheRequestIsPassedOverAndTheNextServes() throws Rejected {
        World narrow = new World(Samples.limited(ONE, 600, 499), TWO);
        narrow.serve(CALL);
        assertThat(narrow.called).containsExactly(SECOND);
    }

    @Test
    void anAnswerLongerThanTheModelGivesIsABadRequest() {
        Call tooLong =
                new Call(
                        "id",
                        Samples.ANN,
                        new Ask(
                                List.of("meta/llama-70b"),
                                CALL.kind(),
                                false,
                                1,
                                OptionalLong.of(32_769),
                                1));
        Rejection rejection = world.refused(tooLong);
        assertThat(((Rejection.BadRequest) rejection).param()).isEqualTo("max_tokens");
        assertThat(rejection.message()).contains("32769", "32768");
        assertThat(world.called).isEmpty();
    }

    @Test
    void aCallersLimitIsToldWithItsKindAndWait() throws Rejected {
        Call call =
                Samples.call(
                        Samples.caller(List.of(), OptionalLong.empty(), OptionalLong.of(600)),
                        "general");
        world.serve(call);
        Rejection.Throttled throttled = (Rejection.Throttled) world.refused(call);
        assertThat(throttled.type()).isEqualTo("tokens");
        assertThat(throttled.message()).contains("this API key", "tokens per minute");
        assertThat(throttled.waitMicros()).isBetween(1L, 66_000_000L);
        assertThat(throttled.meters().tokens().orElseThrow().limit()).isEqualTo(600);
    }
}
