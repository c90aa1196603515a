package dev.sluice.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The success path, byte by byte and chunk by chunk. */
@Timeout(180)
final class StreamingTest {

    private static final String NULS = "\0".repeat(8);
    private static final Prelude EVENT_STREAM =
            Prelude.of(200, Map.of("content-type", "text/event-stream"));

    @Test
    void everyChunkArrivesBeforeTheNextOneIsWritten() throws Exception {
        var permits = new Semaphore(0);
        StreamingHandler handler =
                (event, response, context) -> {
                    OutputStream body = response.begin(EVENT_STREAM);
                    for (int i = 0; i < 5; i++) {
                        permits.acquire();
                        body.write(("data: " + i + "\n\n").getBytes(UTF_8));
                        body.flush();
                    }
                    permits.acquire();
                };
        try (var loop = new RunningLoop(handler).start()) {
            loop.api.deliver("r-1", "{}");
            var exchange = loop.api.arrival("/invocation/r-1/response");
            assertThat(exchange.nextChunk()).startsWith("{\"statusCode\":200").endsWith(NULS);
            for (int i = 0; i < 5; i++) {
                assertThat(exchange.chunks()).isEmpty();
                permits.release();
                assertThat(exchange.nextChunk()).isEqualTo("data: " + i + "\n\n");
            }
            assertThat(exchange.isComplete()).isFalse();
            permits.release();
            assertThat(exchange.raw()).endsWith("\r\n0\r\n\r\n");
        }
    }

    @Test
    void theWholeRequestIsAsTheRuntimeApiWantsIt() throws Exception {
        StreamingHandler handler =
                (event, response, context) -> {
                    OutputStream body = response.begin(EVENT_STREAM);
                    body.write(event);
                    body.flush();
                    body.write("bye".getBytes(UTF_8));
                };
        try (var loop = new RunningLoop(handler).start()) {
            loop.api.deliver("r-1", "{\"é\":1}");
            assertThat(loop.api.arrival().raw())
                    .isEqualTo(
                            """
                            GET /2018-06-01/runtime/invocation/next HTTP/1.1
                            Host: HOST
                            User-Agent: lambda-stream

                            """
                                    .replace("\n", "\r\n")
                                    .replace("HOST", loop.api.hostAndPort()));
            assertThat(loop.api.arrival().raw())
                    .isEqualTo(
                            """
                            POST /2018-06-01/runtime/invocation/r-1/response HTTP/1.1
                            Host: HOST
                            User-Agent: lambda-stream
                            Content-Type: application/vnd.awslambda.http-integration-response
                            Lambda-Runtime-Function-Response-Mode: streaming
                            Transfer-Encoding: chunked
                            Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body
                            Connection: close

                            4e
                            {"statusCode":200,"headers":{"content-type":"text/event-stream"}}NULS
                            8
                            {"\u00c3\u00a9":1}
                            3
                            bye
                            0

                            """
                                    .replace("\n", "\r\n")
                                    .replace("4e\r", Integer.toHexString(65 + 8) + "\r")
                                    .replace("NULS", NULS)
                                    .replace("HOST", loop.api.hostAndPort()));
        }
    }

    @Test
    void thePreludeOfAnyLengthIsSentBehindTheHead() throws Exception {
        int frame = PreludeJson.encode(Prelude.of(200, Map.of("x", ""))).length;
        int longest = 16_384 - NULS.length() - frame;
        for (int length : new int[] {longest - 1, longest}) {
            Prelude prelude = Prelude.of(200, Map.of("x", "y".repeat(length)));
            StreamingHandler handler =
                    (event, response, context) -> response.begin(prelude).write('z');
            try (var loop = new RunningLoop(handler).start()) {
                loop.api.deliver("r-1", "{}");
                var exchange = loop.api.arrival("/invocation/r-1/response");
                assertThat(exchange.nextChunk()).endsWith("y\"}}" + NULS);
                assertThat(exchange.nextChunk()).isEqualTo("z");
                assertThat(exchange.raw()).startsWith("POST ").endsWith("0\r\n\r\n");
            }
        }
    }

    @Test
    void oneConnectionServesEveryNext() throws Exception {
        try (var loop =
                new RunningLoop((event, response, context) -> response.begin(EVENT_STREAM))
                        .start()) {
            for (int i = 0; i < 3; i++) {
                assertThat(loop.api.arrival("/invocation/next").connection()).isEqualTo(1);
                loop.api.deliver("r-" + i, "{}");
            }
        }
    }

    @Test
    void closingEndsTheResponseWhileTheHandlerGoesOn() throws Exception {
        var settle = new Semaphore(0);
        StreamingHandler handler =
                (event, response, context) -> {
                    response.begin(EVENT_STREAM).close();
                    settle.acquire();
                };
        try (var loop = new RunningLoop(handler).start()) {
            loop.api.deliver("r-1", "{}");
            assertThat(loop.api.arrival("/invocation/r-1/response").raw()).endsWith("0\r\n\r\n");
            settle.release();
            assertThat(loop.api.arrival().path()).isEqualTo("/invocation/next");
        }
    }

    @Test
    void flushesOfNothingDoNotEndTheResponse() throws Exception {
        StreamingHandler handler =
                (event, response, context) -> {
                    OutputStream body = response.begin(EVENT_STREAM);
                    body.flush();
                    body.write(new byte[0]);
                    body.flush();
                    body.write('x');
                    body.flush();
                    body.flush();
                };
        try (var loop = new RunningLoop(handler).start()) {
            loop.api.deliver("r-1", "{}");
            assertThat(loop.api.arrival("/invocation/r-1/response").raw())
                    .endsWith(NULS + "\r\n1\r\nx\r\n0\r\n\r\n");
        }
    }

    @Test
    void largeBodiesArriveWholeInChunksOfSixteenKibibytes() throws Exception {
        byte[] large = new byte[50_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31);
        }
        StreamingHandler handler =
                (event, response, context) -> {
                    OutputStream body = response.begin(EVENT_STREAM);
                    body.write(large, 0, 40_000);
                    body.write(large, 40_000, 10_000);
                };
        try (var loop = new RunningLoop(handler).start()) {
            loop.api.deliver("r-1", "{}");
            var exchange = loop.api.arrival("/invocation/r-1/response");
            int preludeBytes = exchange.nextChunk().length();
            exchange.raw();
            assertThat(exchange.body()).hasSize(preludeBytes + large.length).endsWith(large);
            assertThat(exchange.chunks())
                    .extracting(chunk -> chunk.length)
                    .containsExactly(16384, 16384, 16384, 848);
        }
    }

    @Test
    void theHandlerReadsWhatLambdaTells() throws Exception {
        var seen = new AtomicReference<InvocationContext>();
        var trace = new AtomicReference<String>();
        StreamingHandler handler =
                (event, response, context) -> {
                    seen.set((InvocationContext) context);
                    trace.set(System.getProperty("com.amazonaws.xray.traceHeader"));
                    response.begin(EVENT_STREAM);
                };
        try (var loop =
                new RunningLoop(handler)
                        .with("AWS_LAMBDA_FUNCTION_NAME", "f")
                        .with("AWS_LAMBDA_FUNCTION_VERSION", "7")
                        .with("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512")
                        .with("AWS_LAMBDA_LOG_GROUP_NAME", "group")
                        .with("AWS_LAMBDA_LOG_STREAM_NAME", "stream")
                        .start()) {
            loop.api.deliver(
                    "r-1",
                    "{}",
                    "Lambda-Runtime-Trace-Id: Root=1-5bef;Sampled=1",
                    "Lambda-Runtime-Aws-Tenant-Id: blue",
                    "Lambda-Runtime-Cognito-Identity: {\"cognitoIdentityId\":\"me\",\"cognitoIdentityPoolId\":\"pool\"}",
                    "Lambda-Runtime-Client-Context: {\"client\":{\"app_title\":\"A\"},\"custom\":{\"n\":1},\"env\":{}}");
            loop.api.arrival("/invocation/r-1/response").raw();
            InvocationContext context = seen.get();
            assertThat(context.getAwsRequestId()).isEqualTo("r-1");
            assertThat(context.getDeadlineEpochMillis()).isEqualTo(32_503_680_000_000L);
            assertThat(context.getRemainingTimeInMillis()).isEqualTo(Integer.MAX_VALUE);
            assertThat(context.getInvokedFunctionArn()).endsWith(":function:f");
            assertThat(context.getXrayTraceId())
                    .isEqualTo("Root=1-5bef;Sampled=1")
                    .isEqualTo(trace.get());
            assertThat(context.getTenantId()).isEqualTo("blue");
            assertThat(context.getIdentity().getIdentityPoolId()).isEqualTo("pool");
            assertThat(context.getClientContext().getClient().getAppTitle()).isEqualTo("A");
            assertThat(context.getClientContext().getCustom()).containsExactly(Map.entry("n", "1"));
            assertThat(context.getFunctionName()).isEqualTo("f");
            assertThat(context.getFunctionVersion()).isEqualTo("7");
            assertThat(context.getMemoryLimitInMB()).isEqualTo(512);
            assertThat(context.getLogGroupName() + context.getLogStreamName())
                    .isEqualTo("groupstream");
        }
    }

    @Test
    void theTracePropertyIsClearedWhenThereIsNone() throws Exception {
        var traces = new java.util.concurrent.LinkedBlockingQueue<String>();
        StreamingHandler handler =
                (event, response, context) -> {
                    traces.add(
                            String.valueOf(System.getProperty("com.amazonaws.xray.traceHeader")));
                    response.begin(EVENT_STREAM);
                };
        try (var loop = new RunningLoop(handler).start()) {
            loop.api.deliver("r-1", "{}", "Lambda-Runtime-Trace-Id: Root=1");
            loop.api.deliver("r-2", "{}");
            loop.api.arrival("/invocation/r-2/response").raw();
            assertThat(traces).containsExactly("Root=1", "null");
        }
    }

    @Test
    void readsAChunkedEvent() throws Exception {
        StreamingHandler handler =
                (event, response, context) -> response.begin(EVENT_STREAM).write(event);
        try (var loop = new RunningLoop(handler).start()) {
            loop.api.deliverRaw(
                    """
                    HTTP/1.1 200 OK
                    Lambda-Runtime-Aws-Request-Id: r-1
                    Lambda-Runtime-Deadline-Ms: 1
                    Transfer-Encoding: chunked

                    3;x=y
                    {"a
                    4
                    ":1}
                    0

                    """
                            .replace("\n", "\r\n"));
            assertThat(loop.api.arrival("/invocation/r-1/response").raw())
                    .endsWith(NULS + "\r\n7\r\n{\"a\":1}\r\n0\r\n\r\n");
        }
    }
}
