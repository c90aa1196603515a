package dev.sluice.lambda;

import static dev.sluice.lambda.RunningLoop.OK;
import static dev.sluice.standins.RuntimeApiStandIn.http;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The error table of the package, a row a test. */
@Timeout(180)
class FailureTest {
    /** An exception whose stack trace is always the same. */
    private static IllegalStateException failure(String message) {
        var failure = new IllegalStateException(message);
        failure.setStackTrace(
                new StackTraceElement[] {new StackTraceElement("a.B", "c", "B.java", 7)});
        return failure;
    }

    @Test
    void beforeTheFirstByteAnErrorIsPosted() throws Exception {
        StreamingHandler handler =
                (event, response, context) -> {
                    throw failure("no \"luck\"");
                };
        try (var loop = new RunningLoop(handler).start()) {
            loop.api.deliver("r-1", "{}");
            assertThat(loop.api.arrival("/invocation/r-1/error").raw())
                    .isEqualTo(
                            http("""
                                    POST /2018-06-01/runtime/invocation/r-1/error HTTP/1.1
                                    Host: HOST
                                    User-Agent: lambda-stream
                                    Content-Type: application/json
                                    Lambda-Runtime-Function-Error-Type: Runtime.UserException
                                    Content-Length: 109
                                    Connection: close

                                    {"errorMessage":"no \\"luck\\"","errorType":"java.lang.IllegalStateException","stackTrace":["a.B.c(B.java:7)"]}""")
                                    .replace("HOST", loop.api.hostAndPort()));
            assertThat(loop.api.arrival().path()).isEqualTo("/invocation/next");
            assertThat(loop.log()).contains("\"event\":\"handlerFailed\",\"requestId\":\"r-1\"");
        }
    }

    @Test
    void afterTheFirstByteWhatWasWrittenIsSentAndTheErrorTravelsInTheTrailers() throws Exception {
        StreamingHandler handler =
                (event, response, context) -> {
                    response.begin(OK).write("half".getBytes(UTF_8));
                    throw failure("gone");
                };
        String json =
                "{\"errorMessage\":\"gone\",\"errorType\":\"java.lang.IllegalStateException\",\"stackTrace\":[\"a.B.c(B.java:7)\"]}";
        try (var loop = new RunningLoop(handler).start()) {
            loop.api.deliver("r-1", "{}");
            var exchange = loop.api.arrival("/invocation/r-1/response");
            assertThat(exchange.raw())
                    .endsWith(
                            http("""
                                    4
                                    half
                                    0
                                    Lambda-Runtime-Function-Error-Type: Runtime.UserException
                                    Lambda-Runtime-Function-Error-Body: BASE64

                                    """)
                                    .replace(
                                            "BASE64",
                                            Base64.getEncoder()
                                                    .encodeToString(json.getBytes(UTF_8))));
            assertThat(exchange.header("trailer").split(", "))
                    .containsExactlyInAnyOrder(
                            "Lambda-Runtime-Function-Error-Type",
                            "Lambda-Runtime-Function-Error-Body");
            assertThat(exchange.trailers()).hasSize(2);
            assertThat(loop.api.arrival().path()).isEqualTo("/invocation/next");
        }
    }

    @Test
    void aHandlerThatNeverBeginsIsAnError() throws Exception {
        try (var loop = new RunningLoop((event, response, context) -> {}).start()) {
            loop.api.deliver("r-1", "{}");
            var error = loop.api.arrival("/invocation/r-1/error");
            assertThat(error.raw())
                    .contains("Lambda-Runtime-Function-Error-Type: Runtime.NoResponse\r\n");
            assertThat(loop.api.arrival().path()).isEqualTo("/invocation/next");
        }
    }

    @Test
    void anErrorAfterTheEndIsLoggedOnly() throws Exception {
        StreamingHandler handler =
                (event, response, context) -> {
                    response.begin(OK).close();
                    throw failure("late");
                };
        try (var loop = new RunningLoop(handler).start()) {
            loop.api.deliver("r-1", "{}");
            assertThat(loop.api.arrival("/invocation/r-1/response").raw()).endsWith("0\r\n\r\n");
            assertThat(loop.api.arrival().path()).isEqualTo("/invocation/next");
            assertThat(loop.log()).contains("\"late\"").contains("failedAfterEnd");
        }
    }

    @Test
    void aPreludeThatIsTooLargeFailsBeforeAnythingIsSent() throws Exception {
        StreamingHandler handler =
                (event, response, context) ->
                        response.begin(Prelude.of(200, Map.of("x", "y".repeat(17_000))));
        try (var loop = new RunningLoop(handler).start()) {
            loop.api.deliver("r-1", "{}");
            var error = loop.api.arrival("/invocation/r-1/error");
            assertThat(error.raw()).contains("prelude must be at most 16376 bytes of JSON: 17037");
        }
    }

    @Test
    void aResponseBeginsOnce() throws Exception {
        StreamingHandler handler =
                (event, response, context) -> {
                    response.begin(OK);
                    assertThat(response.begun()).isTrue();
                    response.begin(OK);
                };
        try (var loop = new RunningLoop(handler).start()) {
            loop.api.deliver("r-1", "{}");
            var exchange = loop.api.arrival("/invocation/r-1/response");
            exchange.raw();
            assertThat(
                            new String(
                                    Base64.getDecoder()
                                            .decode(
                                                    exchange.trailers()
                                                            .get(
                                                                    "lambda-runtime-function-error-body")),
                                    UTF_8))
                    .contains("the response has begun already");
        }
    }

    @Test
    void nothingCanBeSentAfterTheReturn() throws Exception {
        var responses = new LinkedBlockingQueue<StreamingResponse>();
        var bodies = new LinkedBlockingQueue<OutputStream>();
        StreamingHandler handler =
                (event, response, context) -> {
                    responses.add(response);
                    bodies.add(response.begin(OK));
                };
        try (var loop = new RunningLoop(handler).start()) {
            loop.api.deliver("r-1", "{}");
            loop.api.arrival("/invocation/r-1/response").raw();
            loop.api.arrival("/invocation/next");
            assertThatThrownBy(() -> responses.take().begin(OK))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> bodies.take().write(1))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the response has ended");
        }
    }

    /** Nobody reads what the handler writes. */
    @Test
    void aCutFreesWhoeverWaitsInAWriteAndTheNextInvocationIsAskedFor() throws Exception {
        StreamingHandler handler =
                (event, response, context) -> {
                    OutputStream body = response.begin(OK);
                    byte[] piece = new byte[1 << 20];
                    body.write(piece);
                    Thread.startVirtualThread(response::cut);
                    while (true) {
                        body.write(piece);
                    }
                };
        try (var loop = new RunningLoop(handler).start()) {
            loop.api.deliver("r-1", "{}");
            loop.api.arrival("/invocation/r-1/response");
            loop.api.arrival("/invocation/next");
        }
    }

    @Test
    void anUnsoundJvmReportsAndExits() throws Exception {
        StreamingHandler handler =
                (event, response, context) -> {
                    throw new OutOfMemoryError("full");
                };
        try (var loop = new RunningLoop(handler).start()) {
            loop.api.deliver("r-1", "{}");
            loop.api.arrival("/invocation/r-1/error").raw();
            assertThat(loop.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void aStackOverflowIsAnOrdinaryFailure() throws Exception {
        StreamingHandler handler =
                (event, response, context) -> {
                    throw new StackOverflowError();
                };
        try (var loop = new RunningLoop(handler).start()) {
            loop.api.deliver("r-1", "{}");
            loop.api.arrival("/invocation/r-1/error").raw();
            assertThat(loop.api.arrival().path()).isEqualTo("/invocation/next");
        }
    }

    @Test
    void anInterruptLeftBehindDoesNotReachTheNextInvocation() throws Exception {
        var interrupted = new LinkedBlockingQueue<Boolean>();
        StreamingHandler handler =
                (event, response, context) -> {
                    interrupted.add(Thread.currentThread().isInterrupted());
                    response.begin(OK);
                    Thread.currentThread().interrupt();
                };
        try (var loop = new RunningLoop(handler).start()) {
            loop.api.deliver("r-1", "{}");
            loop.api.deliver("r-2", "{}");
            loop.api.arrival("/invocation/r-2/response").raw();
            assertThat(interrupted).containsExactly(false, false);
        }
    }
}
