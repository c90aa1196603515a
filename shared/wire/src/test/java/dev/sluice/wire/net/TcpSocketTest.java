package dev.sluice.wire.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both ways to wait keep the same promises, on any number of processors. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TcpSocketTest {
    private static final int MEBIBYTE = 1 << 20;

    static Stream<Net> nets() {
        return Stream.concat(Stream.of(Net.ofTheJdk()), LoopTest.LOOPS.stream());
    }

    /** Two ends of one connection. */
    record Pair(TcpSocket here, TcpSocket there) implements AutoCloseable {
        static Pair of(Net net) throws IOException {
            try (ServerSocketChannel listening = ServerSocketChannel.open()) {
                listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                TcpSocket client = net.open();
                client.connect(
                        (InetSocketAddress) listening.getLocalAddress(),
                        System.nanoTime() + 30_000_000_000L);
                return new Pair(client, net.take(listening.accept()));
            }
        }

        @Override
        public void close() {
            here.close();
            there.close();
        }
    }

    interface Action<T> {
        T run() throws Exception;
    }

    static <T> CompletableFuture<T> on(Executor where, Action<T> action) {
        CompletableFuture<T> future = new CompletableFuture<>();
        where.execute(
                () -> {
                    try {
                        future.complete(action.run());
                    } catch (Throwable e) {
                        future.completeExceptionally(e);
                    }
                });
        return future;
    }

    static Executor threadsOf(Net net) {
        return task -> net.start("test", task);
    }

    /**
     * Bytes of any sizes, in both directions at once, read in any sizes, slowly and quickly, come
     * in their order and all of them; the threads are the net's, the JDK's and the system's.
     */
    @ParameterizedTest
    @MethodSource("nets")
    void whatIsWrittenIsRead(Net net) throws Exception {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            Pair pair = Pair.of(net);
            pairs.add(pair);
            long seed = 4711L + i;
            Executor where =
                    switch (i % 4) {
                        case 0 -> Thread::startVirtualThread;
                        case 1 -> task -> Thread.ofPlatform().daemon().start(task);
                        default -> threadsOf(net);
                    };
            all.add(on(where, () -> writes(pair.here(), seed)));
            all.add(on(threadsOf(net), () -> reads(pair.there(), seed)));
            all.add(on(where, () -> writes(pair.there(), ~seed)));
            all.add(on(where, () -> reads(pair.here(), ~seed)));
        }
        for (CompletableFuture<Void> one : all) {
            one.get(50, TimeUnit.SECONDS);
        }
        pairs.forEach(Pair::close);
    }

    private static Void writes(TcpSocket socket, long seed) throws IOException {
        Random bytes = new Random(seed);
        Random sizes = new Random(seed + 1);
        for (int left = MEBIBYTE; left > 0; ) {
            byte[] piece = new byte[Math.min(left, size(sizes))];
            bytes(bytes, piece, piece.length);
            if (sizes.nextInt(3) == 0) {
                int half = piece.length / 2;
                socket.write(
                        ByteBuffer.wrap(piece, 0, half),
                        ByteBuffer.wrap(piece, half, piece.length - half));
            } else {
                socket.write(piece, 0, piece.length);
            }
            left -= piece.length;
            pause(sizes);
        }
        return null;
    }

    private static Void reads(TcpSocket socket, long seed) throws IOException {
        Random bytes = new Random(seed);
        Random sizes = new Random(seed + 2);
        for (int left = MEBIBYTE; left > 0; ) {
            byte[] got = new byte[Math.min(left, size(sizes))];
            int count =
                    sizes.nextInt(8) == 0
                            ? socket.readNow(got, 0, got.length)
                            : socket.read(got, 0, got.length);
            byte[] expected = new byte[count];
            bytes(bytes, expected, count);
            assertThat(Arrays.copyOf(got, count)).isEqualTo(expected);
            left -= count;
            pause(sizes);
        }
        return null;
    }

    /** One by one, whatever the pieces are. */
    private static void bytes(Random random, byte[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = (byte) random.nextInt();
        }
    }

    private static int size(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> 1 + random.nextInt(16);
            case 1 -> 1 + random.nextInt(9_000);
            default -> 1 + random.nextInt(200_000);
        };
    }

    private static void pause(Random random) {
        switch (random.nextInt(8)) {
            case 0 -> LockSupport.parkNanos(random.nextInt(2_000_000));
            case 1 -> LockSupport.parkNanos(1);
            default -> {}
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void whereNothingListensIsTold(Net net) throws Exception {
        InetSocketAddress nobody;
        try (ServerSocketChannel listening = ServerSocketChannel.open()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            nobody = (InetSocketAddress) listening.getLocalAddress();
        }
        Action<Boolean> connecting =
                () -> {
                    try (TcpSocket socket = net.open()) {
                        socket.connect(nobody, System.nanoTime() + 30_000_000_000L);
                        return true;
                    }
                };
        assertThatThrownBy(() -> on(threadsOf(net), connecting).get())
                .hasCauseInstanceOf(ConnectException.class);
    }

    /** A backlog of one that is full: Linux drops what comes then. */
    @ParameterizedTest
    @MethodSource("nets")
    void aConnectionThatDoesNotStandInTimeIsGivenUpAndOneThatIsClosedToo(Net net) throws Exception {
        try (ServerSocketChannel silent = ServerSocketChannel.open()) {
            silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
            InetSocketAddress address = (InetSocketAddress) silent.getLocalAddress();
            List<TcpSocket> waiting = new ArrayList<>();
            try {
                CompletableFuture<Boolean> late = null;
                while (late == null) {
                    TcpSocket socket = net.open();
                    waiting.add(socket);
                    var connecting =
                            on(
                                    threadsOf(net),
                                    () -> {
                                        socket.connect(address, System.nanoTime() + 300_000_000);
                                        return true;
                                    });
                    connecting.exceptionally(e -> false).get();
                    late = connecting.isCompletedExceptionally() ? connecting : null;
                }
                assertThatThrownBy(late::get).hasCauseInstanceOf(SocketTimeoutException.class);
                TcpSocket closed = net.open();
                var connecting =
                        on(
                                threadsOf(net),
                                () -> {
                                    closed.connect(address, System.nanoTime() + 60_000_000_000L);
                                    return true;
                                });
                Thread.sleep(20);
                closed.close();
                assertThatThrownBy(connecting::get).hasCauseInstanceOf(IOException.class);
            } finally {
                waiting.forEach(TcpSocket::close);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void theEndIsSeenByWhoWaitsForIt(Net net) throws Exception {
        try (Pair pair = Pair.of(net)) {
            var waiting = on(threadsOf(net), () -> pair.here().read(new byte[9], 0, 9));
            Thread.sleep(20);
            pair.there().close();
            assertThat(waiting.get()).isEqualTo(-1);
            assertThat(pair.here().readNow(new byte[9], 0, 9)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void nothingIsReadWithoutWaitingWhereNothingIs(Net net) throws Exception {
        try (Pair pair = Pair.of(net)) {
            assertThat(pair.here().readNow(new byte[9], 0, 9)).isZero();
            pair.there().write(new byte[] {7}, 0, 1);
            byte[] one = new byte[9];
            assertThat(pair.here().read(one, 0, 9)).isEqualTo(1);
            assertThat(one[0]).isEqualTo((byte) 7);
            assertThat(pair.there().sentBytes()).isEqualTo(1);
        }
    }

    /** What came while nobody waited is there for who asks later, and so is what comes then. */
    @ParameterizedTest
    @MethodSource("nets")
    void whatComesWhileNobodyWaitsIsKept(Net net) throws Exception {
        try (Pair pair = Pair.of(net)) {
            byte[] got = new byte[9];
            for (int i = 0; i < 100; i++) {
                var waiting = on(threadsOf(net), () -> pair.here().read(got, 0, 9));
                pair.there().write(new byte[] {1}, 0, 1);
                assertThat(waiting.get()).isEqualTo(1);
                pair.there().write(new byte[] {2, 3}, 0, 2);
                if (i % 10 == 0) {
                    Thread.sleep(2); // the loop sees it, and nobody there
                }
                assertThat(on(threadsOf(net), () -> pair.here().read(got, 0, 9)).get())
                        .isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void closingEndsWhoReadsAndWhoWrites(Net net) throws Exception {
        for (int i = 0; i < 50; i++) {
            try (Pair pair = Pair.of(net)) {
                var reading = on(threadsOf(net), () -> pair.here().read(new byte[9], 0, 9));
                var writing = on(threadsOf(net), () -> writesForEver(pair.here()));
                if (i % 2 == 0) {
                    Thread.sleep(5);
                }
                pair.here().close();
                assertThatThrownBy(reading::get).hasCauseInstanceOf(IOException.class);
                assertThatThrownBy(writing::get).hasCauseInstanceOf(IOException.class);
                pair.there().deadline(System.nanoTime() + 30_000_000_000L);
                byte[] scrap = new byte[MEBIBYTE];
                int count = 0;
                while (count >= 0) {
                    count = pair.there().read(scrap, 0, scrap.length);
                }
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // Reset: it was told as well.
            }
        }
    }

    private static Void writesForEver(TcpSocket socket) throws IOException {
        byte[] piece = new byte[MEBIBYTE];
        while (true) {
            socket.write(piece, 0, piece.length);
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void whoIsInterruptedWhileItWaitsClosesIt(Net net) throws Exception {
        try (Pair pair = Pair.of(net)) {
            CompletableFuture<Integer> read = new CompletableFuture<>();
            Thread waiting =
                    net.start(
                            "waits",
                            () -> {
                                try {
                                    read.complete(pair.here().read(new byte[9], 0, 9));
                                } catch (IOException e) {
                                    read.completeExceptionally(e);
                                }
                            });
            Thread.sleep(20);
            waiting.interrupt();
            assertThatThrownBy(read::get).hasCauseInstanceOf(IOException.class);
            assertThat(pair.there().read(new byte[9], 0, 9)).isEqualTo(-1);
        }
    }

    /** As a peer that shakes hands for ever. */
    @ParameterizedTest
    @MethodSource("nets")
    void aDeadlineEndsWhoSendsWithoutAPauseToo(Net net) throws Exception {
        try (Pair pair = Pair.of(net)) {
            var flood = on(threadsOf(net), () -> writesForEver(pair.there()));
            Action<Integer> drinks =
                    () -> {
                        pair.here().deadline(System.nanoTime() + 50_000_000);
                        byte[] header = new byte[5];
                        while (pair.here().read(header, 0, 5) > 0) {
                            // and again
                        }
                        return 0;
                    };
            assertThatThrownBy(() -> on(threadsOf(net), drinks).get())
                    .hasCauseInstanceOf(SocketTimeoutException.class);
            pair.here().close();
            assertThatThrownBy(flood::get).hasCauseInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void namesAreLookedUp(Net net) throws Exception {
        assertThat(on(threadsOf(net), () -> net.addresses("localhost")).get()).isNotEmpty();
        assertThat(net.addresses("127.0.0.1")).hasSize(1);
        assertThatThrownBy(() -> on(threadsOf(net), () -> net.addresses("no.such.invalid")).get())
                .hasCauseInstanceOf(UnknownHostException.class)
                .hasMessageContaining("no.such.invalid");
    }

    @ParameterizedTest
    @MethodSource("nets")
    void aDeadlineEndsTheWaitAndNotTheSocket(Net net) throws Exception {
        try (Pair pair = Pair.of(net)) {
            byte[] got = new byte[9];
            Action<Integer> late =
                    () -> {
                        pair.here().deadline(System.nanoTime() + 30_000_000);
                        return pair.here().read(got, 0, 9);
                    };
            assertThatThrownBy(() -> on(threadsOf(net), late).get())
                    .hasCauseInstanceOf(SocketTimeoutException.class);
            pair.here().noDeadline();
            var waiting = on(threadsOf(net), () -> pair.here().read(got, 0, 9));
            Thread.sleep(50);
            pair.there().write(new byte[] {5}, 0, 1);
            assertThat(waiting.get()).isEqualTo(1);
        }
    }
}
