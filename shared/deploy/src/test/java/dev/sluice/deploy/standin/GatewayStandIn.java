package dev.sluice.deploy.standin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.standins.JsonFields;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A gateway as the smoke test meets it: a completion in eight events, and what can go wrong. */
public final class GatewayStandIn implements AutoCloseable {
    /** The only key it knows. */
    public static final String KEY = "CANARYKEY-smoke";

    private static final int EVENTS = 8;

    /** How it answers. */
    public enum Manner {
        STREAMS(15),
        ALL_AT_ONCE(0),
        BREAKS_OFF(0),
        ENDS_WITH_AN_ERROR(0),
        HANGS(0),
        REFUSES(0),
        NEVER_ANSWERS(0);

        private final long gapMillis;

        Manner(long gapMillis) {
            this.gapMillis = gapMillis;
        }
    }

    private final HttpServer server;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Manner manner = Manner.STREAMS;
    private volatile List<String> names = List.of("general");
    private volatile String models = "";
    private volatile String completed = "";
    private volatile String before = "";

    public GatewayStandIn() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/prod/health", exchange -> reply(exchange, 200, "{}"));
        server.createContext("/prod/v1/models", this::models);
        server.createContext("/prod/v1/chat/completions", this::complete);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** With a stage's prefix, and a slash at its end. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/prod/");
    }

    public void answers(Manner next) {
        manner = next;
    }

    /**
     * What its providers serve.
     *
     * @param known names that stand for something
     * @param listed the JSON of the models in the list
     */
    public void offers(List<String> known, String listed) {
        names = known;
        models = listed;
    }

    /** The model that the last completion was asked for. */
    public String completed() {
        return completed;
    }

    /** What was asked last before it. */
    public String before() {
        return before;
    }

    private void models(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        before = path;
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (!given(exchange).equals("Bearer " + KEY)) {
            reply(exchange, 401, error("no such key"));
        } else if (name.equals("models")) {
            reply(exchange, 200, "{\"object\":\"list\",\"data\":[" + models + "]}");
        } else if (names.contains(name)) {
            reply(exchange, 200, "{}");
        } else {
            reply(exchange, 404, error("no such model"));
        }
    }

    private static String given(HttpExchange exchange) {
        return String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private void complete(HttpExchange exchange) throws IOException {
        String given = given(exchange);
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        completed = JsonFields.flat(body).getOrDefault("model", "");
        asked.countDown();
        if (manner == Manner.NEVER_ANSWERS) {
            awaitClose();
        }
        if (!given.equals("Bearer " + KEY)) {
            reply(exchange, 401, error("no such key"));
        } else if (manner == Manner.REFUSES) {
            reply(exchange, 502, error("asked with " + given + "\u001b[2J"));
        } else {
            stream(exchange);
        }
    }

    /** Whether somebody has asked for a completion, at the latest a minute from now. */
    public boolean wasAsked() throws InterruptedException {
        return asked.await(1, TimeUnit.MINUTES);
    }

    private void awaitClose() throws IOException {
        try {
            closed.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; i < EVENTS; i++) {
                // the pace of an answer being written
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(manner.gapMillis));
                write(out, "{\"choices\":[{\"delta\":{\"content\":\"one \"}}]}");
            }
            if (manner == Manner.HANGS) {
                awaitClose();
            }
            if (manner == Manner.ENDS_WITH_AN_ERROR) {
                write(out, error("the provider left"));
            }
            if (manner != Manner.BREAKS_OFF) {
                write(out, "[DONE]");
            }
        }
    }

    private static void write(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String error(String message) {
        return "{\"error\":{\"message\":" + JsonFields.text(message) + ",\"code\":null}}";
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
