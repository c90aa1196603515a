package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.admit.Admit;
import dev.sluice.core.admit.RecordingLimits;
import dev.sluice.core.admit.RecordingLimits.Held;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Slot;
import dev.sluice.core.time.FakeClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Uploads, which no model serves, at a slot that takes one a minute. */
class UncalledCountTest {
    private static final Slot SLOT = Samples.limited(Samples.slot(5, "atlas"), 1, 50_000);
    private static final Candidate UPLOAD =
            new Candidate(SLOT, Samples.ATLAS, Model.unlisted("atlas", "/upload"));
    private static final Caller THREE_A_DAY =
            new Caller("ann", List.of(), List.of(new Limit(Measure.REQUESTS, 3, Calendar.DAY)));

    private final FakeClock clock = new FakeClock();
    private final RecordingLimits limits = new RecordingLimits();

    private Candidate count() throws Rejected {
        clock.advance(Duration.ofSeconds(1)); // no refusal is remembered for so long
        long untilMicros = clock.epochMicros() + TimeUnit.SECONDS.toMicros(1);
        return new UncalledCount(new Admit(limits, clock))
                .take(untilMicros, THREE_A_DAY, List.of(UPLOAD));
    }

    @Test
    void whatItsSlotRefusesIsNotCountedAtItsCaller() throws Rejected {
        assertThat(count()).isEqualTo(UPLOAD);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(this::count).isInstanceOf(Rejected.class);
        }
        assertThat(limits.held()).containsEntry("caller#ann", new Held(1, 0));
    }

    @Test
    void whatAStoreFailsInIsCountedNowhere() {
        limits.fail("take slot#5");
        assertThatThrownBy(this::count).isInstanceOf(StoreUnavailable.class);
        assertThat(limits.held()).isEmpty();
    }

    @Test
    void aRefusalIsToldThoughTheStoreTakesNothingBack() throws Rejected {
        count();
        limits.fail("settle");
        assertThatThrownBy(this::count).isInstanceOf(Rejected.class);
    }
}
