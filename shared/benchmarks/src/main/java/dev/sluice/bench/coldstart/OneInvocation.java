package dev.sluice.bench.coldstart;

import dev.sluice.standins.Connection;
import dev.sluice.standins.Http;
import dev.sluice.standins.RuntimeApiStandIn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lambda's Runtime API for one process: a restore where it asks for one, one invocation, then an
 * error that ends it. Notes when the answer's first byte came: of a streamed answer the first
 * behind the prelude, and only where that says 200; of another the whole. Safe for any thread.
 */
final class OneInvocation implements AutoCloseable {
    private static final String ID = "cold-1";
    private static final String ACCEPTED =
            "HTTP/1.1 202 X\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";

    /** What the answer came to. The first one counts. */
    private sealed interface Outcome {
        record FirstByte(Stamp at) implements Outcome {}

        record Failed(String why) implements Outcome {}
    }

    private final RuntimeApiStandIn api = new RuntimeApiStandIn();
    private final Supplier<Stamp> clock;
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    private volatile @Nullable Stamp restored;

    /**
     * @param clock read by the thread that sees the byte
     */
    OneInvocation(byte[] event, Supplier<Stamp> clock) throws IOException {
        this.clock = clock;
        api.script(
                "/restore/next",
                (_, _, _) -> {
                    restored = clock.get();
                    return false;
                });
        api.script("/invocation/" + ID + "/response", this::response);
        for (String failed : new String[] {"/invocation/" + ID + "/error", "/init/error"}) {
            api.script(failed, this::error);
        }
        api.deliver(
                ID,
                new String(event, StandardCharsets.UTF_8),
                "Lambda-Runtime-Deadline-Ms: " + (System.currentTimeMillis() + 60_000),
                "Lambda-Runtime-Trace-Id: Root=1-cold");
        api.deliverRaw(RuntimeApiStandIn.answer(500, "X", "{}"));
    }

    String hostAndPort() {
        return api.hostAndPort();
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

    private boolean response(
            Connection connection, RuntimeApiStandIn.Exchange exchange, InputStream in)
            throws IOException {
        if (exchange.head().isChunked()) {
            outcomes.add(streamed(in));
        } else {
            Http.body(in, exchange.head(), false);
            outcomes.add(new Outcome.FirstByte(clock.get()));
        }
        connection.write(ACCEPTED);
        return true;
    }

    private boolean error(
            Connection connection, RuntimeApiStandIn.Exchange exchange, InputStream in)
            throws IOException {
        byte[] body = Http.body(in, exchange.head(), false).bytes();
        outcomes.add(
                new Outcome.Failed(
                        exchange.path() + ": " + new String(body, StandardCharsets.UTF_8)));
        connection.write(ACCEPTED);
        return true;
    }

    private Outcome streamed(InputStream in) throws IOException {
        StreamedAnswer answer = new StreamedAnswer();
        Stamp firstByte = null;
        for (byte[] chunk = Http.part(in); chunk.length > 0; chunk = Http.part(in)) {
            if (firstByte == null) {
                answer.add(chunk);
                firstByte = answer.begun() ? clock.get() : null;
            }
        }
        Http.fields(in);
        return firstByte != null && answer.isOk()
                ? new Outcome.FirstByte(firstByte)
                : new Outcome.Failed("answered with " + answer.prelude());
    }

    @Override
    public void close() throws IOException {
        api.close();
    }
}
