package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SlowTakingTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private final SlowTaking taking = new SlowTaking(Duration.ofMinutes(2));

    /** How many seconds it takes until it is cut, at most an hour. */
    private int secondsUntilCut(long bytesASecond) {
        for (int second = 0; second < 3600; second++) {
            if (taking.look(second * SECOND, second * bytesASecond)) {
                return second;
            }
        }
        return 3600;
    }

    @Test
    void whoTakesNothingHasItsPatienceAndNoMore() {
        taking.begins();
        assertThat(secondsUntilCut(0)).isEqualTo(120);
        assertThat(taking.spent()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void whoTakesAByteNowAndThenIsCutAsWellAndWhoTakesEnoughNever() {
        taking.begins();
        assertThat(secondsUntilCut(1)).isBetween(120, 125);
        taking.ends();
        taking.look(0, 0);
        taking.begins();
        assertThat(secondsUntilCut(2 << 10)).isBetween(239, 245);
        taking.ends();
        taking.look(0, 0);
        taking.begins();
        assertThat(secondsUntilCut(5 << 10)).isEqualTo(3600);
    }

    @Test
    void aPauseIsForgivenOnceEnoughIsTaken() {
        taking.begins();
        taking.look(0, 0);
        for (int pause = 1; pause <= 10; pause++) {
            long nowNanos = pause * 110L * SECOND;
            assertThat(taking.look(nowNanos - SECOND, (pause - 1) * 1_000_000L)).isFalse();
            assertThat(taking.look(nowNanos, pause * 1_000_000L)).isFalse();
            assertThat(taking.spent()).isZero();
        }
    }

    @Test
    void whoHasNothingToTakeSpendsNothing() {
        for (int second = 0; second < 3600; second++) {
            taking.begins();
            taking.ends();
            assertThat(taking.look(second * SECOND, 0)).isFalse();
        }
        taking.begins();
        assertThat(taking.look(3600 * SECOND, 0)).isFalse();
        assertThat(taking.look(3605 * SECOND, 0)).isFalse();
        assertThat(taking.spent()).as("too little to be cut for another").isZero();
        assertThat(taking.look(3610 * SECOND, 0)).isFalse();
        assertThat(taking.spent()).isEqualTo(Duration.ofSeconds(10));
    }
}
