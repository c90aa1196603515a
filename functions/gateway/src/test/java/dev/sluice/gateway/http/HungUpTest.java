package dev.sluice.gateway.http;

import static dev.sluice.gateway.http.Fronts.PATIENCE_SECONDS;
import static dev.sluice.gateway.http.Fronts.await;
import static dev.sluice.gateway.http.Fronts.read;
import static dev.sluice.gateway.http.Fronts.send;
import static dev.sluice.gateway.http.Fronts.start;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.door.Door;
import dev.sluice.wire.door.Headers;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HungUpTest {
    @Test
    void aPipelinedRequestIsServedAfterAWatchedOne() throws Exception {
        Door door =
                (request, reply) -> {
                    byte[] body = read(request);
                    reply.onHangUp(() -> {});
                    send(reply, 200, request.path() + new String(body, UTF_8));
                };
        try (HttpFront front = start(door);
                RawClient client = new RawClient(front.port())) {
            String requests = "";
            for (int i = 0; i < 20; i++) {
                requests +=
                        "POST /"
                                + i
                                + " HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n:"
                                + (10 + i);
            }
            client.send(requests);
            for (int i = 0; i < 20; i++) {
                assertThat(client.readAnswer().body()).isEqualTo("/" + i + ":" + (10 + i));
            }
            client.send("POST /last HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n!");
            assertThat(client.readAnswer().body()).isEqualTo("/last!");
        }
    }

    @Test
    void whatIsReadAheadLeavesAloneWhatHadCome() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Door door =
                (request, reply) -> {
                    byte[] body = read(request);
                    reply.onHangUp(() -> {});
                    if (request.path().equals("/1")) {
                        await(goOn);
                    }
                    send(reply, 200, request.path() + new String(body, UTF_8));
                };
        try (HttpFront front = start(door);
                RawClient client = new RawClient(front.port())) {
            client.send(post("/1", "one") + post("/2", "two") + post("/3", "three"));
            Thread.sleep(400); // the watch of the first one reads by now
            client.send(post("/4", "four and some more"));
            Thread.sleep(100);
            goOn.countDown();
            for (String answer : List.of("/1one", "/2two", "/3three", "/4four and some more")) {
                assertThat(client.readAnswer().body()).isEqualTo(answer);
            }
        }
    }

    /** The watch of one that took its time ends with it, or gives what it read to the next. */
    @Test
    void manyWatchedRequestsFollowEachOtherAndTheHangUpOfTheLastIsTold() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        Door door =
                (request, reply) -> {
                    byte[] body = read(request);
                    if (request.path().equals("/wait")) {
                        reply.onHangUp(told::countDown);
                        await(told);
                        return;
                    }
                    reply.onHangUp(() -> {});
                    LockSupport.parkNanos(250_000_000); // it is watched by now
                    send(reply, 200, request.path() + new String(body, UTF_8));
                };
        try (HttpFront front = start(door)) {
            RawClient client = new RawClient(front.port());
            for (int i = 0; i < 6; i++) {
                client.send(post("/" + i, "a" + i));
                if (i % 3 == 2) {
                    Thread.sleep(200);
                    client.send(post("/ahead", "b" + i));
                }
                assertThat(client.readAnswer().body()).isEqualTo("/" + i + "a" + i);
                if (i % 3 == 2) {
                    assertThat(client.readAnswer().body()).isEqualTo("/aheadb" + i);
                }
            }
            client.send(post("/wait", "x"));
            Thread.sleep(250);
            client.close();
            assertThat(told.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static String post(String path, String body) {
        return "POST "
                + path
                + " HTTP/1.1\r\nHost: x\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    @ParameterizedTest
    @ValueSource(strings = {"unary", "before the first byte", "mid-stream", "with more bytes sent"})
    void tellsWithinASecondThatTheClientHungUp(String when) throws Exception {
        CountDownLatch serving = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch returned = new CountDownLatch(1);
        AtomicReference<Thread> teller = new AtomicReference<>();
        Door door =
                (request, reply) -> {
                    reply.onHangUp(
                            () -> {
                                teller.set(Thread.currentThread());
                                told.countDown();
                            });
                    read(request);
                    if (when.equals("mid-stream")) {
                        OutputStream out = reply.begin(200, Headers.none(), -1);
                        out.write('a');
                        out.flush();
                    }
                    serving.countDown();
                    await(told);
                    assertThat(reply.hungUp()).isTrue();
                    returned.countDown();
                };
        try (HttpFront front = start(door)) {
            RawClient client = new RawClient(front.port());
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
            if (when.equals("with more bytes sent")) {
                client.send("\r\n");
            }
            await(serving);
            client.close();
            assertThat(told.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            await(returned);
            assertThat(teller.get().isVirtual()).isTrue();
        }
    }

    /** Its door may be settling still. */
    @Test
    void whoGoesWithAWholeAnswerHasNotHungUp() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        CountDownLatch returned = new CountDownLatch(1);
        Door door =
                (request, reply) -> {
                    read(request);
                    reply.onHangUp(told::countDown);
                    try (OutputStream out = reply.begin(200, Headers.none(), 5)) {
                        out.write("whole".getBytes(UTF_8));
                    }
                    await(gone);
                    returned.countDown();
                };
        try (HttpFront front = start(door)) {
            RawClient client = new RawClient(front.port());
            client.send(post("/", "x"));
            assertThat(client.readAnswer().body()).isEqualTo("whole");
            client.close();
            Thread.sleep(250); // whoever watched would have seen it
            gone.countDown();
            await(returned);
            assertThat(told.getCount()).isEqualTo(1);
        }
    }

    @Test
    void tellsAtOnceWhenTheClientIsGoneAlready() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        Door door =
                (request, reply) -> {
                    reply.onHangUp(first::countDown);
                    await(first);
                    reply.onHangUp(second::countDown);
                    await(second);
                };
        try (HttpFront front = start(door)) {
            RawClient client = new RawClient(front.port());
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            client.close();
            assertThat(second.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** More connections than there are platform threads, each kept over several requests. */
    @Test
    void tellsOfEachOfHundredsAndServesTheirKeptConnections() throws Exception {
        int count = 400;
        CountDownLatch told = new CountDownLatch(count);
        Door door =
                (request, reply) -> {
                    if (request.path().equals("/wait")) {
                        CountDownLatch gone = new CountDownLatch(1);
                        reply.onHangUp(gone::countDown);
                        await(gone);
                        told.countDown();
                    } else {
                        reply.onHangUp(told::countDown);
                        send(reply, 200, request.path());
                    }
                };
        List<RawClient> clients = new ArrayList<>();
        try (HttpFront front = start(door)) {
            for (int i = 0; i < count; i++) {
                clients.add(new RawClient(front.port()));
            }
            for (int round = 0; round < 3; round++) {
                for (RawClient client : clients) {
                    client.send("GET /" + round + " HTTP/1.1\r\nHost: x\r\n\r\n");
                }
                for (RawClient client : clients) {
                    assertThat(client.readAnswer().body()).isEqualTo("/" + round);
                }
            }
            for (RawClient client : clients) {
                client.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
            }
            assertThat(told.getCount()).isEqualTo(count);
            for (RawClient client : clients) {
                client.close();
            }
            assertThat(told.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void doesNotTellOfAHangUpBetweenRequests() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        Door door =
                (request, reply) -> {
                    reply.onHangUp(told::countDown);
                    send(reply, 200, "done");
                };
        HttpFront front = start(door);
        try (front;
                RawClient client = new RawClient(front.port())) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            client.readAnswer();
        }
        assertThat(told.getCount()).isEqualTo(1);
    }
}
