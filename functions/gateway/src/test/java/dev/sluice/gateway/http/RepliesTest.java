package dev.sluice.gateway.http;

import static dev.sluice.gateway.http.Fronts.ECHO;
import static dev.sluice.gateway.http.Fronts.await;
import static dev.sluice.gateway.http.Fronts.send;
import static dev.sluice.gateway.http.Fronts.start;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.door.Door;
import dev.sluice.wire.door.Headers;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RepliesTest {
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
}
