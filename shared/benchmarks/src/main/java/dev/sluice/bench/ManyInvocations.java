package dev.sluice.bench;

import dev.sluice.standins.Connection;
import dev.sluice.standins.Http;
import dev.sluice.standins.Loopback;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Lambda's Runtime API for a process with several loops (Managed Instances): whoever asks for an
 * invocation gets one at once, the same stream always, until this is told to end. Reads the answers
 * as they come. Safe for any thread.
 */
final class ManyInvocations implements AutoCloseable {
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    private final byte[] event;
    private final Loopback server;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger errors = new AtomicInteger();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final ConcurrentHistogram delayMicros = histogram();
    private final ConcurrentHistogram wholeMicros = histogram();
    private volatile boolean measuring;
    private volatile boolean ended;

    ManyInvocations(Question question) throws IOException {
        this.event = event(question).getBytes(StandardCharsets.UTF_8);
        this.server = Loopback.start(this::serve);
    }

    int port() {
        return server.port();
    }

    /** Waits for the first loop. */
    void awaitLoop() throws InterruptedException {
        asked.await();
    }

    void measure(boolean on) {
        measuring = on;
    }

    /** The next question of each loop ends its process. */
    void end() {
        ended = true;
    }

    ConcurrentHistogram delayMicros() {
        return delayMicros;
    }

    /** Of whole streams, from their invocation to their last byte. */
    ConcurrentHistogram wholeMicros() {
        return wholeMicros;
    }

    int streams() {
        return streams.get();
    }

    int errors() {
        return errors.get();
    }

    /** A connection ends with its process, or with the stream that it brought. */
    private void serve(Connection connection) throws IOException {
        while (true) {
            Http.Head head = connection.head();
            if (head.path().endsWith("/invocation/next")) {
                asked.countDown();
                connection.write(ended ? answer(500, "", EMPTY) : answer(200, invocation(), event));
            } else if (head.path().endsWith("/response") && head.isChunked()) {
                streamed(head, connection.in());
                connection.write(answer(202, "", EMPTY));
                return;
            } else {
                errors.incrementAndGet();
                System.err.println(head.path() + " was called");
                return;
            }
        }
    }

    private void streamed(Http.Head head, InputStream in) {
        String[] parts = head.path().split("/", -1);
        String id = parts[parts.length - 2];
        long begunNanos = Long.parseLong(id, id.indexOf('-') + 1, id.length(), 10);
        Load.Answer answer = new Load.Answer(begunNanos);
        try {
            read(in, answer);
        } catch (IOException | NumberFormatException cut) {
            // The process ended under it, or else it is told as an error.
        }
        if (!answer.done) {
            errors.addAndGet(ended ? 0 : 1);
        } else if (measuring) {
            streams.incrementAndGet();
            wholeMicros.recordValue((System.nanoTime() - begunNanos) / 1_000);
        }
    }

    private void read(InputStream in, Load.Answer answer) throws IOException {
        for (byte[] part = Http.part(in); part.length > 0; part = Http.part(in)) {
            answer.piece(new String(part, StandardCharsets.UTF_8));
            if (measuring) {
                answer.delayMicros.forEach(delayMicros::recordValue);
            }
            answer.delayMicros.clear();
        }
        Http.fields(in);
    }

    private static byte[] answer(int status, String headers, byte[] body) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        String head =
                "HTTP/1.1 %d X\r\n%sContent-Length: %d\r\n\r\n"
                        .formatted(status, headers, body.length);
        all.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        all.writeBytes(body);
        return all.toByteArray();
    }

    /** Its id says when it was given. */
    private String invocation() {
        return """
        Lambda-Runtime-Aws-Request-Id: %d-%d
        Lambda-Runtime-Deadline-Ms: %d
        Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-central-1:000000000000:function:many
        Content-Type: application/json
        """
                .formatted(
                        numbers.incrementAndGet(),
                        System.nanoTime(),
                        System.currentTimeMillis() + 60_000)
                .replace("\n", "\r\n");
    }

    private static String event(Question question) {
        return """
        {"path":"%s","httpMethod":"POST","headers":{"Authorization":"Bearer %s","Content-Type":"application/json"},
        "requestContext":{"path":"/bench%s","stage":"bench","httpMethod":"POST"},"body":"%s","isBase64Encoded":false}
        """
                .formatted(
                        question.path(),
                        Bench.KEY,
                        question.path(),
                        question.body().replace("\"", "\\\""));
    }

    private static ConcurrentHistogram histogram() {
        return new ConcurrentHistogram(60_000_000L, 3);
    }

    @Override
    public void close() throws IOException {
        ended = true;
        server.close();
    }
}
