package dev.sluice.wire.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.net.TcpSocketTest.Pair;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who reads a socket only once there is something to read. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OnceReadableTest {
    /** By bytes, by the end, and by closing it, before and while it is asked for. */
    @ParameterizedTest
    @MethodSource("dev.sluice.wire.net.TcpSocketTest#nets")
    void whoIsToReadLaterIsStartedWhateverComes(Net net) throws Exception {
        for (int i = 0; i < 60; i++) {
            try (Pair pair = Pair.of(net)) {
                int how = i % 3;
                CompletableFuture<Integer> came = new CompletableFuture<>();
                if (i % 2 == 0) {
                    comes(how, pair);
                }
                pair.here().onceReadable("later", () -> reads(pair.here(), came));
                if (i % 2 == 1) {
                    if (i % 5 == 0) {
                        Thread.sleep(5); // the loop watches by now
                    }
                    comes(how, pair);
                }
                assertThat(came.get(30, TimeUnit.SECONDS)).isEqualTo(how == 0 ? 3 : -1);
                assertThat(pair.here().takeBack()).isFalse();
            }
        }
    }

    private static void comes(int how, Pair pair) throws IOException {
        switch (how) {
            case 0 -> pair.there().write(new byte[] {1, 2, 3}, 0, 3);
            case 1 -> pair.there().close();
            default -> pair.here().close();
        }
    }

    private static void reads(TcpSocket socket, CompletableFuture<Integer> came) {
        try {
            assertThat(Thread.currentThread().isVirtual()).isTrue();
            came.complete(socket.read(new byte[9], 0, 9));
        } catch (IOException e) {
            came.complete(-1);
        } catch (Throwable e) {
            came.completeExceptionally(e);
        }
    }

    /** Whoever takes it back reads; else the other one has read. */
    @ParameterizedTest
    @MethodSource("dev.sluice.wire.net.LoopTest#loops")
    void whatIsTakenBackIsNotStarted(Net net) throws Exception {
        int taken = 0;
        try (Pair pair = Pair.of(net)) {
            for (int i = 0; i < 500; i++) {
                CompletableFuture<Integer> came = new CompletableFuture<>();
                pair.here().onceReadable("later", () -> reads(pair.here(), came));
                if (i % 2 == 0) {
                    pair.there().write(new byte[] {1}, 0, 1);
                }
                if (pair.here().takeBack()) {
                    taken++;
                    if (i % 2 == 1) {
                        pair.there().write(new byte[] {1}, 0, 1);
                    }
                    TcpSocketTest.on(
                                    TcpSocketTest.threadsOf(net),
                                    () -> came.complete(pair.here().read(new byte[9], 0, 9)))
                            .get(30, TimeUnit.SECONDS);
                }
                assertThat(came.get(30, TimeUnit.SECONDS)).isEqualTo(1);
            }
        }
        assertThat(taken).isGreaterThanOrEqualTo(250);
    }
}
