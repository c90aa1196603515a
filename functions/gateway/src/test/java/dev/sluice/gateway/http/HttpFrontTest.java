package dev.sluice.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.door.Door;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpFrontTest {

    /** Long enough for a machine with much to do. */
    private static final long PATIENCE_SECONDS = 30;

    private static final int BODY_LIMIT_BYTES = 1024 * 1024;

    /** Answers with what it was asked. */
    private static final Door ECHO =
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

    @ParameterizedTest
    @CsvSource({
        "/v1/models/a%2Fb, /v1/models/a/b",
        "/v1/models/a/b, /v1/models/a/b",
        "/v1/models/%252F, /v1/models/%2F",
        "//v1//chat, //v1//chat",
        "/v1/../health, /v1/../health",
        "/v1/%2e%2e/health, /v1/../health",
        "/a;b=c/d, /a;b=c/d",
        "/a%20%C3%A4+b, /a ä+b",
        "http://other.example/v1/models, /v1/models",
    })
    void pathsAreDecodedOnceAndNeverNormalised(String target, String path) throws Exception {
        try (HttpFront front = start(ECHO);
                RawClient client = new RawClient(front.port())) {
            client.send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readAnswer().body()).isEqualTo("GET " + path + " ? 0");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /a%0d%0ab HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /a% HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /%C3 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET v1/models HTTP/1.1\r\nHost: x\r\n\r\n",
                "nonsense\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nbad name: y\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
            })
    void malformedHttpIsA400InOpenAisShape(String request) throws Exception {
        try (HttpFront front = start(ECHO);
                RawClient client = new RawClient(front.port())) {
            client.send(request);
            RawClient.Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("content-type")).isEqualTo("application/json");
            assertThat(answer.header("x-request-id")).isNotEmpty();
            assertThat(answer.body())
                    .isEqualTo(
                            "{\"error\":{\"message\":\"The HTTP request is malformed.\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}");
        }
    }

    /** Two readers could take each of these for two different messages (RFC 9112 §11.2). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
                "GET / HTTP/1.1\r\n Host: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX : a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\nX: a\r\n\r\n",
                "GET / HTTP/1.1\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX: a\u0000b\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x/y\r\n\r\n",
                "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1 \r\nHost: x\r\n\r\n",
                "GET / HTTP/11\r\nHost: x\r\n\r\n",
                "GET /\tHTTP/1.1\r\nHost: x\r\n\r\n",
            })
    void whatCouldBeReadTwoWaysIsRefusedAndEndsTheConnection(String request) throws Exception {
        try (HttpFront front = start(ECHO);
                RawClient client = new RawClient(front.port())) {
            client.send(request + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
            RawClient.Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\nhello\r\n0\r\n\r\n",
                "5;a=\nb\r\nhello\r\n0\r\n\r\n",
                "5 \r\nhello\r\n0\r\n\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n",
                "-5\r\nhello\r\n0\r\n\r\n",
                "\r\nhello\r\n0\r\n\r\n",
                "5\r\nhelloX\r\n0\r\n\r\n",
                "5\r\nhello0\r\n\r\n",
                "ffffffffffffffff\r\nhello\r\n0\r\n\r\n",
                "0\r\nno trailer\r\n\r\n",
            })
    void malformedChunksAreRefusedAndEndTheConnection(String chunks) throws Exception {
        try (HttpFront front = start(ECHO);
                RawClient client = new RawClient(front.port())) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
            RawClient.Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void extensionsOfChunksAndTrailersAreReadAndForgotten() throws Exception {
        try (HttpFront front = start(ECHO);
                RawClient client = new RawClient(front.port())) {
            client.send(
                    "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\nTrailer: X-Sum\r\n\r\n3;name=\"a; b\"\r\nabc\r\n4 ; x\r\ndefg\r\n0;last\r\nX-Sum: 1\r\nHost: y\r\n\r\n");
            assertThat(client.readAnswer().body()).isEqualTo("POST /a ? 7");
            client.send("GET /b HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readAnswer().body()).isEqualTo("GET /b ? 0");
        }
    }

    @Test
    void endlessExtensionsAndTrailersEnd() throws Exception {
        String head = "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (String body :
                new String[] {
                    ("1;" + "x".repeat(2_000) + "\r\na\r\n").repeat(20),
                    "0\r\n" + ("X: " + "x".repeat(2_000) + "\r\n").repeat(20),
                }) {
            try (HttpFront front = start(ECHO);
                    RawClient client = new RawClient(front.port())) {
                client.send(head + body);
                assertThat(client.readAnswer().status()).isEqualTo(400);
            }
        }
    }

    @Test
    void http10IsServedAsProxiesSpeakIt() throws Exception {
        try (HttpFront front = start(ECHO)) {
            try (RawClient client = new RawClient(front.port())) {
                client.send(
                        "POST /v1/x HTTP/1.0\r\nHost: up\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello");
                RawClient.Answer answer = client.readAnswer();
                assertThat(answer.body()).isEqualTo("POST /v1/x ? 5");
                assertThat(answer.header("connection")).isEqualTo("close");
                assertThat(client.readToEnd()).isEmpty();
            }
            try (RawClient client = new RawClient(front.port())) {
                client.send("GET /a HTTP/1.0\r\n\r\n");
                assertThat(client.readAnswer().body()).isEqualTo("GET /a ? 0");
                assertThat(client.readToEnd()).isEmpty();
            }
            try (RawClient client = new RawClient(front.port())) {
                for (int i = 0; i < 2; i++) {
                    client.send("GET /a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
                    RawClient.Answer answer = client.readAnswer();
                    assertThat(answer.body()).isEqualTo("GET /a ? 0");
                    assertThat(answer.header("connection")).isEqualTo("keep-alive");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Connection: keep-alive\r\n"})
    void aStreamToHttp10HasNoChunksAndEndsWithItsConnection(String connection) throws Exception {
        CountDownLatch firstSeen = new CountDownLatch(1);
        Door door =
                (request, reply) -> {
                    OutputStream out = reply.begin(200, Headers.none(), -1);
                    out.write("one".getBytes(UTF_8));
                    out.flush();
                    await(firstSeen);
                    out.write("two".getBytes(UTF_8));
                };
        try (HttpFront front = start(door);
                RawClient client = new RawClient(front.port())) {
            client.send("GET / HTTP/1.0\r\n" + connection + "\r\n");
            RawClient.Answer head = client.readHead();
            assertThat(head.header("connection")).isEqualTo("close");
            assertThat(head.headers()).doesNotContainKeys("transfer-encoding", "content-length");
            assertThat(client.read(3)).as("at once").isEqualTo("one");
            firstSeen.countDown();
            assertThat(client.readToEnd()).isEqualTo("two");
        }
    }

    @Test
    void anotherVersionIsToldWhichOneIsSpoken() throws Exception {
        try (HttpFront front = start(ECHO);
                RawClient client = new RawClient(front.port())) {
            client.send("GET / HTTP/2.0\r\nHost: x\r\n\r\n");
            RawClient.Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(505);
            assertThat(answer.body()).contains("Use HTTP/1.1.");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {17_000, 20_000, 300_000})
    void headersThatAreTooLargeAreA431AndNoReset(int bytes) throws Exception {
        try (HttpFront front = start(ECHO);
                RawClient client = new RawClient(front.port())) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\nX-A: " + "a".repeat(bytes) + "\r\n\r\n");
            RawClient.Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(431);
            assertThat(answer.body()).contains("\"type\":\"invalid_request_error\"");
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void tooLongTargetsAndHeadersAreRefused() throws Exception {
        try (HttpFront front = start(ECHO)) {
            try (RawClient client = new RawClient(front.port())) {
                client.send("GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(client.readAnswer().status()).isEqualTo(414);
            }
            try (RawClient client = new RawClient(front.port())) {
                client.send("GET / HTTP/1.1\r\nHost: x\r\nX-A: " + "a".repeat(30_000) + "\r\n\r\n");
                assertThat(client.readAnswer().body())
                        .contains("\"type\":\"invalid_request_error\"");
            }
        }
    }

    @Test
    void noHeaderOfAReplyCanStartAnother() throws Exception {
        Door door =
                (request, reply) -> {
                    String evil = request.path().substring(1) + "\r\nx-evil: 1";
                    send(reply, 200, Headers.of("x-model", evil), "never");
                };
        try (HttpFront front = start(door);
                RawClient client = new RawClient(front.port())) {
            client.send("GET /m HTTP/1.1\r\nHost: x\r\n\r\n");
            RawClient.Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.header("x-evil")).isEmpty();
            assertThat(answer.body())
                    .contains("\"type\":\"server_error\"")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void headIsAnsweredWithoutABodyAndOptionsReachesTheDoor() throws Exception {
        try (HttpFront front = start(ECHO);
                RawClient client = new RawClient(front.port())) {
            client.send("HEAD /h HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readHead().header("content-length")).isEqualTo("11");
            client.send("OPTIONS /o HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readAnswer().body()).isEqualTo("OPTIONS /o ? 0");
        }
    }

    /** RFC 9112 §6.1: a client would wait for a chunk that never comes. */
    @Test
    void noContentIsSentWithoutAFramingEvenWhereItWasStreamed() throws Exception {
        Door door = (request, reply) -> reply.begin(204, Headers.none(), -1).close();
        try (HttpFront front = start(door);
                RawClient client = new RawClient(front.port())) {
            for (int i = 0; i < 2; i++) { // the connection goes on
                client.send("OPTIONS /o HTTP/1.1\r\nHost: x\r\n\r\n");
                RawClient.Answer answer = client.readHead();
                assertThat(answer.status()).isEqualTo(204);
                assertThat(answer.header("transfer-encoding")).isEmpty();
                assertThat(answer.header("content-length")).isEmpty();
            }
        }
    }

    @Test
    void aReplyThatFailsInTheMiddleIsCutNotEnded() throws Exception {
        Door door =
                (request, reply) -> {
                    OutputStream out = reply.begin(200, Headers.none(), -1);
                    out.write('a');
                    out.flush();
                    throw new IllegalStateException("broken");
                };
        try (HttpFront front = start(door);
                RawClient client = new RawClient(front.port())) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            client.readHead();
            assertThat(client.readToEnd()).isEqualTo("1\r\na\r\n");
        }
    }

    @Test
    void closesTheConnectionWhenAskedTo() throws Exception {
        try (HttpFront front = start(ECHO);
                RawClient client = new RawClient(front.port())) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(client.readAnswer().header("connection")).isEqualTo("close");
            assertThat(client.readToEnd()).isEmpty();
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

    private static HttpFront start(Door door) throws IOException {
        return HttpFront.start("127.0.0.1", 0, door);
    }

    private static void send(DoorReply reply, int status, String text) throws IOException {
        send(reply, status, Headers.none(), text);
    }

    private static void send(DoorReply reply, int status, Headers headers, String text)
            throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        reply.begin(status, headers, bytes.length).write(bytes);
    }

    private static byte[] read(DoorRequest request) throws IOException {
        try {
            return request.body().read(BODY_LIMIT_BYTES);
        } catch (BodyTooLarge e) {
            throw new AssertionError(e);
        }
    }

    /** Refused, or taken by the last accept and closed without an answer. */
    private static void assertNotServed(int port) {
        try (RawClient late = new RawClient(port)) {
            assertThat(late.readToEnd()).isEmpty();
        } catch (IOException e) {
            assertThat(e).isInstanceOf(SocketException.class);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String take(SynchronousQueue<String> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
