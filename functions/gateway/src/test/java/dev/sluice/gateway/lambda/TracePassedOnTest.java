package dev.sluice.gateway.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.gateway.Composition;
import dev.sluice.wire.catalog.CatalogLoader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What of a trace an invocation brings to the provider, and to the log. */
class TracePassedOnTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final byte[] ANSWER =
            """
            {"id":"r","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}"""
                    .getBytes(UTF_8);

    private final List<Headers> sent = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final HttpServer provider;
    private final Map<String, String> environment;
    private final Composition composition;
    private final LambdaFront front;

    TracePassedOnTest() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        provider.createContext("/", this::answer);
        provider.start();
        environment = OneSlot.at(provider.getAddress().getPort());
        LambdaGateway gateway =
                LambdaGateway.of(
                        environment, CatalogLoader.bundled(), new PrintStream(log, true, UTF_8));
        composition = gateway.compose();
        front = gateway.front(composition);
    }

    @AfterEach
    void stop() throws IOException {
        composition.close();
        provider.stop(0);
    }

    @Test
    void lambdasTraceAndTheCallersParentReachTheProvider() throws IOException {
        assertThat(serve(FakeContext.TRACE, PARENT)).isEqualTo(200);

        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().get("X-Amzn-Trace-Id")).containsExactly(FakeContext.TRACE);
        assertThat(sent.getFirst().get("traceparent")).containsExactly(PARENT);
        assertThat(sent.getFirst()).doesNotContainKeys("Tracestate", "Baggage");
        assertThat(JSON.std.mapFrom(log.toString(UTF_8)))
                .containsEntry("traceId", FakeContext.TRACE)
                .containsEntry("traceparent", PARENT);
    }

    @Test
    void lambdasTraceGoesBeforeTheClientsBehindTheAdapterToo() throws Exception {
        Map<String, String> settings = new HashMap<>(environment);
        settings.put("PORT", "0");
        try (AdapterServer server =
                        AdapterServer.start(settings, new PrintStream(log, true, UTF_8));
                HttpClient client = HttpClient.newHttpClient()) {
            client.send(
                    AdapterCalls.completion(server.port(), "sk-local", 30_000),
                    HttpResponse.BodyHandlers.discarding());
        }
        assertThat(sent.getFirst().get("X-Amzn-Trace-Id")).containsExactly(AdapterCalls.TRACE);
    }

    @Test
    void neitherIsMadeUp() throws IOException {
        assertThat(serve(null, "00-malformed")).isEqualTo(200);

        assertThat(sent.getFirst()).doesNotContainKeys("X-amzn-trace-id", "Traceparent");
        assertThat(JSON.std.mapFrom(log.toString(UTF_8)))
                .doesNotContainKeys("traceId", "traceparent");
    }

    @Test
    void nothingOfALineBreakReachesTheProvider() throws IOException {
        assertThat(serve(FakeContext.TRACE + "\r\nX-Evil: 1", PARENT)).isEqualTo(200);
        assertThat(sent.getFirst()).doesNotContainKeys("X-amzn-trace-id", "X-evil");

        assertThat(serve(null, PARENT + "\\r\\nX-Evil: 1")).isEqualTo(400);
        assertThat(sent).hasSize(1);
    }

    private int serve(@Nullable String traceId, String traceparent) throws IOException {
        CollectedResponse response = new CollectedResponse();
        String event =
                """
                {"path":"/v1/chat/completions","httpMethod":"POST","headers":{"Authorization":"Bearer sk-local",
                "Traceparent":"%s","Tracestate":"a=secret","Baggage":"user=ann"},
                "body":"{\\"model\\":\\"general\\",\\"messages\\":[{\\"role\\":\\"user\\",\\"content\\":\\"Hello\\"}]}"}"""
                        .formatted(traceparent);
        front.serve(
                event.getBytes(UTF_8), response, new InvocationFacts("lambda-1", traceId, 30_000));
        return response.status();
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            sent.add(exchange.getRequestHeaders());
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, ANSWER.length);
            exchange.getResponseBody().write(ANSWER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
