package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.door.Door;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.net.Net;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** None waits for a client for ever that does not take what it is sent, or not for anything. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowClientsTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String LONG_POST =
            "POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 30000000\r\n\r\n";

    private final CountDownLatch writes = new CountDownLatch(1);
    private final CountDownLatch freed = new CountDownLatch(1);

    /**
     * {@code /refused} is answered at once, {@code /stream} sends without an end until its client
     * is gone, {@code /watched} the same and wants to know of it.
     */
    private final Door door =
            (request, reply) -> {
                if (request.path().equals("/watched")) {
                    reply.onHangUp(() -> {});
                }
                if (request.path().equals("/watched") || request.path().equals("/stream")) {
                    stream(reply);
                } else {
                    Fronts.send(reply, request.path().equals("/refused") ? 401 : 200, "told");
                }
            };

    private void stream(DoorReply reply) throws IOException {
        OutputStream out = reply.begin(200, Headers.none(), DoorReply.STREAMED);
        byte[] piece = new byte[64 << 10];
        try {
            while (true) {
                out.write(piece);
                out.flush();
                writes.countDown();
            }
        } catch (IOException e) {
            freed.countDown();
            throw e;
        }
    }

    static List<Net> nets() {
        return List.of(Net.ofTheJdk(), Net.loop());
    }

    private HttpFront front(Net net, Duration rest, Duration taking, int connections)
            throws IOException {
        return front(net, door, rest, taking, connections);
    }

    private static HttpFront front(
            Net net, Door door, Duration rest, Duration taking, int connections)
            throws IOException {
        Bounds bounds = new Bounds(1 << 20, SHORT, LONG, LONG, LONG, rest, taking, connections);
        return HttpFront.start("127.0.0.1", 0, door, bounds, net);
    }

    @ParameterizedTest
    @MethodSource("nets")
    void whoTakesNothingOfAStreamIsCut(Net net) throws Exception {
        try (HttpFront front = front(net, LONG, SHORT, 100);
                RawClient client = new RawClient(front.port())) {
            client.send(GET.replace("/ ", "/stream "));
            freed.await();
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void whoAsksAndAsksAndReadsNoAnswerIsCut(Net net) throws Exception {
        try (HttpFront front = front(net, LONG, SHORT, 100);
                RawClient client = new RawClient(front.port())) {
            assertThat(sendsUntilCut(client, GET.repeat(100))).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void whoShutsItsSideAndTakesNothingIsCutAtOnce(Net net) throws Exception {
        try (HttpFront front = front(net, LONG, LONG, 100);
                RawClient client = new RawClient(front.port())) {
            client.send(GET.replace("/ ", "/watched "));
            writes.await();
            client.endSending();
            freed.await();
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void aDoorCutsItsClientUnderWhoWaitsForIt(Net net) throws Exception {
        Door cuts =
                (request, reply) -> {
                    Thread.startVirtualThread(
                            () -> {
                                Fronts.await(writes);
                                reply.cut();
                            });
                    stream(reply);
                };
        try (HttpFront front = front(net, cuts, LONG, LONG, 100);
                RawClient client = new RawClient(front.port())) {
            client.send(GET);
            freed.await();
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void whoReadsAgainInTimeMissesNothing(Net net) throws Exception {
        int bytes = 16 << 20;
        Door large = (request, reply) -> Fronts.send(reply, 200, "x".repeat(bytes));
        try (HttpFront front = front(net, large, LONG, LONG, 100);
                RawClient client = new RawClient(front.port())) {
            client.send(GET);
            assertThat(client.readHead().status()).isEqualTo(200);
            Thread.sleep(SHORT); // it waits in the write by now; where it does not, this asks less
            assertThat(client.read(bytes)).hasSize(bytes);
        }
    }

    /** Its own time is so long that this one would be over before. */
    @ParameterizedTest
    @MethodSource("nets")
    void aConnectionTooManyTakesThePlaceOfOneThatTakesNothing(Net net) throws Exception {
        Duration taking = Duration.ofSeconds(36);
        try (HttpFront front = front(net, LONG, taking, 1);
                RawClient client = new RawClient(front.port())) {
            client.send(GET.replace("/ ", "/stream "));
            writes.await();
            long beganNanos = System.nanoTime();
            untilServed(front);
            assertThat(System.nanoTime() - beganNanos).isLessThan(taking.toNanos());
            freed.await();
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void whatIsLeftOfAnAnsweredBodyHasAShortTime(Net net) throws Exception {
        try (HttpFront front = front(net, SHORT, LONG, 100);
                RawClient client = new RawClient(front.port())) {
            client.send(LONG_POST);
            assertThat(client.readAnswer().status()).isEqualTo(401);
            assertThat(ended(client)).isTrue();
        }
    }

    /** Each byte gave it another while. */
    @ParameterizedTest
    @MethodSource("nets")
    void thatTimeIsForAllOfIt(Net net) throws Exception {
        try (HttpFront front = front(net, SHORT, LONG, 100);
                RawClient client = new RawClient(front.port())) {
            client.send(LONG_POST);
            assertThat(client.readAnswer().status()).isEqualTo(401);
            assertThat(dripsUntilCut(client)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void aConnectionTooManyTakesThePlaceOfOneWhoseRequestIsAnswered(Net net) throws Exception {
        try (HttpFront front = front(net, LONG, LONG, 1);
                RawClient client = new RawClient(front.port())) {
            client.send(LONG_POST);
            assertThat(client.readAnswer().status()).isEqualTo(401);
            untilServed(front);
            assertThat(ended(client)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void whoSendsTheRestInTimeIsServedAgain(Net net) throws Exception {
        try (HttpFront front = front(net, LONG, LONG, 1);
                RawClient client = new RawClient(front.port())) {
            for (int i = 0; i < 3; i++) {
                client.send(LONG_POST.replace("30000000", "300000"));
                assertThat(client.readAnswer().status()).isEqualTo(401);
                client.send(new byte[300_000]);
                client.send(GET);
                assertThat(client.readAnswer().status()).isEqualTo(200);
            }
        }
    }

    private static void untilServed(HttpFront front) throws Exception {
        for (int status = 503; status != 200; Thread.sleep(20)) {
            try (RawClient late = new RawClient(front.port())) {
                late.send(GET);
                status = late.readAnswer().status();
            } catch (IOException e) {
                // What it sent may come after its refusal: that is reset then.
            }
        }
    }

    private static boolean sendsUntilCut(RawClient client, String piece) {
        try {
            while (true) {
                client.send(piece);
            }
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean dripsUntilCut(RawClient client) throws InterruptedException {
        try {
            for (; ; Thread.sleep(10)) {
                client.send("x");
            }
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean ended(RawClient client) {
        try {
            return client.readToEnd().isEmpty();
        } catch (IOException e) {
            return true;
        }
    }
}
