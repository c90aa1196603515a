package dev.sluice.gateway.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** AWS refuses every call: the operator reads which and why, the client does not. */
class UnreachableStoresTest {
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final HttpServer aws;

    UnreachableStoresTest() throws IOException {
        aws = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        aws.createContext("/", UnreachableStoresTest::refuse);
        aws.start();
    }

    @AfterEach
    void stop() {
        aws.stop(0);
    }

    @Test
    void keysThatCannotBeRead() throws Exception {
        Map<String, String> tables = Map.of("SLUICE_STORES", "dynamodb");
        CollectedResponse response = serve("chat-once", tables);
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.body()).doesNotContain("AccessDenied", "sluice-x", "find");
        assertThat(logged())
                .containsEntry("level", "ERROR")
                .containsEntry(
                        "cause",
                        "find on sluice-x-keys failed: AccessDeniedException (HTTP 400, request"
                                + " req-1)")
                .containsEntry("ServerErrors", 1);
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("HIDDEN");
    }

    @Test
    void providersThatCannotBeRead() throws Exception {
        Map<String, String> memory =
                Map.of("SLUICE_STORES", "memory", "SLUICE_LOCAL_KEY", "sk-local");
        for (String event : new String[] {"chat-stream", "models"}) {
            log.reset();
            CollectedResponse response = serve(event, memory);
            assertThat(response.status()).as(event).isEqualTo(503);
            assertThat(response.body()).doesNotContain("AccessDenied", "table", "parameters");
            assertThat(logged())
                    .hasEntrySatisfying(
                            "cause",
                            cause ->
                                    assertThat(cause.toString())
                                            .startsWith(
                                                    "read of parameters /sluice/x/providers failed:"
                                                            + " AccessDeniedException (HTTP 400"));
        }
    }

    @Test
    void theWebChatsErrorCountsAlthoughItsStatusIs200() throws Exception {
        CollectedResponse response =
                serve(
                        "web-chat",
                        Map.of("SLUICE_STORES", "memory", "SLUICE_LOCAL_KEY", "sk-local"));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).contains("event: error");
        assertThat(logged()).containsEntry("ServerErrors", 1).containsKey("cause");
    }

    private CollectedResponse serve(String event, Map<String, String> more) throws IOException {
        Map<String, String> environment = new java.util.HashMap<>(more);
        environment.put("SLUICE_STAGE", "x");
        environment.put("AWS_ENDPOINT_URL", "http://127.0.0.1:" + aws.getAddress().getPort());
        GatewayFunction function =
                new GatewayFunction(
                        environment, new PrintStream(log, true, StandardCharsets.UTF_8));
        CollectedResponse response = new CollectedResponse();
        function.handle(
                GatewayFunctionTest.event(event).getBytes(StandardCharsets.UTF_8),
                response,
                new FakeContext());
        return response;
    }

    private Map<String, Object> logged() throws IOException {
        return JSON.std.mapFrom(log.toByteArray());
    }

    private static void refuse(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] body =
                "{\"__type\":\"AccessDeniedException\",\"message\":\"HIDDEN\"}"
                        .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("x-amzn-RequestId", "req-1");
        exchange.sendResponseHeaders(400, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
