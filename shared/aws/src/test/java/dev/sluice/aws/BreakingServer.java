package dev.sluice.aws;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers the first request of each connection and breaks it after reading the second. */
final class BreakingServer implements AutoCloseable {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 2\r\n\r\n{}"
                    .getBytes(StandardCharsets.UTF_8);

    private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final AtomicInteger requests = new AtomicInteger();

    BreakingServer() throws IOException {
        Thread.ofVirtual().start(this::serve);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    int requests() {
        return requests.get();
    }

    private void serve() {
        try {
            while (true) {
                try (Socket connection = socket.accept()) {
                    BufferedReader reader =
                            new BufferedReader(
                                    new InputStreamReader(
                                            connection.getInputStream(),
                                            StandardCharsets.ISO_8859_1));
                    readRequest(reader);
                    connection.getOutputStream().write(ANSWER);
                    readRequest(reader);
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void readRequest(BufferedReader reader) throws IOException {
        int bodyBytes = 0;
        String line = reader.readLine();
        if (line == null) {
            return;
        }
        requests.incrementAndGet();
        while (line != null && !line.isEmpty()) {
            if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                bodyBytes = Integer.parseInt(line.substring(15).strip());
            }
            line = reader.readLine();
        }
        for (int i = 0; i < bodyBytes; i++) {
            if (reader.read() < 0) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
