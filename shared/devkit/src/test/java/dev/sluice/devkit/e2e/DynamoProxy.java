package dev.sluice.devkit.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;

/** Stands before DynamoDB and notes each call, retries included; may refuse them all. */
final class DynamoProxy implements AutoCloseable {
    private static final Set<String> OWN =
            Set.of("host", "content-length", "connection", "expect", "transfer-encoding");

    private final HttpServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> calls = new ArrayList<>();
    private volatile boolean down;

    DynamoProxy() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::pass);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Calls since the last time, as {@code UpdateItem limits}, in order. */
    synchronized List<String> take() {
        List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    void down(boolean nowDown) {
        down = nowDown;
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            note(exchange, body);
            if (down) {
                exchange.sendResponseHeaders(500, -1);
                return;
            }
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(TestDynamo.endpoint()))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
            exchange.getRequestHeaders()
                    .forEach(
                            (name, values) -> {
                                if (!OWN.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                                    values.forEach(value -> request.header(name, value));
                                }
                            });
            answer(exchange, client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, HttpResponse<byte[]> response)
            throws IOException {
        response.headers()
                .map()
                .forEach(
                        (name, values) -> {
                            if (!OWN.contains(name)) {
                                values.forEach(
                                        value -> exchange.getResponseHeaders().add(name, value));
                            }
                        });
        exchange.sendResponseHeaders(response.statusCode(), response.body().length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(response.body());
        }
    }

    private void note(HttpExchange exchange, byte[] body) {
        String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
        String text = new String(body, java.nio.charset.StandardCharsets.UTF_8);
        String table = "";
        for (String name : List.of("limits", "usage", "keys")) {
            if (text.contains("-" + name + "\"")) {
                table = name;
            }
        }
        synchronized (this) {
            calls.add(target.substring(target.indexOf('.') + 1) + " " + table);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
    }
}
