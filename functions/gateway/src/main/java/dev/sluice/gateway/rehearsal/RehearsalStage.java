package dev.sluice.gateway.rehearsal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * AWS and a provider in one, on a loopback port, with made-up answers: enough for a rehearsal, and
 * for nothing else. Every connection is closed after one answer.
 */
public final class RehearsalStage implements AutoCloseable {
    /** Live in the catalog, and of the provider that the answers look like. */
    public static final String MODEL = "meta-llama/Llama-3.3-70B-Instruct-Turbo";

    private static final String CHUNK =
            """
            data: {"id":"r","object":"chat.completion.chunk","created":1,"model":"%s","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":%s}]%s}

            """;
    private static final String USAGE =
            """
            ,"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}\
            """;
    private static final String LIMITS =
            """
            {"Attributes":{"partsRequests60s":{"M":{"jh0dr4":{"N":"1"}}},"sumRequests60s":{"N":"1"},\
            "partsTokens60s":{"M":{"jh0dr4":{"N":"1"}}},"sumTokens60s":{"N":"1"}}}\
            """;

    private static final String COMPLETION =
            """
            {"id":"r","object":"chat.completion","created":1,"model":"%s","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]%s}\
            """
                    .formatted(MODEL, USAGE);

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Queue<Thread> serving = new ConcurrentLinkedQueue<>();
    private final Thread acceptor = Thread.ofVirtual().name("rehearsal").start(this::accept);

    public RehearsalStage() throws IOException {}

    /** The settings of a process on this stage. */
    public Map<String, String> environment() {
        return Map.of(
                "SLUICE_STAGE", "rehearsal",
                "SLUICE_STORES", "dynamodb",
                "AWS_ENDPOINT_URL", url(),
                "AWS_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", "rehearsal",
                "AWS_SECRET_ACCESS_KEY", "rehearsal");
    }

    private String parameters() {
        return """
        {"Parameters":[{"Name":"/sluice/rehearsal/providers/0/type","Type":"String","Value":"together"},
        {"Name":"/sluice/rehearsal/providers/0/key","Type":"SecureString","Value":"rehearsal"},
        {"Name":"/sluice/rehearsal/providers/0/endpoint","Type":"String","Value":"%s/v1"}]}\
        """
                .formatted(url());
    }

    /** Where all of it listens. */
    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                serving.add(Thread.startVirtualThread(() -> serve(socket)));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String target = "";
            int bodyBytes = 0;
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                String lower = line.toLowerCase(Locale.ROOT);
                if (lower.startsWith("x-amz-target:")) {
                    target = line.substring(line.indexOf(':') + 1).strip();
                } else if (lower.startsWith("content-length:")) {
                    bodyBytes = Integer.parseInt(line.substring(15).strip());
                }
            }
            String body = new String(in.readNBytes(bodyBytes), StandardCharsets.UTF_8);
            socket.getOutputStream().write(answer(target, body).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The rehearsal tells: its answer is missing.
        }
    }

    private String answer(String target, String body) {
        return switch (target) {
            case "" ->
                    body.replace(" ", "").contains("\"stream\":true")
                            ? stream()
                            : whole(COMPLETION);
            case "AmazonSSM.GetParametersByPath" -> aws(parameters());
            case "DynamoDB_20120810.UpdateItem" -> aws(LIMITS);
            default -> aws("{}");
        };
    }

    private static String stream() {
        String text =
                CHUNK.formatted(MODEL, "null", "")
                        + CHUNK.formatted(MODEL, "\"stop\"", USAGE)
                        + "data: [DONE]\n\n";
        return "HTTP/1.1 200 OK\r\n"
                + "Content-Type: text/event-stream\r\n"
                + "Connection: close\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(text.length())
                + "\r\n"
                + text
                + "\r\n0\r\n\r\n";
    }

    private static String whole(String json) {
        return json("application/json", json);
    }

    private static String aws(String json) {
        return json("application/x-amz-json-1.0", json);
    }

    private static String json(String contentType, String json) {
        return "HTTP/1.1 200 OK\r\nContent-Type: "
                + contentType
                + "\r\nConnection: close\r\nContent-Length: "
                + json.length()
                + "\r\n\r\n"
                + json;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.append((char) b);
        }
        return line.toString().strip();
    }

    /** Returns when every connection is closed on this side too. */
    @Override
    public void close() throws IOException {
        server.close();
        try {
            acceptor.join();
            for (Thread thread : serving) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
