package dev.sluice.standins;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Lambda's Runtime API. Every request is queued as soon as its head is read, its chunks as they
 * arrive; the raw bytes are kept. It is told what {@code /next} delivers and what the other calls
 * answer; without, they are accepted. Safe for any thread.
 */
public final class RuntimeApiStandIn implements AutoCloseable {

    /** How long a test waits for what must come. */
    public static final long PATIENCE_SECONDS = 60;

    private static final String ACCEPTED = answer(202, "Accepted", "{\"status\":\"OK\"}\n");
    private static final String DEADLINE = "Lambda-Runtime-Deadline-Ms: ";

    /** What to do with a request instead of answering it as usual. */
    @FunctionalInterface
    public interface Script {
        /**
         * Called by the connection's own thread when the head has been read.
         *
         * @param in where the body comes from
         * @return whether it has answered; the connection ends then
         */
        boolean take(Connection connection, Exchange exchange, InputStream in) throws IOException;
    }

    private final Loopback server;
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<Exchange> arrived = new LinkedBlockingQueue<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();

    /** Listens when it returns. */
    public RuntimeApiStandIn() throws IOException {
        server = Loopback.start(this::serve);
    }

    /** As {@code AWS_LAMBDA_RUNTIME_API} names it. */
    public String hostAndPort() {
        return "127.0.0.1:" + server.port();
    }

    /** The raw answer to a call of {@code /next}. */
    public void deliverRaw(String rawAnswer) {
        events.add(rawAnswer);
    }

    /**
     * The next invocation.
     *
     * @param moreHeaders whole lines; without a deadline among them it is a far one
     */
    public void deliver(String requestId, String event, String... moreHeaders) {
        StringBuilder head =
                new StringBuilder("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
                        .append("Lambda-Runtime-Aws-Request-Id: ")
                        .append(requestId)
                        .append(
                                "\r\nLambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-central-1:000000000000:function:f\r\n");
        if (Arrays.stream(moreHeaders).noneMatch(header -> header.startsWith(DEADLINE))) {
            head.append(DEADLINE).append("32503680000000\r\n");
        }
        for (String header : moreHeaders) {
            head.append(header).append("\r\n");
        }
        byte[] body = event.getBytes(UTF_8);
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        deliverRaw(head.append(new String(body, ISO_8859_1)).toString());
    }

    /** Ends a loop: Lambda itself never does, it ends the process. */
    public void end() {
        deliverRaw(answer(500, "Internal Server Error", ""));
    }

    /** From now on calls of this path are answered with this status. */
    public void answerTo(String path, int status) {
        answers.put(path, answer(status, "Scripted", ""));
    }

    /** From now on calls of this path are played. */
    public void script(String path, Script script) {
        scripts.put(path, script);
    }

    /** The next request that nobody has taken yet. */
    public Exchange arrival() throws InterruptedException {
        Exchange exchange = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (exchange == null) {
            throw new AssertionError("no request came");
        }
        return exchange;
    }

    /** The next request with this path; others before it are dropped. */
    public Exchange arrival(String path) throws InterruptedException {
        Exchange exchange = arrival();
        while (!exchange.path().equals(path)) {
            exchange = arrival();
        }
        return exchange;
    }

    /** A text block as HTTP writes it. */
    public static String http(String textBlock) {
        return textBlock.replace("\n", "\r\n");
    }

    /** A whole answer. */
    public static String answer(int status, String reason, String body) {
        return "HTTP/1.1 "
                + status
                + " "
                + reason
                + "\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    private void serve(Connection connection) throws Exception {
        Tee in = new Tee(connection.in());
        while (serveOne(connection, in)) {
            in.seen.reset();
        }
    }

    private boolean serveOne(Connection connection, Tee in) throws Exception {
        Exchange exchange = new Exchange(Http.head(in), connection.number());
        arrived.add(exchange);
        Script script = scripts.get(exchange.path());
        if (script != null && script.take(connection, exchange, in)) {
            return false;
        }
        exchange.read(in);
        exchange.transcript.add(in.seen.toString(ISO_8859_1));
        String answer =
                exchange.path().equals("/invocation/next")
                        ? events.take()
                        : answers.getOrDefault(exchange.path(), usual(exchange));
        connection.write(answer.getBytes(ISO_8859_1));
        return !exchange.header("connection").equals("close")
                && !answer.contains("X-Fake: close silently");
    }

    private static String usual(Exchange exchange) {
        return exchange.requestLine().startsWith("GET") ? answer(200, "OK", "") : ACCEPTED;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** A request as it came in. Its chunks fill while the client is sending. */
    public static final class Exchange {
        private final Http.Head head;
        private final int connection;
        private final BlockingQueue<byte[]> chunks = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> transcript = new LinkedBlockingQueue<>();
        private volatile byte[] body = new byte[0];
        private volatile Map<String, String> trailers = Map.of();

        private Exchange(Http.Head head, int connection) {
            this.head = head;
            this.connection = connection;
        }

        private void read(InputStream in) throws IOException {
            if (head.isChunked()) {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                for (byte[] part = Http.part(in); part.length > 0; part = Http.part(in)) {
                    all.write(part);
                    chunks.add(part);
                }
                trailers = Http.fields(in);
                body = all.toByteArray();
            } else {
                body = Http.body(in, head, false).bytes();
            }
        }

        /** With the version of HTTP. */
        public String requestLine() {
            return head.first();
        }

        /** Without the API's prefix. */
        public String path() {
            return head.path().replace("/2018-06-01/runtime", "");
        }

        /** Its head as it came. */
        public Http.Head head() {
            return head;
        }

        /** Empty if it is not there. */
        public String header(String lowerCaseName) {
            return head.header(lowerCaseName);
        }

        /** 1 for the first connection. */
        public int connection() {
            return connection;
        }

        /** The whole body, once the request is complete. */
        public byte[] body() {
            return body;
        }

        /** Those behind its last chunk, once the request is complete. */
        public Map<String, String> trailers() {
            return trailers;
        }

        /** Chunks that nobody has taken yet. */
        public BlockingQueue<byte[]> chunks() {
            return chunks;
        }

        /** Whether its last byte has come, and {@link #raw} has not been asked. */
        public boolean isComplete() {
            return !transcript.isEmpty();
        }

        /** As text. */
        public String nextChunk() throws InterruptedException {
            byte[] chunk = chunks.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (chunk == null) {
                throw new AssertionError("no chunk came for " + requestLine());
            }
            return new String(chunk, UTF_8);
        }

        /** All bytes of the request, once it is complete. */
        public String raw() throws InterruptedException {
            String raw = transcript.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (raw == null) {
                throw new AssertionError("never completed: " + requestLine());
            }
            return raw;
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
