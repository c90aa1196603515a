package dev.sluice.gateway.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.gateway.Composition;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.wire.catalog.CatalogLoader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What of a trace an invocation brings to the provider, and to the log. */
class TracePassedOnTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final ScriptedProvider provider = new ScriptedProvider();
    private final Map<String, String> environment;
    private final Composition composition;
    private final LambdaFront front;

    TracePassedOnTest() throws IOException {
        environment = OneSlot.at(provider);
        LambdaGateway gateway =
                LambdaGateway.of(
                        environment, CatalogLoader.bundled(), new PrintStream(log, true, UTF_8));
        composition = gateway.compose();
        front = gateway.front(composition);
    }

    @AfterEach
    void stop() throws IOException {
        composition.close();
        provider.close();
    }

    @Test
    void lambdasTraceAndTheCallersParentReachTheProvider() throws IOException {
        assertThat(serve(FakeContext.TRACE, PARENT)).isEqualTo(200);

        assertThat(sent())
                .containsEntry("x-amzn-trace-id", FakeContext.TRACE)
                .containsEntry("traceparent", PARENT)
                .doesNotContainKeys("tracestate", "baggage");
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
        assertThat(sent()).containsEntry("x-amzn-trace-id", AdapterCalls.TRACE);
    }

    @Test
    void neitherIsMadeUp() throws IOException {
        assertThat(serve(null, "00-malformed")).isEqualTo(200);

        assertThat(sent()).doesNotContainKeys("x-amzn-trace-id", "traceparent");
        assertThat(JSON.std.mapFrom(log.toString(UTF_8)))
                .doesNotContainKeys("traceId", "traceparent");
    }

    @Test
    void nothingOfALineBreakReachesTheProvider() throws IOException {
        assertThat(serve(FakeContext.TRACE + "\r\nX-Evil: 1", PARENT)).isEqualTo(200);
        assertThat(sent()).doesNotContainKeys("x-amzn-trace-id", "x-evil");

        assertThat(serve(null, PARENT + "\\r\\nX-Evil: 1")).isEqualTo(400);
        assertThat(provider.seen()).hasSize(1);
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

    /** The headers of the only request. */
    private Map<String, String> sent() {
        assertThat(provider.seen()).hasSize(1);
        return provider.seen().getFirst().head().headers();
    }
}
