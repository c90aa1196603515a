package dev.sluice.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where requests go: the provider itself, or the gateway. Keeps connections. For any thread. */
final class Target implements AutoCloseable {
    private static final String PROMPT = "Tell me about sluices, please. ".repeat(20);

    private final String name;
    private final int port;
    private final String key;
    private final ConcurrentLinkedDeque<BenchConnection> idle = new ConcurrentLinkedDeque<>();

    Target(String name, int port, String key) {
        this.name = name;
        this.port = port;
        this.key = key;
    }

    String name() {
        return name;
    }

    /** Sends one chat completion and reads its answer; the freshest idle connection serves it. */
    void call(boolean stream, Consumer<String> onPiece) throws IOException {
        BenchConnection connection = connection();
        try {
            connection.call(request(stream), onPiece);
        } catch (IOException e) {
            connection.close();
            throw e;
        }
        idle.push(connection);
    }

    private BenchConnection connection() throws IOException {
        @Nullable BenchConnection free = idle.poll();
        return free == null ? new BenchConnection(port) : free;
    }

    private byte[] request(boolean stream) {
        String body =
                "{\"model\":\""
                        + MockProvider.MODEL
                        + "\",\"stream\":"
                        + stream
                        + ",\"max_tokens\":128,\"messages\":[{\"role\":\"user\",\"content\":\""
                        + PROMPT
                        + "\"}]}";
        String head =
                "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                        + key
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        for (BenchConnection connection : idle) {
            connection.close();
        }
        idle.clear();
    }
}
