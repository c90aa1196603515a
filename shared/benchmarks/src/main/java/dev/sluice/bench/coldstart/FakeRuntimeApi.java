package dev.sluice.bench.coldstart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lambda's Runtime API for one process: a restore where it asks for one, one invocation, then an
 * error that ends it. Notes when the answer's first byte came: of a streamed answer the first
 * behind the prelude, and only where that says 200; of another the whole. Safe for any thread.
 */
final class FakeRuntimeApi implements AutoCloseable {
    private static final byte[] NOTHING = {};
    private static final byte[] ACCEPTED = LoopbackServer.answer(202, "", json());

    /** What the answer came to. The first one counts. */
    private sealed interface Outcome {
        record FirstByte(Stamp at) implements Outcome {}

        record Failed(String why) implements Outcome {}
    }

    private final byte[] event;
    private final Supplier<Stamp> clock;
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    private final AtomicBoolean delivered = new AtomicBoolean();
    private volatile @Nullable Stamp restored;
    private final LoopbackServer server;

    /**
     * @param clock read by the thread that sees the byte
     */
    FakeRuntimeApi(byte[] event, Supplier<Stamp> clock) throws IOException {
        this.event = event.clone();
        this.clock = clock;
        this.server = LoopbackServer.start(this::answer);
    }

    int port() {
        return server.port();
    }

    /**
     * Waits for the answer's first byte.
     *
     * @throws IllegalStateException there was none in this time, or it was of an error
     */
    Stamp firstByte(Duration longest) throws InterruptedException {
        Outcome outcome = outcomes.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
        return switch (outcome) {
            case Outcome.FirstByte first -> first.at();
            case Outcome.Failed failed -> throw new IllegalStateException(failed.why());
            case null -> throw new IllegalStateException("no answer in " + longest);
        };
    }

    /**
     * When the process was let go on from its snapshot.
     *
     * @throws IllegalStateException it never asked
     */
    Stamp restored() {
        Stamp moment = restored;
        if (moment == null) {
            throw new IllegalStateException("the process did not wait for a restore");
        }
        return moment;
    }

    /** The process has ended; who still waits for its answer is told. */
    void ended() {
        outcomes.add(new Outcome.Failed("the process ended without an answer"));
    }

    private byte[] answer(LoopbackRequest request) throws IOException {
        String path = request.path();
        if (path.endsWith("/restore/next")) {
            restored = clock.get();
            return LoopbackServer.answer(200, "", NOTHING);
        }
        if (path.endsWith("/invocation/next")) {
            return delivered.getAndSet(true)
                    ? LoopbackServer.answer(500, "", json())
                    : LoopbackServer.answer(200, invocation(), event);
        }
        if (!path.endsWith("/response")) {
            outcomes.add(new Outcome.Failed(path + ": " + request.body()));
        } else if (request.chunked()) {
            outcomes.add(streamed(request));
        } else {
            request.body();
            outcomes.add(new Outcome.FirstByte(clock.get()));
        }
        return ACCEPTED;
    }

    private Outcome streamed(LoopbackRequest request) throws IOException {
        StreamedAnswer answer = new StreamedAnswer();
        Stamp firstByte = null;
        for (byte[] chunk = request.chunk(); chunk.length > 0; chunk = request.chunk()) {
            if (firstByte == null) {
                answer.add(chunk);
                firstByte = answer.begun() ? clock.get() : null;
            }
        }
        return firstByte != null && answer.isOk()
                ? new Outcome.FirstByte(firstByte)
                : new Outcome.Failed("answered with " + answer.prelude());
    }

    private static String invocation() {
        return """
        Lambda-Runtime-Aws-Request-Id: cold-1
        Lambda-Runtime-Deadline-Ms: %d
        Lambda-Runtime-Trace-Id: Root=1-cold
        Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-central-1:000000000000:function:cold
        Content-Type: application/json
        """
                .formatted(System.currentTimeMillis() + 60_000)
                .replace("\n", "\r\n");
    }

    private static byte[] json() {
        return "{}".getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
