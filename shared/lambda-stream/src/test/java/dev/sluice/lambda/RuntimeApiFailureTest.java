package dev.sluice.lambda;

import static dev.sluice.lambda.RunningLoop.OK;
import static dev.sluice.standins.RuntimeApiStandIn.http;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.standins.Http;
import dev.sluice.standins.RuntimeApiStandIn;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Runtime API that refuses, cuts, closes or is gone. */
@Timeout(180)
class RuntimeApiFailureTest {
    private static final StreamingHandler EMPTY_RESPONSE =
            (event, response, context) -> response.begin(OK);

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 413})
    void aRefusedResponseIsLoggedAndTheLoopGoesOn(int status) throws Exception {
        try (var loop = new RunningLoop(EMPTY_RESPONSE)) {
            loop.api.answerTo("/invocation/r-1/response", status);
            isAnsweredAndGoesOn(loop);
            assertThat(loop.log()).contains("/response answered " + status);
        }
    }

    @Test
    void aRuntimeApiThatFailsOnAResponseEndsTheProcess() throws Exception {
        try (var loop = new RunningLoop(EMPTY_RESPONSE)) {
            loop.api.answerTo("/invocation/r-1/response", 500);
            loop.start().api.deliver("r-1", "{}");
            assertThat(loop.exitCode()).isEqualTo(1);
            assertThat(loop.log()).contains("/response answered 500");
        }
    }

    @Test
    void aRefusedErrorIsLoggedAndTheLoopGoesOn() throws Exception {
        try (var loop = new RunningLoop((event, response, context) -> {})) {
            loop.api.answerTo("/invocation/r-1/error", 403);
            loop.start().api.deliver("r-1", "{}");
            loop.api.arrival("/invocation/r-1/error");
            assertThat(loop.api.arrival().path()).isEqualTo("/invocation/next");
            assertThat(loop.log()).contains("/error answered 403");
        }
    }

    @Test
    void aRuntimeApiThatFailsOnAnErrorEndsTheProcess() throws Exception {
        try (var loop = new RunningLoop((event, response, context) -> {})) {
            loop.api.answerTo("/invocation/r-1/error", 500);
            loop.start().api.deliver("r-1", "{}");
            assertThat(loop.exitCode()).isEqualTo(1);
        }
    }

    /** Writes until the connection breaks, and says with what. */
    private static StreamingHandler writer(
            Semaphore permits, LinkedBlockingQueue<IOException> seen) {
        return (event, response, context) -> {
            OutputStream body = response.begin(OK);
            permits.acquire();
            try {
                for (int i = 0; i < 100_000; i++) {
                    body.write("tick".getBytes(UTF_8));
                    body.flush();
                }
            } catch (IOException e) {
                seen.add(e);
                throw e;
            }
        };
    }

    private static void cutTheResponseAndGoOn(RunningLoop loop, Semaphore permits)
            throws Exception {
        loop.api.script(
                "/invocation/r-1/response",
                (connection, exchange, in) -> {
                    Http.part(in);
                    connection.reset();
                    permits.release();
                    return true;
                });
        isAnsweredAndGoesOn(loop);
    }

    private static void isAnsweredAndGoesOn(RunningLoop loop) throws Exception {
        loop.start().api.deliver("r-1", "{}");
        loop.api.arrival("/invocation/r-1/response");
        assertThat(loop.api.arrival().path()).isEqualTo("/invocation/next");
    }

    @Test
    void aCutConnectionIsTheHandlersNextWriteAndTheLoopGoesOn() throws Exception {
        var permits = new Semaphore(0);
        var seen = new LinkedBlockingQueue<IOException>();
        try (var loop = new RunningLoop(writer(permits, seen))) {
            cutTheResponseAndGoOn(loop, permits);
            assertThat(seen.poll(RuntimeApiStandIn.PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .hasMessage("the connection of the response was cut");
            assertThat(loop.log()).contains("\"event\":\"responseCut\",\"requestId\":\"r-1\"");
        }
    }

    @Test
    void aHandlerMaySwallowTheCut() throws Exception {
        var permits = new Semaphore(0);
        var seen = new LinkedBlockingQueue<IOException>();
        StreamingHandler writer = writer(permits, seen);
        StreamingHandler handler =
                (event, response, context) -> {
                    try {
                        writer.handle(event, response, context);
                    } catch (IOException e) {
                        // settled elsewhere
                    }
                };
        try (var loop = new RunningLoop(handler)) {
            cutTheResponseAndGoOn(loop, permits);
            assertThat(loop.log()).contains("responseCut").doesNotContain("handlerFailed");
        }
    }

    @Test
    void aRuntimeApiThatClosesWithoutAnAnswerIsACut() throws Exception {
        try (var loop = new RunningLoop(EMPTY_RESPONSE)) {
            loop.api.script(
                    "/invocation/r-1/response",
                    (connection, exchange, in) -> {
                        while (Http.part(in).length > 0) {
                            // to the end
                        }
                        in.readNBytes(2);
                        return true;
                    });
            isAnsweredAndGoesOn(loop);
            assertThat(loop.log()).contains("responseCut");
        }
    }

    @Test
    void aRefusalThatCameBeforeTheEndIsFoundAtTheEnd() throws Exception {
        var permits = new Semaphore(0);
        StreamingHandler handler =
                (event, response, context) -> {
                    OutputStream body = response.begin(OK);
                    permits.acquire();
                    body.write(new byte[100]);
                };
        try (var loop = new RunningLoop(handler)) {
            loop.api.script(
                    "/invocation/r-1/response",
                    (connection, exchange, in) -> {
                        Http.part(in);
                        connection.write(RuntimeApiStandIn.answer(413, "Too Large", ""));
                        permits.release();
                        in.readAllBytes();
                        return true;
                    });
            isAnsweredAndGoesOn(loop);
            assertThat(loop.log()).contains("/response answered 413");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
                "SSH-2.0-nonsense\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: a b\r\nLambda-Runtime-Deadline-Ms: 1\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: a\r\nLambda-Runtime-Deadline-Ms: soon\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Fake: close silently\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void aNextThatCannotBeUnderstoodEndsTheProcess(String answer) throws Exception {
        try (var loop = new RunningLoop(EMPTY_RESPONSE)) {
            loop.api.deliverRaw(answer);
            assertThat(loop.start().exitCode()).isEqualTo(1);
            assertThat(loop.log()).contains("\"event\":\"nextFailed\"");
        }
    }

    @Test
    void aRuntimeApiThatIsGoneEndsTheProcess() throws Exception {
        try (var loop =
                new RunningLoop(EMPTY_RESPONSE)
                        .with("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:1")
                        .start()) {
            assertThat(loop.exitCode()).isEqualTo(1);
            assertThat(loop.log()).contains("cannot reach the Runtime API at 127.0.0.1:1");
        }
    }

    @Test
    void aKeptConnectionThatWentStaleIsReplaced() throws Exception {
        try (var loop = new RunningLoop(EMPTY_RESPONSE).start()) {
            loop.api.deliver("r-1", "{}", "X-Fake: close silently");
            loop.api.deliver("r-2", "{}");
            loop.api.arrival("/invocation/r-2/response").raw();
            assertThat(loop.hasEnded()).isFalse();
        }
    }

    @Test
    void anAnswerMayComeByteByByteAfterAnInterimOne() throws Exception {
        var seen = new AtomicReference<String>();
        StreamingHandler handler =
                (event, response, context) -> {
                    seen.set(new String(event, UTF_8));
                    response.begin(OK);
                };
        try (var loop = new RunningLoop(handler)) {
            var first = new Semaphore(1);
            loop.api.script(
                    "/invocation/next",
                    (connection, exchange, in) -> {
                        if (!first.tryAcquire()) {
                            return false;
                        }
                        String answer =
                                http(
                                        """
                        HTTP/1.1 102 Processing

                        HTTP/1.1 200 OK
                        lambda-runtime-aws-request-id:r-1
                        LAMBDA-RUNTIME-DEADLINE-MS:  5\s
                        Content-Length: 8

                        {"é":1}""");
                        for (byte b : answer.getBytes(UTF_8)) {
                            connection.write(new byte[] {b});
                        }
                        in.read();
                        return true;
                    });
            loop.start().api.arrival("/invocation/r-1/response").raw();
            assertThat(seen.get()).isEqualTo("{\"é\":1}");
        }
    }

    @Test
    void aResponseThatCannotConnectHasNotBegun() throws Exception {
        var response = new StreamedResponse(new RuntimeApi(new ApiEndpoint("127.0.0.1", 1)), "r-1");
        assertThatThrownBy(() -> response.begin(OK))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot reach the Runtime API");
        assertThat(response.begun()).isFalse();
        assertThat(response.finish(null)).isNull();
    }
}
