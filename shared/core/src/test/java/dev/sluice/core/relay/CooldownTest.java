package dev.sluice.core.relay;

import static dev.sluice.core.World.faults;
import static dev.sluice.core.World.rateLimited;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Samples;
import dev.sluice.core.Statuses;
import dev.sluice.core.World;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Fault.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which failures cool down a slot or a model of it, for how long, and what opens it. */
class CooldownTest extends RecoverySteps {
    private static final String LLAMA = "meta/llama-70b";

    @Test
    void a429CoolsItsModelDownForAsLongAsItSaysAndTheNextIsTried() throws Rejected {
        world.script(rateLimited(7_000_000));
        world.serve(CALL);
        assertThat(world.called).containsExactly(FIRST, SECOND);
        assertThat(cooledDown("slot#1", LLAMA, Duration.ofSeconds(7))).isTrue();
        world.serve(Samples.call("deepseek/r1"));
        assertThat(world.called).as("another model").endsWith("1 deepseek/r1 key-1");
    }

    @Test
    void a429OfTheAccountCoolsTheSlotDown() throws Rejected {
        world.script(limited(Fault.Reach.ACCOUNT));
        world.serve(CALL);
        assertThat(cooledDown("slot#1", Duration.ofSeconds(7))).isTrue();
        world.serve(Samples.call("deepseek/r1"));
        assertThat(world.called).containsExactly(FIRST, SECOND, "2 deepseek/r1 key-2");
    }

    @Test
    void a429OfTheRequestAloneCoolsNothingDown() throws Rejected {
        World only = new World(ONE).script(limited(Fault.Reach.REQUEST));
        assertThat(((Rejection.BadRequest) only.refused(CALL)).code())
                .isEqualTo("request_exceeds_limit");
        assertThat(only.limits.events()).noneMatch(event -> event.startsWith("coolDown"));
        only.serve(CALL);
    }

    /** Another candidate's answer would find no more, and this one has worked. */
    @Test
    void whatFoundNoRoomHereIsToldAtOnceAndBilledAndCoolsNothingDown() {
        Fault fault = new Fault(Kind.NO_ROOM, 0, 2_000_000, "full", null, null, null);
        Metered worked = Metered.ofTokens(7, 3, 0, 0, true);
        world.script(admitted -> new Attempted.Refused(fault, worked));
        Rejection told = world.refused(CALL);
        assertThat(told)
                .isInstanceOfSatisfying(
                        Rejection.Unavailable.class,
                        unavailable -> assertThat(unavailable.waitMicros()).isEqualTo(2_000_000));
        assertThat(world.called).containsExactly(FIRST);
        assertThat(world.limits.events()).noneMatch(event -> event.startsWith("coolDown"));
        assertThat(world.theRow().status()).isEqualTo(503);
        assertThat(world.theRow().usage()).isEqualTo(worked);
    }

    @Test
    void whatAFaultCoolsDownItCoolsDownInMidAnswerToo() throws Rejected {
        for (Kind kind : Kind.values()) {
            for (Fault.Reach reach : Fault.Reach.values()) {
                Fault fault = new Fault(kind, 429, 7_000_000, "x", null, null, null, reach);
                World before = new World(ONE).script(admitted -> new Attempted.Refused(fault));
                before.refused(CALL);
                World after = new World(ONE);
                after.script(after.breaksOff(fault)).serve(CALL);
                String said = kind + " of " + reach;
                for (String model : new String[] {Scope.WHOLE, LLAMA}) {
                    Scope scope = new Scope("slot#1", List.of(), model);
                    assertThat(after.limits.read(scope).cooldown(model))
                            .as(said)
                            .isEqualTo(before.limits.read(scope).cooldown(model));
                }
                assertThat(after.theRow().outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
            }
        }
    }

    @Test
    void aProbeThatFailsInMidAnswerDoublesTheWhile() throws Rejected {
        Fault unpaid = Fault.of(Kind.NO_CREDIT, 402, "x");
        World only = new World(ONE).script(faults(Kind.NO_CREDIT, 402));
        only.script(only.breaksOff(unpaid));
        only.refused(CALL);
        only.clock.advance(Duration.ofSeconds(11));
        only.serve(CALL);
        only.clock.advance(Duration.ofSeconds(19));
        assertParked(only.refused(CALL));
        only.clock.advance(Duration.ofSeconds(2));
        only.serve(CALL);
    }

    @Test
    void aParkedSlotIsOpenedByOneProbeAndEachThatFailsDoublesTheWhile() throws Rejected {
        World only =
                new World(ONE).script(faults(Kind.NO_CREDIT, 402), faults(Kind.NO_CREDIT, 402));
        only.refused(CALL);
        only.clock.advance(Duration.ofSeconds(11));
        only.refused(CALL);
        assertThat(only.called).as("the probe").hasSize(2);
        only.clock.advance(Duration.ofSeconds(19));
        assertParked(only.refused(CALL));
        assertThat(only.called).hasSize(2);
        only.clock.advance(Duration.ofSeconds(2));
        only.serve(CALL);
        only.serve(CALL);
        assertThat(only.called).hasSize(4);
    }

    @Test
    void whoComesWhileASlotIsParkedIsToldWhatTheFirstWasAndNotThatHeIsTooFast() {
        for (Kind kind : List.of(Kind.BAD_KEY, Kind.NO_CREDIT)) {
            World only = new World(ONE).script(faults(kind, 401));
            int first = Statuses.of(only.refused(CALL));
            Rejection second = only.refused(CALL);
            assertThat(Statuses.of(second)).as("%s", kind).isEqualTo(first).isEqualTo(503);
            assertParked(second);
            assertThat(only.called).hasSize(1);
        }
    }

    @Test
    void aParkedSlotIsToldBeforeAModelThatCoolsDownOnItForLonger() {
        World both = new World(ONE).script(rateLimited(600_000_000));
        both.refused(CALL);
        both.script(faults(Kind.BAD_KEY, 401));
        both.refused(Samples.call("deepseek/r1"));
        assertParked(both.refused(CALL));
    }

    @Test
    void anotherSlotsWaitIsToldBeforeAParkedOne() {
        world.script(faults(Kind.BAD_KEY, 401), rateLimited(7_000_000));
        world.refused(CALL);
        assertThat(world.refused(CALL)).isInstanceOf(Rejection.Throttled.class);
    }

    private static void assertParked(Rejection told) {
        assertThat(told)
                .isInstanceOfSatisfying(
                        Rejection.Unavailable.class,
                        unavailable -> assertThat(unavailable.waitMicros()).isPositive());
        assertThat(told.message()).contains("together", "slot 1", "key", "credit", "operator");
    }

    @Test
    void a429WithoutAWaitCoolsItsModelAloneDownForFiveSeconds() throws Rejected {
        world.script(rateLimited(-1));
        world.serve(CALL);
        assertThat(cooledDown("slot#1", LLAMA, Duration.ofSeconds(5))).isTrue();
        world.serve(CALL);
        world.serve(Samples.call("deepseek/r1"));
        assertThat(world.called).containsExactly(FIRST, SECOND, SECOND, "1 deepseek/r1 key-1");
    }

    @Test
    void a503ThatNamesAWaitCoolsItsModelDownAndIsToldWithIt() throws Rejected {
        world.script(
                admitted ->
                        new Attempted.Refused(
                                new Fault(Kind.BUSY, 503, 7_000_000, "busy", null, null, null)));
        world.serve(CALL);
        assertThat(world.called).containsExactly(FIRST, SECOND);
        assertThat(cooledDown("slot#1", LLAMA, Duration.ofSeconds(7))).isTrue();
        World only = new World(ONE).script(faults(Kind.BUSY, 503));
        assertThat(only.refused(CALL))
                .isInstanceOfSatisfying(
                        Rejection.Unavailable.class,
                        told -> assertThat(told.waitMicros()).isPositive());
    }

    @Test
    void a429CoolsDownForTenMinutesAtMost() throws Rejected {
        world.script(rateLimited(86_400_000_000L));
        world.serve(CALL);
        assertThat(cooledDown("slot#1", LLAMA, Duration.ofMinutes(10))).isTrue();
    }

    @Test
    void a429ThatSaysNowDoesNotCoolDown() throws Rejected {
        world.script(rateLimited(0));
        world.serve(CALL);
        world.serve(CALL);
        assertThat(world.called).containsExactly(FIRST, SECOND, FIRST);
    }

    @Test
    void a402ParksTheSlotAndTheNextIsTried() throws Rejected {
        world.script(faults(Kind.NO_CREDIT, 402));
        world.serve(CALL);
        assertThat(world.called).containsExactly(FIRST, SECOND);
        assertThat(cooledDown("slot#1", Duration.ofSeconds(10))).isTrue();
        assertThat(world.rereads).isZero();
    }
}
