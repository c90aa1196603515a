package dev.sluice.gateway.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.Composition;
import dev.sluice.lambda.Prelude;
import dev.sluice.lambda.StreamingResponse;
import dev.sluice.wire.catalog.CatalogLoader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The provider sends the next event only when the one before has been flushed to Lambda. */
class TokenByTokenTest {
    private static final int EVENTS = 5;

    @Test
    void flushesEachEventBeforeTheNextIsSent() throws Exception {
        BlockingQueue<String> flushed = new LinkedBlockingQueue<>();
        try (ServerSocket provider = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> speak(provider, flushed));
            LambdaGateway gateway =
                    LambdaGateway.of(
                            Map.of(
                                    "SLUICE_STORES", "memory",
                                    "SLUICE_LOCAL_KEY", "sk-local",
                                    "SLUICE_PROVIDER_TYPE_0", "together",
                                    "SLUICE_PROVIDER_KEY_0", "none",
                                    "SLUICE_PROVIDER_ENDPOINT_0",
                                            "http://127.0.0.1:" + provider.getLocalPort()),
                            CatalogLoader.bundled(),
                            new PrintStream(OutputStream.nullOutputStream()));
            FlushLog response = new FlushLog(flushed);
            try (Composition composition = gateway.compose()) {
                gateway.front(composition)
                        .serve(
                                GatewayFunctionTest.event("chat-stream")
                                        .getBytes(StandardCharsets.UTF_8),
                                response,
                                new Invocation("lambda-1", null, 30_000));
            }
            assertThat(response.all.toString(StandardCharsets.UTF_8))
                    .contains("token 1", "token " + EVENTS, "data: [DONE]");
        }
    }

    private static void speak(ServerSocket provider, BlockingQueue<String> flushed) {
        try (Socket socket = provider.accept()) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                            .getBytes(StandardCharsets.UTF_8));
            for (int i = 1; i <= EVENTS; i++) {
                out.write(event("token " + i, "null").getBytes(StandardCharsets.UTF_8));
                String seen = flushed.poll(10, TimeUnit.SECONDS);
                if (seen == null || !seen.contains("token " + i)) {
                    return; // cuts the stream: the test finds no [DONE]
                }
            }
            out.write(
                    (event("", "\"stop\"") + "data: [DONE]\n\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException | InterruptedException e) {
            // the test finds no [DONE]
        }
    }

    private static String event(String content, String finishReason) {
        return """
        data: {"id":"r","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"%s"},"finish_reason":%s}]}

        """
                .formatted(content, finishReason);
    }

    /** What was written since the last flush, at each flush. */
    private static final class FlushLog extends OutputStream implements StreamingResponse {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        private final BlockingQueue<String> flushed;
        private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
        private @Nullable Prelude prelude;

        FlushLog(BlockingQueue<String> flushed) {
            this.flushed = flushed;
        }

        @Override
        public OutputStream begin(Prelude prelude) {
            this.prelude = prelude;
            return this;
        }

        @Override
        public boolean begun() {
            return prelude != null;
        }

        @Override
        public void write(int b) {
            pending.write(b);
            all.write(b);
        }

        @Override
        public void flush() {
            flushed.add(pending.toString(StandardCharsets.UTF_8));
            pending.reset();
        }
    }
}
