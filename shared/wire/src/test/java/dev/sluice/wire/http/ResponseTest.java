package dev.sluice.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.time.Clock;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.net.Net;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is an answer and where it ends, however its bytes are cut. */
class ResponseTest {
    private static final URI URL = URI.create("http://localhost/v1");
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final int[] PIECES = {1, 2, 3, 7, 100_000};

    private record Read(int status, String body, boolean kept) {}

    private static Post post() {
        return new Post(Target.of(URL), new Patched(new byte[] {'{', '}'}, 0, 2, new Edits()));
    }

    private static Read read(String bytes, int pieceBytes) throws IOException {
        Pool pool = new Pool(Net.ofTheJdk());
        FedLink link = new FedLink(bytes, pieceBytes);
        Connection connection = new Connection(link, Origin.of(URL), Clock.system());
        try (Response response =
                new Response(post(), AnswerHead.read(connection), connection, pool)) {
            String body = new String(response.body().readAllBytes(), ISO_8859_1);
            boolean kept = !link.isCut();
            return new Read(response.status(), body, kept);
        } finally {
            pool.close();
        }
    }

    private static void isRead(String bytes, int status, String body, boolean kept)
            throws IOException {
        for (int piece : PIECES) {
            assertThat(read(bytes, piece)).isEqualTo(new Read(status, body, kept));
        }
    }

    private static void isNoAnswer(String bytes) {
        for (int piece : PIECES) {
            assertThatThrownBy(() -> read(bytes, piece))
                    .describedAs(bytes)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aLengthSaysWhereItEnds() throws IOException {
        isRead(OK + "Content-Length: 5\r\n\r\nhello", 200, "hello", true);
        isRead(OK + "content-LENGTH:5\r\nContent-Length: 5\r\n\r\nhello", 200, "hello", true);
        isRead(OK + "Content-Length: 0\r\n\r\n", 200, "", true);
        isRead("HTTP/1.1 429\r\nContent-Length: 2\n\nno", 429, "no", true);
    }

    @Test
    void whatStandsBehindIsNotKept() throws IOException {
        isRead(OK + "Content-Length: 5\r\n\r\nhello" + OK, 200, "hello", false);
        isRead(OK + "Content-Length: 5\r\n\r\nhello\n", 200, "hello", false);
        isRead(
                OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n!",
                200,
                "hello",
                false);
        isRead("HTTP/1.1 204 No\r\n\r\nx", 204, "", false);
    }

    @Test
    void chunksSayWhereItEnds() throws IOException {
        String chunked = OK + "Transfer-Encoding: Chunked\r\n\r\n";
        isRead(chunked + "5\r\nhello\r\n0\r\n\r\n", 200, "hello", true);
        isRead(chunked + "0\r\n\r\n", 200, "", true);
        isRead(
                chunked + "002;x=\"y\"\r\nhe\r\nA \r\n0123456789\r\n0\r\nX-Trailer: 1\r\n\r\n",
                200,
                "he0123456789",
                true);
    }

    @Test
    void aStatusWithoutBodyHasNone() throws IOException {
        isRead("HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n", 204, "", true);
        isRead("HTTP/1.1 304 Not\r\nTransfer-Encoding: chunked\r\n\r\n", 304, "", true);
    }

    @Test
    void withoutFramingItEndsWithTheConnection() throws IOException {
        isRead(OK + "\r\nhello", 200, "hello", false);
        isRead("HTTP/1.0 200 OK\r\n\r\nhello", 200, "hello", false);
    }

    @Test
    void interimAnswersArePassedOver() throws IOException {
        isRead(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n"
                        + OK
                        + "Content-Length: 2\r\n\r\nok",
                200,
                "ok",
                true);
        isNoAnswer("HTTP/1.1 100 Continue\r\n\r\n".repeat(20) + OK + "Content-Length: 0\r\n\r\n");
        isNoAnswer("HTTP/1.1 101 Switching\r\n\r\n" + OK + "Content-Length: 0\r\n\r\n");
    }

    @Test
    void aConnectionIsKeptIfBothSay() throws IOException {
        isRead(OK + "Connection: close\r\nContent-Length: 2\r\n\r\nok", 200, "ok", false);
        isRead(OK + "Connection: x, Close\r\nContent-Length: 2\r\n\r\nok", 200, "ok", false);
        isRead(
                OK + "Connection: close\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok",
                200,
                "ok",
                false);
        isRead("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "ok", false);
        isRead(
                "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nok",
                200,
                "ok",
                true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK",
                "HTTP/2 200 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1  200 OK\r\n\r\n",
                "\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "junk\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            })
    void anotherFirstLineIsNoAnswer(String bytes) {
        isNoAnswer(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nContent-Length: 3\r\n",
                "Content-Length: 2, 2\r\n",
                "Content-Length: +2\r\n",
                "Content-Length: -2\r\n",
                "Content-Length: 0x2\r\n",
                "Content-Length:\r\n",
                "Content-Length: 99999999999999999999\r\n",
                "Content-Length : 2\r\n",
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: identity\r\nContent-Length: 2\r\n",
                "X: 1\r\n Content-Length: 2\r\n",
                "X: a\rContent-Length: 2\r\n",
                "X: a\0\r\nContent-Length: 2\r\n",
                "no colon\r\n",
                ": nameless\r\n",
            })
    void aHeadThatCouldBeReadInTwoWaysIsNoAnswer(String headers) {
        isNoAnswer(OK + headers + "\r\n2\r\nok\r\n0\r\n\r\n");
    }

    @Test
    void aTransferCodingOfHttp10IsNoAnswer() {
        isNoAnswer("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\r\nhell",
                "5\r\nhello",
                "5\r\nhello\r\n",
                "5\r\nhello\r\n0\r\n",
                "5\r\nhello world\r\n0\r\n\r\n",
                "5\r\nhelloX\r\n0\r\n\r\n",
                "-5\r\nhello\r\n0\r\n\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n",
                "\r\nhello\r\n0\r\n\r\n",
                "5 5\r\nhello\r\n0\r\n\r\n",
                "5\rX\nhello\r\n0\r\n\r\n",
                "fffffffffffffffff\r\nhello\r\n0\r\n\r\n",
            })
    void aCutOrWrongChunkIsABrokenAnswer(String body) {
        isNoAnswer(OK + "Transfer-Encoding: chunked\r\n\r\n" + body);
    }

    @Test
    void anAnswerShorterThanItsLengthIsBroken() {
        isNoAnswer(OK + "Content-Length: 5\r\n\r\nhell");
    }

    @Test
    void aHeadHasABoundedSize() throws IOException {
        isRead(OK + "X: " + "x".repeat(60_000) + "\r\nContent-Length: 0\r\n\r\n", 200, "", true);
        isNoAnswer(OK + "X: " + "x".repeat(70_000) + "\r\nContent-Length: 0\r\n\r\n");
        isNoAnswer(OK + ("X: " + "x".repeat(1_000) + "\r\n").repeat(70) + "\r\n");
        isNoAnswer(OK + "X: x\r\n".repeat(201) + "\r\n");
        isNoAnswer("x".repeat(200_000));
    }

    @Test
    void aConnectionThatWasNotQuietNeverIsAgain() {
        Connection connection = new Connection(new FedLink("x", 1), Origin.of(URL), Clock.system());
        assertThat(connection.quiet()).isFalse();
        assertThat(connection.quiet()).isFalse();
    }

    @Test
    void whatNeverLeftIsToldFromWhatMayHave() {
        for (int taken = 0; taken < 3; taken++) {
            FedLink link = new FedLink("", 1).failingAfter(taken);
            Connection connection = new Connection(link, Origin.of(URL), Clock.system());
            assertThatThrownBy(() -> connection.send(post()))
                    .satisfies(
                            e ->
                                    assertThat(e instanceof NeverSent)
                                            .isEqualTo(link.sentBytes() == 0));
        }
    }

    @Test
    void aFirstRequestMayBeRefusedBeforeItWasRead() throws IOException {
        FedLink link =
                new FedLink("HTTP/1.1 413 Large\r\nContent-Length: 2\r\n\r\nno", 100)
                        .failingAfter(10);
        Connection connection = new Connection(link, Origin.of(URL), Clock.system());
        connection.send(post());
        assertThat(AnswerHead.read(connection).status()).isEqualTo(413);
    }

    @Test
    void noValueOfAHeaderStartsALineOfItsOwn() throws IOException {
        FedLink link = new FedLink("", 1);
        new Connection(link, Origin.of(URL), Clock.system())
                .send(post().header("X", "a\r\nEvil: 1\0b"));
        assertThat(link.written())
                .isEqualTo(
                        "POST /v1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
                                + "X: a  Evil: 1 b\r\n\r\n{}");
    }
}
