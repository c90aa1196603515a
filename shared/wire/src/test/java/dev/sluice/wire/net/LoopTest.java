package dev.sluice.wire.net;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopTest {
    /** How many processors they are for, whatever this machine has. */
    static final List<Loop> LOOPS =
            List.of(
                    requireNonNull(Loop.started(1)),
                    requireNonNull(Loop.started(2)),
                    requireNonNull(Loop.started(4)));

    static List<Loop> loops() {
        return LOOPS;
    }

    @ParameterizedTest
    @MethodSource("loops")
    void aThreadOfItIsVirtualAndCanSleepAndWaitForOthers(Loop loop) throws Exception {
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

    /** The longest begins first: who polls learns of each that ends sooner. */
    @ParameterizedTest
    @MethodSource("loops")
    void whoPausesGoesOnWhenItsTimeHasCome(Loop loop) throws Exception {
        int pauses = 20;
        Queue<Integer> ended = new ConcurrentLinkedQueue<>();
        AtomicInteger early = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = pauses; i > 0; i--) {
            int at = i;
            long nanos = TimeUnit.MILLISECONDS.toNanos(50L * i);
            threads.add(
                    loop.start(
                            "pauses",
                            () -> {
                                long beganNanos = System.nanoTime();
                                loop.pause(nanos);
                                if (System.nanoTime() - beganNanos < nanos) {
                                    early.incrementAndGet();
                                }
                                ended.add(at);
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(ended).hasSize(pauses);
        assertThat(early).hasValue(0);
    }

    @ParameterizedTest
    @MethodSource("loops")
    void whoPausesForLongIsWokenByWhoeverUnparksIt(Loop loop) throws Exception {
        Thread pauses = loop.start("pauses", () -> loop.pause(Long.MAX_VALUE));
        while (pauses.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        LockSupport.unpark(pauses);
        pauses.join();
        Thread again = loop.start("again", () -> loop.pause(Long.MAX_VALUE));
        again.interrupt();
        again.join();
    }

    /** Nothing but sockets wakes the one that polls where nobody pauses. */
    @Test
    void aPauseThatIsOverIsForgotten() throws Exception {
        LoopPauses pauses = new LoopPauses();
        long nanos = TimeUnit.MILLISECONDS.toNanos(100);
        long beganNanos = System.nanoTime();
        assertThat(pauses.waitMillis()).isZero();
        Thread one = Thread.ofVirtual().start(() -> pauses.pause(nanos, () -> {}));
        while (pauses.waitMillis() == 0) {
            Thread.onSpinWait();
        }
        assertThat(pauses.waitMillis()).isLessThanOrEqualTo(100);
        while (pauses.waitMillis() != 0) {
            pauses.wakeDue();
        }
        one.join();
        assertThat(System.nanoTime() - beganNanos).isGreaterThanOrEqualTo(nanos);
    }

    @ParameterizedTest
    @MethodSource("loops")
    void whatAThreadOfItStartsRunsThereToo(Loop loop) throws Exception {
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
    @ParameterizedTest
    @MethodSource("loops")
    void whoKeepsItsThreadHoldsUpNobody(Loop loop) throws Exception {
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

    /** Each pair needs both at once, and there is no watch that would help. */
    @Test
    void whatIsDueTogetherIsRunAtOnceWhereThereAreTwo() throws Exception {
        Loop loop = requireNonNull(Loop.unwatched(2, 0));
        int pairs = 200;
        Thread all =
                loop.start(
                        "starts pairs",
                        () -> {
                            for (int i = 0; i < pairs; i++) {
                                CyclicSpin both = new CyclicSpin(2);
                                Thread one = Thread.ofVirtual().start(both);
                                Thread other = Thread.ofVirtual().start(both);
                                join(one);
                                join(other);
                            }
                        });
        assertThat(all.join(Duration.ofSeconds(50))).isTrue();
    }

    /** Ends when so many run it at the same time. */
    private static final class CyclicSpin implements Runnable {
        private final AtomicInteger missing;

        CyclicSpin(int count) {
            missing = new AtomicInteger(count);
        }

        @Override
        public void run() {
            missing.decrementAndGet();
            while (missing.get() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A container may have no thread left; the other processor's is there. */
    @Test
    void whoIsKeptWaitingIsHelpedWhereNoThreadIsToBeHad() throws Exception {
        Loop loop = requireNonNull(Loop.started(2, 0));
        for (int i = 0; i < 20; i++) {
            AtomicBoolean over = new AtomicBoolean();
            CountDownLatch keeps = new CountDownLatch(1);
            Thread keeper =
                    loop.start(
                            "keeps",
                            () -> {
                                keeps.countDown();
                                while (!over.get()) {
                                    Thread.onSpinWait();
                                }
                            });
            keeps.await();
            if (i % 2 == 0) {
                loop.start("ends it", () -> over.set(true));
            } else {
                socketEnds(loop, over);
            }
            assertThat(keeper.join(Duration.ofSeconds(50))).isTrue();
        }
    }

    /** Who waits for a socket that nobody polls while the other one is kept. */
    private static void socketEnds(Loop loop, AtomicBoolean over) throws IOException {
        try (ServerSocketChannel listening = ServerSocketChannel.open()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            InetSocketAddress address = (InetSocketAddress) listening.getLocalAddress();
            loop.start(
                    "connects",
                    () -> {
                        try (TcpSocket socket = loop.open()) {
                            socket.connect(address, System.nanoTime() + 30_000_000_000L);
                            over.set(socket.read(new byte[1], 0, 1) == 1);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
            try (SocketChannel client = listening.accept()) {
                client.write(ByteBuffer.wrap(new byte[1]));
                while (!over.get()) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("loops")
    void aTaskThatFailsIsNotTheLastOne(Loop loop) throws Exception {
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
    @ParameterizedTest
    @MethodSource("loops")
    void nobodyIsLeftAsleep(Loop loop) throws Exception {
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
        assertThat(Chosen.choose("loop")).isSameAs(Net.loop());
        assertThat(Chosen.choose("jdk")).isSameAs(Net.ofTheJdk());
        assertThatThrownBy(() -> Chosen.choose("nosuch"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sluice.net");
    }
}
