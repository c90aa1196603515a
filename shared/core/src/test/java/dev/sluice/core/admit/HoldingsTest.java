package dev.sluice.core.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a request goes on holding of its caller's scope: of places, of a budget, as a job. */
class HoldingsTest extends AdmitSteps {
    private static final Limit DAY = new Limit(Measure.NANO_USD, 1_000, Calendar.DAY);
    private static final Limit PLACES = new Limit(Measure.REQUESTS, 2, InFlight.IN_FLIGHT);
    private static final Scope ANN = Scope.ofCaller("ann", List.of(DAY, PLACES));

    private long counted(Limit limit) {
        return store.read(ANN).counting(limit, clock.epochMicros()).sum();
    }

    @Test
    void aPlaceThatIsFreeIsNotGivenBackAgainAtTheEnd() {
        Reservation one = reserve();
        admit.move(one, List.of(ANN), Measures.ONE_REQUEST);
        admit.move(reserve(), List.of(ANN), Measures.ONE_REQUEST);
        assertThat(counted(PLACES)).isEqualTo(2);
        one.freePlaces();
        one.freePlaces();
        assertThat(counted(PLACES)).isEqualTo(1);
        one.settle(Measures.ONE_REQUEST);
        assertThat(counted(PLACES)).isEqualTo(1);
    }

    @Test
    void whatAnAnswerUsesWhileItGrowsComesOnTopOfWhatIsOwed() {
        Reservation answer = reserve();
        Measures costs = Measures.ONE_REQUEST.with(Measure.NANO_USD, 300);
        admit.move(answer, List.of(ANN), costs);
        answer.owes(Measures.of(Measure.NANO_USD, 100));
        admit.move(answer, List.of(ANN), costs);
        answer.grow(Measures.ONE_REQUEST.with(Measure.NANO_USD, 350));
        assertThat(counted(DAY)).isEqualTo(450);
        answer.settle(Measures.ONE_REQUEST.with(Measure.NANO_USD, 460));
        assertThat(counted(DAY)).isEqualTo(460);
    }

    /** A job that holds it by two claims: its second candidate costs more. */
    @Test
    void whatItUsedIsSpreadOverItsClaims() {
        for (long used : new long[] {0, 100, 400, 900, 1_200}) {
            long before = counted(DAY);
            Reservation job = reserve();
            admit.move(job, List.of(ANN), Measures.ONE_REQUEST.with(Measure.NANO_USD, 300));
            job.owes(Measures.of(Measure.NANO_USD, 100));
            Measures dearer = Measures.ONE_REQUEST.with(Measure.NANO_USD, 700);
            assertThat(admit.move(job, List.of(ANN), dearer)).isEqualTo(admitted());
            assertThat(counted(DAY)).isEqualTo(before + 800);
            assertThat(counted(PLACES)).isEqualTo(1);
            List<Holding> held = job.until(LATER + 1_000_000);
            assertThat(held).hasSize(2);
            job.keepUntil(LATER + 1_000_000);

            Holdings ending = new Holdings(store, clock);
            ending.settle(held, Measures.ONE_REQUEST.with(Measure.NANO_USD, used));

            assertThat(counted(DAY)).isEqualTo(before + used);
            assertThat(counted(PLACES)).isZero();
            assertThat(counted(Limit.held(Measure.NANO_USD))).isZero();
            clock.advanceMicros(86_400_000_000L + 1_000_000); // another day's budget
        }
    }
}
