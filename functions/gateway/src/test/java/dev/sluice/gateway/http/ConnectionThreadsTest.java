package dev.sluice.gateway.http;

import static dev.sluice.gateway.http.Fronts.PATIENCE_SECONDS;
import static dev.sluice.gateway.http.Fronts.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionThreadsTest {
    private final ConnectionThreads threads = new ConnectionThreads();

    @Test
    void whatComesBeyondThePlatformThreadsRunsAllTheSame() throws Exception {
        int count = 300;
        CountDownLatch running = new CountDownLatch(count);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger platform = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            callers.add(
                    Thread.startVirtualThread(
                            () ->
                                    threads.run(
                                            () -> {
                                                if (!Thread.currentThread().isVirtual()) {
                                                    platform.incrementAndGet();
                                                }
                                                running.countDown();
                                                await(goOn);
                                            })));
        }
        await(running);
        assertThat(platform).hasValue(256);
        goOn.countDown();
        for (Thread caller : callers) {
            assertThat(caller.join(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatItThrowsIsThrownToItsCaller(boolean isError) {
        Throwable thrown = isError ? new AssertionError("x") : new IllegalStateException("x");
        assertThatThrownBy(
                        () ->
                                threads.run(
                                        () -> {
                                            if (thrown instanceof Error error) {
                                                throw error;
                                            }
                                            throw (RuntimeException) thrown;
                                        }))
                .isSameAs(thrown);
    }

    @Test
    void anInterruptReachesATaskThatHasNotBegun() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            AtomicBoolean reached = new AtomicBoolean();
            Thread caller =
                    Thread.startVirtualThread(
                            () -> {
                                Thread.currentThread().interrupt();
                                threads.run(() -> reached.set(sleepsUntilInterrupted()));
                            });
            assertThat(caller.join(Duration.ofSeconds(2 * PATIENCE_SECONDS))).isTrue();
            assertThat(reached).isTrue();
        }
    }

    private static boolean sleepsUntilInterrupted() {
        try {
            Thread.sleep(Duration.ofSeconds(PATIENCE_SECONDS));
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Test
    void whereTheSystemHasNoMoreThreadsTheCallersOwnRunsIt() {
        ConnectionThreads none =
                new ConnectionThreads(
                        task -> {
                            throw new OutOfMemoryError("unable to create native thread");
                        });
        AtomicInteger ran = new AtomicInteger();
        none.run(ran::incrementAndGet);
        none.run(ran::incrementAndGet);
        assertThat(ran).hasValue(2);
    }
}
