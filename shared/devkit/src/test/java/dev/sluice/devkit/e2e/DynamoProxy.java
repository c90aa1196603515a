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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before DynamoDB and notes each call, retries included; breaks those it is told to. */
final class DynamoProxy implements AutoCloseable {
    private static final Set<String> OWN =
            Set.of("host", "content-length", "connection", "expect", "transfer-encoding");
    private static final String ANY = "*";
    private static final String THROTTLED =
            "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException\",\"message\":\"slow down\"}";

    /** What becomes of a call. */
    enum Fault {
        /** Status 500; nothing is written. */
        ERROR,
        /** DynamoDB has no capacity for it; nothing is written. */
        THROTTLE,
        /** The connection breaks before anything is written. */
        RESET,
        /** It is written, and the connection breaks before the answer. */
        LOSE_ANSWER,
        /** Nothing is written, and nobody answers. */
        HANG,
        /** It is written and answered, a second later. */
        DELAY
    }

    /** The next so many calls of a kind. */
    private record Order(Fault fault, AtomicInteger left) {}

    private final HttpServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> calls = new ArrayList<>();
    private final Map<String, Order> orders = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
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

    /**
     * Breaks the next calls of a kind.
     *
     * @param call {@code PutItem usage}
     */
    void breaks(String call, Fault fault, int times) {
        orders.put(call, new Order(fault, new AtomicInteger(times)));
    }

    /** Breaks all calls. */
    void breaksAll(Fault fault) {
        breaks(ANY, fault, Integer.MAX_VALUE);
    }

    /** All calls go through again. */
    void heal() {
        orders.clear();
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String call = note(exchange, body);
            Order order = orders.getOrDefault(call, orders.get(ANY));
            if (down) {
                exchange.sendResponseHeaders(500, -1);
            } else if (order != null && order.left().getAndDecrement() > 0) {
                breakCall(exchange, body, order.fault());
            } else {
                answer(exchange, forward(exchange, body));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where nothing is answered, the connection ends with the exchange. */
    private void breakCall(HttpExchange exchange, byte[] body, Fault fault)
            throws IOException, InterruptedException {
        switch (fault) {
            case ERROR -> exchange.sendResponseHeaders(500, -1);
            case THROTTLE -> {
                byte[] answer = THROTTLED.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
                exchange.sendResponseHeaders(400, answer.length);
                exchange.getResponseBody().write(answer);
            }
            case RESET -> {}
            case LOSE_ANSWER -> forward(exchange, body);
            case HANG -> closed.await();
            case DELAY -> {
                if (!closed.await(1, TimeUnit.SECONDS)) {
                    answer(exchange, forward(exchange, body));
                }
            }
        }
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(TestDynamo.endpoint()))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders()
                .forEach(
                        (name, values) -> {
                            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                                values.forEach(value -> request.header(name, value));
                            }
                        });
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
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

    private String note(HttpExchange exchange, byte[] body) {
        String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
        String text = new String(body, StandardCharsets.UTF_8);
        String table = "";
        for (String name : List.of("limits", "usage", "keys")) {
            if (text.contains("-" + name + "\"")) {
                table = name;
            }
        }
        String call = target.substring(target.indexOf('.') + 1) + " " + table;
        synchronized (this) {
            calls.add(call);
        }
        return call;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        client.close();
    }
}
