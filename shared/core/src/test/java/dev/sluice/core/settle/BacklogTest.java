package dev.sluice.core.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private final List<Long> waits = new ArrayList<>();
    private final Backlog backlog = new Backlog(new Random(1), this::waited);

    @Test
    void itTriesUntilNothingIsLeftToDo() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1);
        backlog.keepTrying(
                () -> {
                    if (tries.incrementAndGet() < 2) {
                        return false;
                    }
                    done.countDown();
                    return true;
                });
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(tries).hasValue(2);
    }

    @Test
    void itGivesUpAfterTwoTriesAndHalfAMinute() throws Exception {
        Semaphore tried = new Semaphore(0);
        backlog.keepTrying(
                () -> {
                    tried.release();
                    return false;
                });
        assertThat(tried.tryAcquire(2, 60, TimeUnit.SECONDS)).isTrue();
        assertThat(waits()).hasSize(2);
        assertThat(waits().stream().mapToLong(Long::longValue).sum())
                .isBetween(12_500_000_000L, 25_000_000_000L);
    }

    private synchronized void waited(long nanos) {
        waits.add(nanos);
    }

    private synchronized List<Long> waits() {
        return List.copyOf(waits);
    }
}
