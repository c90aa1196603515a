package dev.sluice.core.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.time.FakeClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A caller that is over a limit of its own is refused before anything of its request is read. */
class OverTest {
    private static final Scope CALLER =
            Scope.ofCaller("ann", List.of(Limit.perMinute(Measure.REQUESTS, 1)));

    private final FakeClock clock = new FakeClock();
    private final RecordingLimits store = new RecordingLimits();
    private final Admit admit = new Admit(store, clock);

    @Test
    void whoWasNeverSeenCostsNothing() {
        assertThat(admit.over(CALLER)).isEmpty();
        assertThat(store.events()).isEmpty();
    }

    @Test
    void whoTookAllIsRefusedAndToldTheWait() {
        take();
        assertThat(admit.over(CALLER))
                .hasValueSatisfying(
                        refused -> {
                            assertThat(refused.scope()).isEqualTo(CALLER);
                            assertThat(refused.waitMicros()).isBetween(58_000_000L, 64_000_000L);
                        });
    }

    @Test
    void aFloodOfRefusedOnesAsksTheStoreOnceInATenthOfASecond() {
        take();
        int before = store.events().size();
        for (int i = 0; i < 100; i++) {
            assertThat(admit.over(CALLER)).isPresent();
        }
        assertThat(store.events().size() - before).isLessThanOrEqualTo(1);
    }

    /** Another instance may have given something back meanwhile. */
    @Test
    void whoHasRoomAgainIsHeard() {
        Reservation reservation = take();
        reservation.giveBack();
        assertThat(admit.over(CALLER)).isEmpty();
        clock.advance(Duration.ofMinutes(2));
        assertThat(admit.over(CALLER)).isEmpty();
    }

    private Reservation take() {
        Reservation reservation = admit.reserve(clock.epochMicros() + 60_000_000);
        assertThat(admit.move(reservation, List.of(CALLER), Measures.ONE_REQUEST))
                .isInstanceOf(Admission.Admitted.class);
        return reservation;
    }
}
