package dev.sluice.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class SlidingTest {
    /** Whoever asks then may have a clock that is as far ahead as clocks may be. */
    @Property
    void whatIsNotKnownLateCountsForAWholeWindowAfterItIsKnown(
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000_000L) long claimedMicros,
            @ForAll @LongRange(min = 1_000_000, max = 100_000_000) long lengthMicros) {
        Sliding window = new Sliding(lengthMicros);
        long knownMicros = claimedMicros + window.lateMicros();
        long lastMicros = knownMicros + lengthMicros - 1 + Window.SKEW_MICROS;
        assertThat(window.lateMicros()).isGreaterThanOrEqualTo(250_000);
        assertThat(window.part(claimedMicros, claimedMicros))
                .isGreaterThanOrEqualTo(window.oldest(lastMicros));
    }
}
