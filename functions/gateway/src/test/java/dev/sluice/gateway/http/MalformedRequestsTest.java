package dev.sluice.gateway.http;

import static dev.sluice.gateway.http.Fronts.ECHO;
import static dev.sluice.gateway.http.Fronts.start;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MalformedRequestsTest {
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
    void headersThatAreTooLargeTogetherAreA431() throws Exception {
        try (HttpFront front = start(ECHO);
                RawClient client = new RawClient(front.port())) {
            String field = "X-A: " + "a".repeat(9_000) + "\r\n";
            client.send("GET / HTTP/1.1\r\nHost: x\r\n" + field + field + "\r\n");
            assertThat(client.readAnswer().status()).isEqualTo(431);
        }
    }

    @ParameterizedTest
    @CsvSource({"198, 200", "200, 431", "2800, 431"})
    void headersThatAreTooManyAreA431(int fields, int status) throws Exception {
        try (HttpFront front = start(ECHO);
                RawClient client = new RawClient(front.port())) {
            client.send(
                    "GET / HTTP/1.1\r\nHost: x\r\n"
                            + "a:b\r\n".repeat(fields)
                            + "Connection: close\r\n\r\n");
            assertThat(client.readAnswer().status()).isEqualTo(status);
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
}
