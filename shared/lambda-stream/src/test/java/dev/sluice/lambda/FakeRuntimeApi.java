package dev.sluice.lambda;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Lambda's Runtime API on a real socket of the loopback interface. Every request is queued as soon
 * as its head is read, its chunks as they arrive; the raw bytes are kept. A test scripts what
 * {@code /next} delivers and what the other calls answer.
 */
final class FakeRuntimeApi implements AutoCloseable {

    static final long PATIENCE_SECONDS = 60;

    private static final String ACCEPTED = answer(202, "Accepted", "{\"status\":\"OK\"}\n");

    /** A request as it came in. {@code chunks} fills while the client is sending. */
    static final class Exchange {
        final String requestLine;
        final Map<String, String> headers;
        final int connection;
        final BlockingQueue<byte[]> chunks = new LinkedBlockingQueue<>();
        final BlockingQueue<String> transcript = new LinkedBlockingQueue<>();
        volatile byte[] body = new byte[0];
        volatile Map<String, String> trailers = Map.of();

        Exchange(String requestLine, Map<String, String> headers, int connection) {
            this.requestLine = requestLine;
            this.headers = headers;
            this.connection = connection;
        }

        String path() {
            return requestLine.split(" ")[1].replace("/2018-06-01/runtime", "");
        }

        String nextChunk() throws InterruptedException {
            byte[] chunk = chunks.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (chunk == null) {
                throw new AssertionError("no chunk came for " + requestLine);
            }
            return new String(chunk, UTF_8);
        }

        /** All bytes of the request, once it is complete. */
        String raw() throws InterruptedException {
            String raw = transcript.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (raw == null) {
                throw new AssertionError("never completed: " + requestLine);
            }
            return raw;
        }
    }

    /** What to do with a request instead of answering 202. */
    interface Script {
        /** Called when the head has been read; true when it took the socket over. */
        boolean take(Socket socket, Exchange exchange, InputStream in) throws IOException;
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<Exchange> arrived = new LinkedBlockingQueue<>();
    private final BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private volatile boolean closed;

    FakeRuntimeApi() throws IOException {
        Thread.ofVirtual().start(this::accept);
    }

    String hostAndPort() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** The raw answer to a call of {@code /next}. */
    void deliverRaw(String rawAnswer) {
        events.add(rawAnswer);
    }

    void deliver(String requestId, String event, String... moreHeaders) {
        var head =
                new StringBuilder("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
                        .append("Lambda-Runtime-Aws-Request-Id: ")
                        .append(requestId)
                        .append("\r\nLambda-Runtime-Deadline-Ms: 32503680000000\r\n")
                        .append(
                                "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-central-1:000000000000:function:f\r\n");
        for (String header : moreHeaders) {
            head.append(header).append("\r\n");
        }
        byte[] body = event.getBytes(UTF_8);
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        deliverRaw(head.append(new String(body, ISO_8859_1)).toString());
    }

    /** Ends a loop: Lambda itself never does, it ends the process. */
    void end() {
        deliverRaw(answer(500, "Internal Server Error", ""));
    }

    void answerTo(String path, int status) {
        answers.put(path, answer(status, "Scripted", ""));
    }

    void script(String path, Script script) {
        scripts.put(path, script);
    }

    Exchange arrival() throws InterruptedException {
        Exchange exchange = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (exchange == null) {
            throw new AssertionError("no request came");
        }
        return exchange;
    }

    /** The next request with this path; others before it are dropped. */
    Exchange arrival(String path) throws InterruptedException {
        Exchange exchange = arrival();
        while (!exchange.path().equals(path)) {
            exchange = arrival();
        }
        return exchange;
    }

    /** A text block as HTTP writes it. */
    static String http(String textBlock) {
        return textBlock.replace("\n", "\r\n");
    }

    static String answer(int status, String reason, String body) {
        return "HTTP/1.1 "
                + status
                + " "
                + reason
                + "\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    private void accept() {
        for (int number = 1; !closed; number++) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                int connection = number;
                Thread.ofVirtual().start(() -> serve(socket, connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket, int connection) {
        try (socket) {
            var in = new Tee(new BufferedInputStream(socket.getInputStream()));
            while (serveOne(socket, in, connection)) {
                in.seen.reset();
            }
        } catch (IOException | InterruptedException e) {
            // The client has gone, or the test is over.
        }
    }

    private boolean serveOne(Socket socket, Tee in, int connection)
            throws IOException, InterruptedException {
        String requestLine = readLine(in);
        if (requestLine.isEmpty()) {
            return false;
        }
        var exchange = new Exchange(requestLine, readHeaders(in), connection);
        arrived.add(exchange);
        Script script = scripts.get(exchange.path());
        if (script != null && script.take(socket, exchange, in)) {
            return false;
        }
        readBody(in, exchange);
        exchange.transcript.add(in.seen.toString(ISO_8859_1));
        String answer =
                exchange.path().equals("/invocation/next")
                        ? events.take()
                        : answers.getOrDefault(exchange.path(), defaultAnswer(exchange));
        OutputStream out = socket.getOutputStream();
        out.write(answer.getBytes(ISO_8859_1));
        out.flush();
        return !"close".equals(exchange.headers.get("connection"))
                && !answer.contains("X-Fake: close silently");
    }

    private static String defaultAnswer(Exchange exchange) {
        return exchange.requestLine.startsWith("GET") ? answer(200, "OK", "") : ACCEPTED;
    }

    private static void readBody(InputStream in, Exchange exchange) throws IOException {
        if ("chunked".equals(exchange.headers.get("transfer-encoding"))) {
            var body = new ByteArrayOutputStream();
            for (byte[] chunk = readChunk(in); chunk.length > 0; chunk = readChunk(in)) {
                body.write(chunk);
                exchange.chunks.add(chunk);
            }
            exchange.trailers = readHeaders(in);
            exchange.body = body.toByteArray();
        } else {
            exchange.body =
                    in.readNBytes(
                            Integer.parseInt(exchange.headers.getOrDefault("content-length", "0")));
        }
    }

    /** An empty array for the last chunk, whose trailers are still to be read. */
    static byte[] readChunk(InputStream in) throws IOException {
        int length = Integer.parseInt(readLine(in), 16);
        byte[] chunk = in.readNBytes(length);
        if (chunk.length < length) {
            throw new EOFException();
        }
        if (length > 0 && !readLine(in).isEmpty()) {
            throw new IOException("chunk without its end");
        }
        return chunk;
    }

    private static Map<String, String> readHeaders(InputStream in) throws IOException {
        var headers = new HashMap<String, String>();
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            String[] parts = line.split(": ", 2);
            headers.put(parts[0].toLowerCase(java.util.Locale.ROOT), parts[1]);
        }
        return headers;
    }

    private static String readLine(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return "";
            }
            line.write(b);
        }
        return line.toString(ISO_8859_1).strip();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** Keeps what was read. */
    private static final class Tee extends InputStream {
        private final InputStream in;
        private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

        Tee(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            if (b >= 0) {
                seen.write(b);
            }
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            if (count > 0) {
                seen.write(bytes, offset, count);
            }
            return count;
        }
    }
}
