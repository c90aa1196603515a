package dev.sluice.gateway.http;

import static dev.sluice.gateway.http.Fronts.bounds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.door.Door;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.door.NoRoom;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What all clients together may take of the process. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BoundsTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final int MEGABYTE = 1 << 20;

    /** Room for one body of a megabyte. */
    private static final long ONE_BODY = 3 * MEGABYTE / 2;

    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch held = new CountDownLatch(1);
    private final Semaphore heldMore = new Semaphore(0);

    /**
     * Reads the body; {@code /hold} keeps it until it is released, {@code /letGo} is at work as
     * long and keeps nothing, {@code /decode} makes it two. A query names its caller.
     */
    private final Door door =
            (request, reply) -> {
                try {
                    if (!request.query().isEmpty()) {
                        request.body().isOf(request.query());
                    }
                    byte[] body = request.body().read(2 * MEGABYTE);
                    if (request.path().equals("/decode")) {
                        request.body().room(body.length);
                    }
                    if (request.path().equals("/letGo")) {
                        request.body().keep(0);
                    }
                    if (request.path().equals("/hold") || request.path().equals("/letGo")) {
                        held.countDown();
                        heldMore.release();
                        release.await();
                    }
                    send(reply, 200);
                } catch (NoRoom | BodyTooLarge e) {
                    send(reply, e instanceof NoRoom ? 503 : 413);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            };

    private static void send(DoorReply reply, int status) throws IOException {
        try (OutputStream out = reply.begin(status, Headers.none(), 0)) {
            out.flush();
        }
    }

    private HttpFront front(Bounds bounds) throws IOException {
        return HttpFront.start("127.0.0.1", 0, door, bounds);
    }

    private static Bounds room(long bodyBytes) {
        return bounds(bodyBytes, SHORT, LONG, LONG, LONG, 100);
    }

    private static void post(RawClient client, String path, int bytes) throws IOException {
        client.send(
                "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + bytes + "\r\n\r\n");
        client.send(new byte[bytes]);
    }

    private static void chunked(RawClient client, String path, int bytes) throws IOException {
        client.send("POST " + path + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        client.send(Integer.toHexString(bytes) + "\r\n");
        client.send(new byte[bytes]);
        client.send("\r\n0\r\n\r\n");
    }

    @Test
    void aBodyFindsNoRoomBesideOneThatIsHeldAndFindsItAfterwards() throws Exception {
        try (HttpFront front = front(room(ONE_BODY));
                RawClient holder = new RawClient(front.port());
                RawClient other = new RawClient(front.port())) {
            post(holder, "/hold", MEGABYTE);
            held.await();
            post(other, "/", MEGABYTE);
            assertThat(other.readAnswer().status()).isEqualTo(503);
            chunked(other, "/", MEGABYTE);
            assertThat(other.readAnswer().status()).as("of no announced length").isEqualTo(503);
            post(other, "/", 1000);
            assertThat(other.readAnswer().status()).as("a small one").isEqualTo(200);
            release.countDown();
            assertThat(holder.readAnswer().status()).isEqualTo(200);
            post(holder, "/", 10);
            assertThat(holder.readAnswer().status()).as("so the first has ended").isEqualTo(200);
            post(other, "/", MEGABYTE);
            assertThat(other.readAnswer().status()).isEqualTo(200);
            chunked(other, "/", MEGABYTE);
            assertThat(other.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void aBodyThatIsLetGoLeavesItsRoomToOthersAndGivesItBackOnce() throws Exception {
        try (HttpFront front = front(room(ONE_BODY));
                RawClient first = new RawClient(front.port());
                RawClient second = new RawClient(front.port());
                RawClient other = new RawClient(front.port())) {
            post(first, "/letGo", MEGABYTE);
            heldMore.acquire();
            post(second, "/hold", MEGABYTE);
            heldMore.acquire();
            post(other, "/", MEGABYTE);
            assertThat(other.readAnswer().status()).isEqualTo(503);
            release.countDown();
            assertThat(first.readAnswer().status()).isEqualTo(200);
            assertThat(second.readAnswer().status()).isEqualTo(200);
            post(other, "/", 2 * MEGABYTE);
            assertThat(other.readAnswer().status()).as("more than there ever was").isEqualTo(503);
            post(other, "/", MEGABYTE);
            assertThat(other.readAnswer().status()).isEqualTo(200);
        }
    }

    /** Requests that wait for a silent provider hold theirs for minutes. */
    @Test
    void severalBodiesOfOneCallerLeaveRoomForAnothers() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (HttpFront front = front(room(8 * MEGABYTE))) {
            for (int i = 0; i < 6; i++) {
                clients.add(new RawClient(front.port()));
                post(clients.getLast(), "/hold?ann", MEGABYTE);
                heldMore.acquire();
            }
            clients.add(new RawClient(front.port()));
            post(clients.getLast(), "/hold?ann", MEGABYTE);
            assertThat(clients.getLast().readAnswer().status()).as("one more").isEqualTo(503);
            post(clients.getLast(), "/?bob", MEGABYTE);
            assertThat(clients.getLast().readAnswer().status()).as("another's").isEqualTo(200);
        } finally {
            release.countDown();
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void whatCameBehindABodyThatIsLetGoIsReadAllTheSame() throws Exception {
        release.countDown();
        try (HttpFront front = front(room(ONE_BODY));
                RawClient client = new RawClient(front.port())) {
            String head = "POST /%s HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n";
            String request = head.formatted("letGo") + " ".repeat(100_000);
            client.send(request.repeat(3) + head.formatted("") + " ".repeat(100_000));
            for (int i = 0; i < 4; i++) {
                assertThat(client.readAnswer().status()).isEqualTo(200);
            }
        }
    }

    /** Of no announced length: it is small before it is large. */
    @Test
    void aBodyThatFindsNoRoomWhereItGrewLargeGivesBackWhatItHad() throws Exception {
        try (HttpFront front = front(room(ONE_BODY));
                RawClient holder = new RawClient(front.port())) {
            post(holder, "/hold", 1_370_000);
            held.await();
            for (int i = 0; i < 5; i++) {
                try (RawClient grown = new RawClient(front.port())) {
                    chunked(grown, "/", 100_000);
                    assertThat(grown.readAnswer().status()).isEqualTo(503);
                }
            }
            try (RawClient small = new RawClient(front.port())) {
                post(small, "/", 60_000);
                assertThat(small.readAnswer().status()).isEqualTo(200);
            }
            release.countDown();
            assertThat(holder.readAnswer().status()).isEqualTo(200);
        }
    }

    /** An eighth of the room is theirs, which has three of them. */
    @Test
    void smallBodiesHaveWhatLargeOnesDoNotWant() throws Exception {
        try (HttpFront front = front(room(ONE_BODY));
                RawClient large = new RawClient(front.port())) {
            List<RawClient> small = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                RawClient client = new RawClient(front.port());
                small.add(client);
                post(client, "/hold", 60_000);
                heldMore.acquire();
            }
            post(large, "/", MEGABYTE);
            assertThat(large.readAnswer().status()).as("they have it").isEqualTo(503);
            release.countDown();
            for (RawClient client : small) {
                assertThat(client.readAnswer().status()).isEqualTo(200);
                client.close();
            }
            post(large, "/", MEGABYTE);
            assertThat(large.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void whatIsMadeOfABodyCountsToo() throws Exception {
        try (HttpFront front = front(room(ONE_BODY));
                RawClient client = new RawClient(front.port())) {
            post(client, "/decode", MEGABYTE);
            assertThat(client.readAnswer().status()).isEqualTo(503);
            post(client, "/decode", MEGABYTE / 2);
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    /**
     * They announce a hundred times what there is, and send a byte of it. Whichever of them gets
     * what is kept for the eldest gives way, for it asks for no more.
     */
    @Test
    void whatIsAnnouncedAndNotSentTakesNoRoom() throws Exception {
        Bounds bounds = bounds(ONE_BODY, Duration.ofSeconds(6), LONG, LONG, LONG, 100);
        try (HttpFront front = front(bounds)) {
            RawClient[] silent = new RawClient[50];
            for (int i = 0; i < silent.length; i++) {
                silent[i] = new RawClient(front.port());
                silent[i].send(
                        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + MEGABYTE + "\r\n\r\na");
            }
            try (RawClient client = new RawClient(front.port())) {
                post(client, "/", MEGABYTE / 2);
                assertThat(client.readAnswer().status()).isEqualTo(200);
            }
            for (RawClient one : silent) {
                one.close();
            }
        }
    }

    /** It has some of what is kept for the eldest, and sends nothing more. */
    @Test
    void aSlowClientThatIsTheEldestGivesWay() throws Exception {
        Bounds bounds = bounds(ONE_BODY, Duration.ofSeconds(6), LONG, LONG, LONG, 100);
        try (HttpFront front = front(bounds);
                RawClient holder = new RawClient(front.port());
                RawClient slow = new RawClient(front.port());
                RawClient other = new RawClient(front.port())) {
            post(holder, "/hold", MEGABYTE * 2 / 3);
            held.await();
            slow.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + MEGABYTE + "\r\n\r\n");
            slow.send(new byte[MEGABYTE / 5]);
            Thread.sleep(200); // it has its room; where it has not yet, this test asks less
            post(other, "/", MEGABYTE / 3);
            assertThat(other.readAnswer().status()).isEqualTo(200);
            release.countDown();
            assertThat(holder.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void aDrippingHeadIsCut() throws Exception {
        Bounds bounds = bounds(ONE_BODY, SHORT, SHORT, LONG, LONG, 100);
        try (HttpFront front = front(bounds);
                RawClient silent = new RawClient(front.port());
                RawClient client = new RawClient(front.port())) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
            assertThat(dripsUntilCut(client, "a")).isTrue();
            assertThat(ended(silent)).as("one that sends nothing at all").isTrue();
        }
    }

    @Test
    void aConnectionThatWasServedMayWaitForItsNextRequest() throws Exception {
        Bounds bounds = bounds(ONE_BODY, SHORT, SHORT, LONG, LONG, 100);
        try (HttpFront front = front(bounds);
                RawClient client = new RawClient(front.port());
                RawClient silent = new RawClient(front.port())) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            assertThat(ended(silent)).as("so much time has passed").isTrue();
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void aBodyThatPausesIsCut() throws Exception {
        Bounds bounds = bounds(ONE_BODY, SHORT, LONG, SHORT, LONG, 100);
        try (HttpFront front = front(bounds);
                RawClient client = new RawClient(front.port())) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na");
            assertThat(ended(client)).isTrue();
        }
    }

    @Test
    void aBodyThatDripsForTooLongIsCut() throws Exception {
        Bounds bounds = bounds(ONE_BODY, SHORT, Duration.ofMillis(200), LONG, SHORT, 100);
        try (HttpFront front = front(bounds);
                RawClient client = new RawClient(front.port())) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n");
            assertThat(dripsUntilCut(client, "a")).isTrue();
        }
    }

    @Test
    void aConnectionTooManyTakesThePlaceOfOneThatWaits() throws Exception {
        Bounds bounds = bounds(ONE_BODY, SHORT, LONG, LONG, LONG, 2);
        try (HttpFront front = front(bounds);
                RawClient waiting = new RawClient(front.port());
                RawClient holder = new RawClient(front.port())) {
            waiting.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(waiting.readAnswer().status()).isEqualTo(200);
            post(holder, "/hold", 10);
            held.await();
            try (RawClient late = new RawClient(front.port())) {
                late.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(late.readAnswer().status()).isEqualTo(200);
                assertThat(ended(waiting)).isTrue();
            }
            release.countDown();
            assertThat(holder.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void oneTooManyIsToldSoWhereAllAreAtWork() throws Exception {
        Bounds bounds = bounds(ONE_BODY, SHORT, LONG, LONG, LONG, 1);
        try (HttpFront front = front(bounds);
                RawClient holder = new RawClient(front.port())) {
            post(holder, "/hold", 10);
            held.await();
            try (RawClient late = new RawClient(front.port())) {
                RawClient.Answer answer = late.readAnswer();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("retry-after")).isEqualTo("1");
                assertThat(answer.body()).contains("\"server_error\"");
            }
            release.countDown();
            assertThat(holder.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void theRoomIsAShareOfTheHeap() {
        assertThat(Bounds.ofHeap(256L << 20).bodyBytes()).isEqualTo(32L << 20);
        assertThat(Bounds.ofHeap(256L << 20).head()).isLessThan(Duration.ofSeconds(60));
    }

    private static boolean dripsUntilCut(RawClient client, String piece) {
        try {
            while (true) {
                client.send(piece);
                Thread.onSpinWait();
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

    /** Whoever is cut for a newcomer was waiting: what has reached the door is answered. */
    @Test
    void noRequestThatHasBegunIsCutForANewcomer() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        Door counting =
                (request, reply) -> {
                    begun.incrementAndGet();
                    send(reply, 200);
                };
        Bounds four = bounds(MEGABYTE, SHORT, LONG, LONG, LONG, 4);
        try (HttpFront front = HttpFront.start("127.0.0.1", 0, counting, four)) {
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                clients.add(
                        Thread.startVirtualThread(
                                () -> {
                                    for (int life = 0; life < 100; life++) {
                                        askUntilCut(front.port(), answered);
                                    }
                                }));
            }
            for (Thread client : clients) {
                client.join();
            }
        }
        assertThat(begun.get()).isPositive().isEqualTo(answered.get());
    }

    private static void askUntilCut(int port, AtomicInteger answered) {
        try (RawClient client = new RawClient(port)) {
            for (int i = 0; i < 20; i++) {
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                if (client.readAnswer().status() == 200) {
                    answered.incrementAndGet();
                }
            }
        } catch (IOException e) {
            // Cut for another one.
        }
    }
}
