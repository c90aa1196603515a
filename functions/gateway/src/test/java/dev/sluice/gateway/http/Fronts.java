package dev.sluice.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.door.Door;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/** Servers in front of doors of the test's. */
final class Fronts {
    /** Long enough for a machine with much to do. */
    static final long PATIENCE_SECONDS = 30;

    static final int BODY_LIMIT_BYTES = 1024 * 1024;

    /** Answers with what it was asked. */
    static final Door ECHO =
            (request, reply) -> {
                try {
                    byte[] body = request.body().read(BODY_LIMIT_BYTES);
                    String asked =
                            request.method()
                                    + " "
                                    + request.path()
                                    + " ?"
                                    + request.query()
                                    + " "
                                    + body.length;
                    send(reply, 200, asked);
                } catch (BodyTooLarge e) {
                    send(reply, 413, "limit " + e.limitBytes());
                }
            };

    /** A client may take as long as it likes for what it is sent. */
    static Bounds bounds(
            long bodyBytes,
            Duration roomWait,
            Duration head,
            Duration bodyIdle,
            Duration body,
            int connections) {
        Duration longest = Duration.ofMinutes(5);
        return new Bounds(bodyBytes, roomWait, head, bodyIdle, body, longest, longest, connections);
    }

    static HttpFront start(Door door) throws IOException {
        return HttpFront.start("127.0.0.1", 0, door);
    }

    static void send(DoorReply reply, int status, String text) throws IOException {
        send(reply, status, Headers.none(), text);
    }

    static void send(DoorReply reply, int status, Headers headers, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        reply.begin(status, headers, bytes.length).write(bytes);
    }

    static byte[] read(DoorRequest request) throws IOException {
        try {
            return request.body().read(BODY_LIMIT_BYTES);
        } catch (BodyTooLarge e) {
            throw new AssertionError(e);
        }
    }

    /** Refused, or taken by the last accept and closed without an answer. */
    static void assertNotServed(int port) {
        try (RawClient late = new RawClient(port)) {
            assertThat(late.readToEnd()).isEmpty();
        } catch (IOException e) {
            assertThat(e).isInstanceOf(SocketException.class);
        }
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static String take(SynchronousQueue<String> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Fronts() {}
}
