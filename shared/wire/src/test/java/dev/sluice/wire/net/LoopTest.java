package dev.sluice.wire.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopTest {
    private final Net loop = Net.loop();

    @Test
    void aThreadOfItIsVirtualAndCanSleepAndWaitForOthers() throws Exception {
        CountDownLatch all = new CountDownLatch(500);
        AtomicInteger counted = new AtomicInteger();
        ReentrantLock lock = new ReentrantLock();
        for (int i = 0; i < 500; i++) {
            long nanos = i * 10_000L;
            Thread thread =
                    loop.start(
                            "counts",
                            () -> {
                                LockSupport.parkNanos(nanos);
                                lock.lock();
                                try {
                                    LockSupport.parkNanos(1_000);
                                    counted.incrementAndGet();
                                } finally {
                                    lock.unlock();
                                }
                                all.countDown();
                            });
            assertThat(thread.isVirtual()).isTrue();
        }
        all.await();
        assertThat(counted.get()).isEqualTo(500);
    }

    @Test
    void whatAThreadOfItStartsRunsThereToo() throws Exception {
        AtomicBoolean samePlace = new AtomicBoolean();
        Thread parent =
                loop.start(
                        "parent",
                        () -> {
                            Thread child = Thread.ofVirtual().unstarted(() -> {});
                            samePlace.set(isOfLoop(child) && isOfLoop(Thread.currentThread()));
                        });
        parent.join();
        assertThat(samePlace).isTrue();
        assertThat(isOfLoop(Thread.ofVirtual().unstarted(() -> {}))).isFalse();
    }

    private static boolean isOfLoop(Thread thread) {
        try {
            var field = thread.getClass().getDeclaredField("scheduler");
            field.setAccessible(true);
            return field.get(thread) instanceof Loop;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /**
     * A name that is looked up, a class that is initialised, a body of megabytes that is parsed.
     */
    @Test
    void whoKeepsItsThreadHoldsUpNobody() throws Exception {
        int keepers = 8;
        CountDownLatch kept = new CountDownLatch(keepers);
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < keepers; i++) {
            threads.add(
                    loop.start(
                            "keeps",
                            () -> {
                                kept.countDown();
                                while (!over.get()) {
                                    Thread.onSpinWait();
                                }
                            }));
        }
        kept.await();
        loop.start("ends it", () -> over.set(true)).join();
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
        }
        CountDownLatch later = new CountDownLatch(1);
        loop.start("later", later::countDown);
        later.await();
    }

    @Test
    void aTaskThatFailsIsNotTheLastOne() throws Exception {
        AtomicInteger told = new AtomicInteger();
        Thread failing =
                loop.start(
                        "fails",
                        () -> {
                            Thread.currentThread()
                                    .setUncaughtExceptionHandler((t, e) -> told.incrementAndGet());
                            throw new IllegalStateException("on purpose");
                        });
        failing.join();
        loop.start("later", told::incrementAndGet).join();
        assertThat(told.get()).isEqualTo(2);
    }

    /** Work that comes just as the loop goes to sleep is run all the same. */
    @Test
    void nobodyIsLeftAsleep() throws Exception {
        ThreadFactory platform = Thread.ofPlatform().daemon().factory();
        int rounds = 20_000;
        CountDownLatch done = new CountDownLatch(rounds);
        Thread other =
                platform.newThread(
                        () -> {
                            for (int i = 0; i < rounds; i++) {
                                loop.start("short", done::countDown);
                                if (i % 64 == 0) {
                                    LockSupport.parkNanos(1);
                                }
                            }
                        });
        other.start();
        done.await();
        other.join();
        assertThat(done.getCount()).isZero();
    }

    @Test
    void theChoiceOfAProcessIsNamed() {
        assertThat(Chosen.choose("loop")).isSameAs(loop);
        assertThat(Chosen.choose("jdk")).isSameAs(Net.ofTheJdk());
        assertThatThrownBy(() -> Chosen.choose("nosuch"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sluice.net");
    }
}
