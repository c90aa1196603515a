package dev.sluice.gateway.http;

import static dev.sluice.gateway.http.Fronts.BODY_LIMIT_BYTES;
import static dev.sluice.gateway.http.Fronts.ECHO;
import static dev.sluice.gateway.http.Fronts.PATIENCE_SECONDS;
import static dev.sluice.gateway.http.Fronts.assertNotServed;
import static dev.sluice.gateway.http.Fronts.await;
import static dev.sluice.gateway.http.Fronts.send;
import static dev.sluice.gateway.http.Fronts.start;
import static dev.sluice.gateway.http.Fronts.take;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.wire.door.Door;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpFrontTest {
    @Test
    void servesSeveralRequestsOnOneConnection() throws Exception {
        try (HttpFront front = start(ECHO);
                RawClient client = new RawClient(front.port())) {
            for (int i = 0; i < 3; i++) {
                client.send("POST /a?b=%20c HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
                RawClient.Answer answer = client.readAnswer();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("POST /a ?b=%20c 5");
                assertThat(answer.header("connection")).isEqualTo("keep-alive");
            }
        }
    }

    @Test
    void readsABodyWithoutAnnouncedLength() throws Exception {
        try (HttpFront front = start(ECHO);
                RawClient client = new RawClient(front.port())) {
            client.send(
                    "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
            assertThat(client.readAnswer().body()).isEqualTo("POST /a ? 7");
            client.send("GET /b HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readAnswer().body()).isEqualTo("GET /b ? 0");
        }
    }

    @Test
    void eachFlushArrivesBeforeTheNextIsWritten() throws Exception {
        SynchronousQueue<String> toWrite = new SynchronousQueue<>();
        Door door =
                (request, reply) -> {
                    try (OutputStream out =
                            reply.begin(200, Headers.of("Content-Type", "text/event-stream"), -1)) {
                        for (String event = take(toWrite);
                                !event.isEmpty();
                                event = take(toWrite)) {
                            out.write(event.getBytes(UTF_8));
                            out.flush();
                        }
                    }
                };
        try (HttpFront front = start(door);
                RawClient client = new RawClient(front.port())) {
            client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
            toWrite.put("one");
            assertThat(client.readHead().header("transfer-encoding")).isEqualTo("chunked");
            assertThat(client.readChunk()).isEqualTo("one");
            toWrite.put("two\n\n");
            assertThat(client.readChunk()).isEqualTo("two\n\n");
            toWrite.put("x".repeat(20_000));
            assertThat(client.readChunk()).hasSize(20_000);
            toWrite.put("");
            assertThat(client.readChunk()).isEmpty();
        }
    }

    @Test
    void aFlushWithoutBytesSendsTheHeaders() throws Exception {
        CountDownLatch headSeen = new CountDownLatch(1);
        Door door =
                (request, reply) -> {
                    OutputStream out = reply.begin(200, Headers.none(), -1);
                    out.flush();
                    await(headSeen);
                    out.write('a');
                };
        try (HttpFront front = start(door);
                RawClient client = new RawClient(front.port())) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readHead().status()).isEqualTo(200);
            headSeen.countDown();
            assertThat(client.readChunk()).isEqualTo("a");
            assertThat(client.readChunk()).isEmpty();
        }
    }

    @Test
    void aRefusalIsReadableByAClientThatIsStillSending() throws Exception {
        try (HttpFront front = start(ECHO);
                RawClient client = new RawClient(front.port())) {
            byte[] body = new byte[8 * 1024 * 1024];
            client.send(
                    "POST /big HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length + "\r\n\r\n");
            client.send(body);
            RawClient.Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).isEqualTo("limit " + BODY_LIMIT_BYTES);
            client.send("GET /next HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readAnswer().body()).isEqualTo("GET /next ? 0");
        }
    }

    @Test
    void aChunkedBodyOverTheLimitIsRefusedAsWell() throws Exception {
        try (HttpFront front = start(ECHO);
                RawClient client = new RawClient(front.port())) {
            client.send("POST /big HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            byte[] part = new byte[64 * 1024];
            for (int i = 0; i < 17; i++) {
                client.send(Integer.toHexString(part.length) + "\r\n");
                client.send(part);
                client.send("\r\n");
            }
            client.send("0\r\n\r\n");
            assertThat(client.readAnswer().status()).isEqualTo(413);
        }
    }

    @Test
    void aBodyOfExactlyTheLimitIsRead() throws Exception {
        try (HttpFront front = start(ECHO);
                RawClient client = new RawClient(front.port())) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: "
                            + BODY_LIMIT_BYTES
                            + "\r\n\r\n");
            client.send(new byte[BODY_LIMIT_BYTES]);
            assertThat(client.readAnswer().body()).isEqualTo("POST / ? " + BODY_LIMIT_BYTES);
        }
    }

    @Test
    void aBodyThatTheClientHoldsBackIsAskedForOrRefused() throws Exception {
        try (HttpFront front = start(ECHO)) {
            try (RawClient client = new RawClient(front.port())) {
                client.send(
                        "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
                assertThat(client.readHead().status()).isEqualTo(100);
                client.send("abc");
                assertThat(client.readAnswer().body()).isEqualTo("POST / ? 3");
            }
            try (RawClient client = new RawClient(front.port())) {
                client.send(
                        "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
                RawClient.Answer answer = client.readAnswer();
                assertThat(answer.status()).isEqualTo(413);
                assertThat(answer.header("connection")).isEqualTo("close");
                assertThat(client.readToEnd()).isEmpty();
            }
        }
    }

    @Test
    void stopLetsARunningRequestEndAndTakesNoNewOne() throws Exception {
        CountDownLatch serving = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Door door =
                (request, reply) -> {
                    serving.countDown();
                    await(goOn);
                    send(reply, 200, "done");
                };
        HttpFront front = start(door);
        try (RawClient idle = new RawClient(front.port());
                RawClient client = new RawClient(front.port())) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            await(serving);
            Thread stopping =
                    Thread.startVirtualThread(
                            () -> front.stop(Duration.ofSeconds(2 * PATIENCE_SECONDS)));
            assertThat(idle.readToEnd()).isEmpty();
            assertNotServed(front.port());
            assertThat(stopping.isAlive()).isTrue();
            goOn.countDown();
            RawClient.Answer answer = client.readAnswer();
            assertThat(answer.body()).isEqualTo("done");
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(stopping.join(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
        }
    }

    /** A request that ends while the front stops is its connection's last: nobody waits for it. */
    @Test
    void stopWaitsForNoConnectionThatHasJustAnswered() throws Exception {
        for (int round = 0; round < 20; round++) {
            HttpFront front = start(ECHO);
            AtomicInteger answers = new AtomicInteger();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(Thread.startVirtualThread(() -> askUntilClosed(front, answers)));
            }
            while (answers.get() < 100) {
                Thread.sleep(1);
            }
            front.stop(Duration.ofSeconds(10 * PATIENCE_SECONDS));
            for (Thread client : clients) {
                client.join();
            }
        }
    }

    private static void askUntilClosed(HttpFront front, AtomicInteger answers) {
        try (RawClient client = new RawClient(front.port())) {
            while (true) {
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(client.readAnswer().status()).isEqualTo(200);
                answers.incrementAndGet();
            }
        } catch (IOException e) {
            // Closed: what it waits for.
        }
    }

    @Test
    void stopCutsOffWhatOutlastsItsGrace() throws Exception {
        CountDownLatch serving = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        Door door =
                (request, reply) -> {
                    reply.onHangUp(told::countDown);
                    serving.countDown();
                    await(told);
                };
        HttpFront front = start(door);
        try (RawClient client = new RawClient(front.port())) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            await(serving);
            front.stop(Duration.ofMillis(50));
            assertThat(told.getCount()).isZero();
        }
    }

    @Test
    void saysWhichAddressIsTaken() throws Exception {
        try (HttpFront front = start(ECHO)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> HttpFront.start("127.0.0.1", front.port(), ECHO))
                    .withMessageContaining("127.0.0.1:" + front.port());
        }
    }
}
