package dev.sluice.wire.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeavingTest {
    private static final long BEGAN_NANOS = -7;
    private static final long LEAST_BYTES_A_SECOND = 65_536;

    private OptionalLong taken = OptionalLong.of(0);
    private final Leaving leaving = new Leaving(BEGAN_NANOS, () -> taken, () -> {});

    private boolean isSlow(long atSeconds, long takenBytes) {
        taken = OptionalLong.of(takenBytes);
        return isSlow(atSeconds);
    }

    private boolean isSlow(long atSeconds) {
        return leaving.isSlow(BEGAN_NANOS + TimeUnit.SECONDS.toNanos(atSeconds));
    }

    @Test
    void hasTenSecondsInAnyCase() {
        assertThat(isSlow(9, 0)).isFalse();
        assertThat(isSlow(10, 0)).isTrue();
    }

    @Test
    void isSlowBelowTheLeastRateAndStaysSoUntilItHasCaughtUp() {
        assertThat(isSlow(10, 10 * LEAST_BYTES_A_SECOND - 1)).isTrue();
        assertThat(isSlow(10, 10 * LEAST_BYTES_A_SECOND - 1)).as("asked again").isTrue();
        assertThat(isSlow(10, 10 * LEAST_BYTES_A_SECOND)).isFalse();
    }

    /** Three megabytes are in the system's buffer, before the client has read a byte. */
    @Test
    void whatItTookAtOnceDoesNotCountForEver() {
        assertThat(isSlow(10, 3 << 20)).isFalse();
        assertThat(isSlow(19, 3 << 20)).isFalse();
        assertThat(isSlow(20, 3 << 20)).isTrue();
    }

    /** Of a stream, whose events before this one its client has taken. */
    @Test
    void whatWasTakenBeforeItBeganDoesNotCount() {
        taken = OptionalLong.of(100 << 20);
        Leaving later = new Leaving(() -> taken, () -> {});
        long atNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        assertThat(later.isSlow(atNanos)).isTrue();
        taken = OptionalLong.of(101 << 20);
        assertThat(later.isSlow(atNanos)).isFalse();
    }

    @Test
    void isNeverSlowWhereNobodyCounts() {
        taken = OptionalLong.empty();
        assertThat(isSlow(1_000)).isFalse();
        assertThat(isSlow(2_000)).isFalse();
    }
}
