package dev.sluice.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** As much of SSM as {@code GetParametersByPath} takes, in pages; can fail, and can be held. */
final class SsmStandIn implements AutoCloseable {
    private static final Pattern TOKEN = Pattern.compile("\"NextToken\":\"(\\d+)\"");

    private final HttpServer server;
    private final Map<String, String> parameters = new TreeMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile boolean failing;
    private volatile Runnable beforeAnswer = () -> {};

    SsmStandIn() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    Map<String, String> environment() {
        return Map.of("AWS_ENDPOINT_URL_SSM", "http://127.0.0.1:" + server.getAddress().getPort());
    }

    synchronized void put(String name, String value) {
        parameters.put(name, value);
    }

    void failing(boolean now) {
        failing = now;
    }

    void beforeAnswer(Runnable action) {
        beforeAnswer = action;
    }

    /** Bodies of the requests so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(exchange.getRequestHeaders().getFirst("X-Amz-Target") + " " + body);
        beforeAnswer.run();
        byte[] bytes = (failing ? "{}" : page(body)).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(failing ? 500 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private synchronized String page(String body) {
        Matcher token = TOKEN.matcher(body);
        int from = token.find() ? Integer.parseInt(token.group(1)) : 0;
        int to = Math.min(from + 10, parameters.size());
        String page =
                parameters.entrySet().stream()
                        .skip(from)
                        .limit(10)
                        .map(
                                entry ->
                                        "{\"Name\":\"%s\",\"Type\":\"SecureString\",\"Value\":\"%s\"}"
                                                .formatted(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining(","));
        String next = to < parameters.size() ? ",\"NextToken\":\"" + to + '"' : "";
        return "{\"Parameters\":[" + page + "]" + next + "}";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
