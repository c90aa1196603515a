package dev.sluice.bench;

import dev.sluice.gateway.http.HttpFront;
import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.door.Door;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * DynamoDB Local in memory, behind a door that counts its calls by operation, and the write units
 * that DynamoDB Local says they took.
 */
final class CountingDynamo implements Door, AutoCloseable {
    private static final int MOST_BODY_BYTES = 1 << 20;
    private static final Set<String> OURS =
            Set.of("host", "connection", "content-length", "expect");

    private static final Headers AMZ_JSON =
            Headers.of("content-type", "application/x-amz-json-1.0");

    /** What a take and a correction see; others look at none of it. */
    private static final byte[] WRITTEN =
            """
            {"Attributes":{"partsRequests60s":{"M":{"jh0dr4":{"N":"1"}}},"sumRequests60s":{"N":"1"},\
            "partsTokens60s":{"M":{"jh0dr4":{"N":"1"}}},"sumTokens60s":{"N":"1"}}}\
            """
                    .getBytes(StandardCharsets.UTF_8);

    private final DynamoDBProxyServer dynamo;
    private final URI behind;
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpFront front;
    private final Map<String, Integer> counts = new TreeMap<>();
    private final WriteUnits units = new WriteUnits();
    private volatile long delayNanos;
    private volatile boolean atOnce;

    CountingDynamo() throws Exception {
        int port = freePort();
        this.behind = URI.create("http://127.0.0.1:" + port + "/");
        this.dynamo =
                quietly(
                        "-inMemory",
                        "-sharedDb",
                        "-disableTelemetry",
                        "-port",
                        Integer.toString(port));
        dynamo.start();
        this.front = HttpFront.start("127.0.0.1", 0, this);
    }

    /** It prints its settings on standard output. */
    private static DynamoDBProxyServer quietly(String... arguments) throws Exception {
        PrintStream out = System.out;
        System.setOut(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            return ServerRunner.createServerFromCommandLineArgs(arguments);
        } finally {
            System.setOut(out);
        }
    }

    String endpoint() {
        return "http://127.0.0.1:" + front.port();
    }

    /** Each answer comes so much later from now on. */
    void delay(long nanos) {
        delayNanos = nanos;
    }

    /**
     * Writes are answered here from now on, always as if they had gone well, and are not written:
     * DynamoDB Local takes much of a small machine, and what it takes is not DynamoDB's.
     */
    void answerAtOnce() {
        atOnce = true;
    }

    /** The calls since the last time, by operation. */
    synchronized Map<String, Integer> takeCounts() {
        Map<String, Integer> taken = new TreeMap<>(counts);
        counts.clear();
        return taken;
    }

    /** The write units since the last time, by table and index. */
    Map<String, Double> takeUnits() {
        return units.take();
    }

    @Override
    public void handle(DoorRequest request, DoorReply reply) throws IOException {
        String target = String.valueOf(request.headers().first("x-amz-target"));
        String operation = target.substring(target.indexOf('.') + 1);
        count(operation);
        if (atOnce && WriteUnits.isWrite(operation)) {
            MockProvider.sleepUntil(System.nanoTime() + delayNanos);
            reply.begin(200, AMZ_JSON, WRITTEN.length).write(WRITTEN);
            return;
        }
        HttpResponse<byte[]> answer = forward(request, operation);
        MockProvider.sleepUntil(System.nanoTime() + delayNanos);
        units.add(operation, answer.body());
        Headers.Builder headers = Headers.builder();
        answer.headers()
                .map()
                .forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        reply.begin(answer.statusCode(), headers.build(), answer.body().length)
                .write(answer.body());
    }

    private synchronized void count(String operation) {
        counts.merge(operation, 1, Integer::sum);
    }

    private HttpResponse<byte[]> forward(DoorRequest request, String operation) throws IOException {
        try {
            byte[] asked = WriteUnits.asking(operation, request.body().read(MOST_BODY_BYTES));
            HttpRequest.Builder forward =
                    HttpRequest.newBuilder(behind)
                            .POST(HttpRequest.BodyPublishers.ofByteArray(asked));
            request.headers()
                    .forEach(
                            (name, value) -> {
                                if (OURS.stream().noneMatch(name::equalsIgnoreCase)) {
                                    forward.header(name, value);
                                }
                            });
            return http.send(forward.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (BodyTooLarge e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws Exception {
        front.close();
        http.close();
        dynamo.stop();
    }
}
