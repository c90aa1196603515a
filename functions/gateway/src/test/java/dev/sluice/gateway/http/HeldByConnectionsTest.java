package dev.sluice.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.door.Door;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All connections together leave half of the heap, whatever their clients do. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HeldByConnectionsTest {
    private static final int CONNECTIONS = 300;
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String BEGINS = " HTTP/1.1\r\nHost: x\r\n";
    private static final String LONG_FIELD = "X: " + "h".repeat(16_000) + "\r\n";
    private static final String LONG_FIELDS =
            ("X: " + "h".repeat(8_200) + "\r\n") + "a:b\r\n".repeat(190);
    private static final String MANY_FIELDS = "a:b\r\n".repeat(2_800);
    private static final String TARGET = "/" + "a".repeat(4_000);

    /** What a client sends at its worst, and then far too much behind it. */
    enum Client {
        STREAM_OF_A_LONG_FIELD(
                "POST /stream" + BEGINS + LONG_FIELD + "Content-Length: 2\r\n\r\n{}"),
        STREAM_OF_LONG_FIELDS(
                "POST /stream" + BEGINS + LONG_FIELDS + "Content-Length: 2\r\n\r\n{}"),
        STREAM_OF_MANY_FIELDS(
                "POST /stream" + BEGINS + MANY_FIELDS + "Content-Length: 2\r\n\r\n{}"),
        STREAM_OF_A_LARGE_BODY(
                "POST /stream"
                        + BEGINS
                        + LONG_FIELD
                        + "Content-Length: 60000\r\n\r\n"
                        + "b".repeat(60_000)),
        STREAM_OF_A_LONG_QUERY(
                "POST /stream?" + TARGET + BEGINS + LONG_FIELD + "Content-Length: 2\r\n\r\n{}"),
        BODY_THAT_IS_FORGOTTEN(
                "POST " + TARGET + BEGINS + LONG_FIELDS + "Content-Length: 900000\r\n\r\nb"),
        BODY_OF_MANY_FIELDS_THAT_IS_FORGOTTEN(
                "POST " + TARGET + BEGINS + MANY_FIELDS + "Content-Length: 900000\r\n\r\nb"),
        HEAD_WITHOUT_AN_END("GET " + TARGET + BEGINS + LONG_FIELDS);

        private final String sends;

        Client(String sends) {
            this.sends = sends;
        }
    }

    private final CountDownLatch release = new CountDownLatch(1);

    /** A stream that says much at first and then nothing; anything else is not there. */
    private final Door door =
            (request, reply) -> {
                if (!request.path().equals("/stream")) {
                    Fronts.send(reply, 404, "a".repeat(8_000));
                    return;
                }
                Fronts.read(request);
                request.body().keep(0);
                try (OutputStream out = reply.begin(200, Headers.none(), DoorReply.STREAMED)) {
                    reply.onHangUp(release::countDown);
                    out.write(new byte[8_000]);
                    out.flush();
                    Fronts.await(release);
                }
            };

    private final List<SocketChannel> clients = new ArrayList<>();

    @AfterEach
    void end() throws IOException {
        for (SocketChannel client : clients) {
            client.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionHoldsNoMoreThanItIsCountedFor(Client client) throws Exception {
        Bounds bounds = Fronts.bounds(64 << 20, LONG, LONG, LONG, LONG, 2 * CONNECTIONS);
        try (HttpFront front = HttpFront.start("127.0.0.1", 0, door, bounds)) {
            ByteBuffer sends = ByteBuffer.wrap(client.sends.getBytes(ISO_8859_1));
            open(front.port(), 10, sends); // what is there once
            long before = settledBytes();
            open(front.port(), CONNECTIONS, sends);
            long each = (settledBytes() - before) / CONNECTIONS;
            assertThat(each).isLessThan(DoorConnection.MOST_HELD_BYTES);
            release.countDown();
        }
    }

    private void open(int port, int count, ByteBuffer sends) throws Exception {
        int first = clients.size();
        for (int i = 0; i < count; i++) {
            SocketChannel client =
                    SocketChannel.open(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            client.write(sends.duplicate());
            client.configureBlocking(false);
            clients.add(client);
        }
        Thread.sleep(500); // each is served, and watched
        ByteBuffer far = ByteBuffer.wrap("G".repeat(7_000).getBytes(ISO_8859_1));
        for (int i = 0; i < 10 && sends.get(sends.limit() - 1) != '\n'; i++) {
            for (SocketChannel client : clients.subList(first, clients.size())) {
                sendTo(client, far.duplicate());
            }
        }
    }

    private static void sendTo(SocketChannel client, ByteBuffer bytes) {
        try {
            client.write(bytes);
        } catch (IOException e) {
            // It was refused, and holds nothing any more.
        }
    }

    /** What is used once nothing is read any more. */
    private static long settledBytes() throws InterruptedException {
        long before = Long.MAX_VALUE;
        long now = usedBytes();
        while (Math.abs(before - now) > 100_000) {
            Thread.sleep(500);
            before = now;
            now = usedBytes();
        }
        return now;
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** From the least heap that the least number of connections is meant for. */
    @Test
    void allOfThemLeaveHalfOfTheHeap() {
        for (long heapBytes = 96L << 20; heapBytes < 64L << 30; heapBytes += heapBytes / 7) {
            Bounds bounds = Bounds.ofHeap(heapBytes);
            assertThat((long) bounds.connections() * DoorConnection.MOST_HELD_BYTES)
                    .isLessThanOrEqualTo(heapBytes / 2);
        }
        assertThat(Bounds.ofHeap(256L << 20).connections()).isGreaterThanOrEqualTo(2_000);
    }
}
