package dev.sluice.wire.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QuietTimerTest {
    @AutoClose("shutdownNow")
    private final QuietTimer timer = new QuietTimer();

    @Test
    void nothingIsPlannedWhereNobodyPlans() {
        assertThat(timer.getQueue()).isEmpty();
    }

    /** What would come first of all requests' looks is not theirs, so none of them wakes it. */
    @Test
    void somethingStandsBeforeTheLooksOfRequests() {
        for (int i = 0; i < 100; i++) {
            timer.schedule(() -> {}, 15, TimeUnit.SECONDS).cancel(false);
        }
        assertThat(timer.getQueue()).hasSize(1);
        var look = timer.schedule(() -> {}, 15, TimeUnit.SECONDS);
        assertThat(timer.getQueue()).hasSize(2);
        assertThat(timer.getQueue().peek()).isNotSameAs(look);
    }

    @Test
    void whatIsDueSoonerRunsInTime() throws Exception {
        CountDownLatch ran = new CountDownLatch(2);
        long beganNanos = System.nanoTime();
        timer.schedule(ran::countDown, 20, TimeUnit.MILLISECONDS);
        timer.schedule(ran::countDown, 10, TimeUnit.MILLISECONDS);
        ran.await();
        assertThat(System.nanoTime() - beganNanos).isGreaterThanOrEqualTo(20_000_000L);
    }
}
