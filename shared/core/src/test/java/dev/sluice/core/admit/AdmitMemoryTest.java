package dev.sluice.core.admit;

import static dev.sluice.core.admit.Claims.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.admit.RecordingLimits.Held;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an instance remembers of refusals and cooldowns, so that a flood costs no calls. */
class AdmitMemoryTest extends AdmitSteps {
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
    void aRefusalIsForgottenAfterATenthOfASecondOfEitherClock() {
        move(tokens(1_000), List.of(SLOT));
        move(COST, List.of(SLOT));
        clock.setBack(Duration.ofHours(1));
        clock.advanceMicros(100_000);
        int before = store.events().size();
        move(COST, List.of(SLOT));
        assertThat(store.events()).as("asked").hasSize(before + 1);
        clock.freeze(Duration.ofMillis(100));
        move(COST, List.of(SLOT));
        assertThat(store.events()).as("asked").hasSize(before + 2);
    }

    @Test
    void aCallerThatWasRefusedIsLookedAtFirstForAMinuteOfEitherClock() {
        for (boolean setBack : new boolean[] {false, true}) {
            move(tokens(500), List.of(CALLER));
            move(COST, List.of(CALLER));
            if (setBack) {
                clock.setBack(Duration.ofHours(1));
                clock.advance(Duration.ofSeconds(60));
            } else {
                clock.freeze(Duration.ofSeconds(60));
            }
            int before = store.events().size();
            move(COST, both());
            assertThat(store.events().subList(before, store.events().size()))
                    .contains("take caller#ann")
                    .doesNotContain("read caller#ann");
        }
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
    void whatAProbeOpensIsOpenHereAtOnce() {
        admit.park(SLOT.id(), 5_000_000);
        clock.advanceMicros(5_000_000);
        Reservation probe = reserve();
        assertThat(admit.move(probe, List.of(SLOT), COST)).isEqualTo(admitted());
        assertThat(move(COST, List.of(SLOT))).isNotEqualTo(admitted());
        probe.opens();
        assertThat(move(COST, List.of(SLOT))).isEqualTo(admitted());
    }

    @Test
    void whoPassedBeforeAPauseOpensNothing() {
        Reservation before = reserve();
        admit.move(before, List.of(SLOT), COST);
        admit.park(SLOT.id(), 5_000_000);
        before.opens();
        assertThat(move(COST, List.of(SLOT))).isNotEqualTo(admitted());
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

    private static List<Scope> both() {
        return List.of(SLOT, CALLER);
    }
}
