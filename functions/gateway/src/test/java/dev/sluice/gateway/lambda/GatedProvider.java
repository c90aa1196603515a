package dev.sluice.gateway.lambda;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A provider of one stream, which sends the next event only when it is told that the one before has
 * arrived; who gets {@code [DONE]} got every event by itself.
 */
final class GatedProvider implements AutoCloseable {
    static final int EVENTS = 5;

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

    GatedProvider() throws IOException {
        Thread.startVirtualThread(this::speak);
    }

    /** The settings of a gateway with this provider and the key {@code sk-local}. */
    Map<String, String> settings() {
        return OneSlot.at(server.getLocalPort());
    }

    /** What has arrived since the last call. */
    void seen(String text) {
        seen.add(text);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void speak() {
        try (Socket socket = server.accept()) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                            .getBytes(StandardCharsets.UTF_8));
            for (int i = 1; i <= EVENTS; i++) {
                out.write(event("token " + i, "null").getBytes(StandardCharsets.UTF_8));
                String text = seen.poll(60, TimeUnit.SECONDS);
                if (text == null || !text.contains("token " + i)) {
                    return; // cuts the stream: there will be no [DONE]
                }
            }
            out.write(
                    (event("", "\"stop\"") + "data: [DONE]\n\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException | InterruptedException e) {
            // there will be no [DONE]
        }
    }

    private static String event(String content, String finishReason) {
        return """
        data: {"id":"r","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"%s"},"finish_reason":%s}]}

        """
                .formatted(content, finishReason);
    }
}
