package dev.sluice.wire.upstream;

import dev.sluice.core.call.Rejected;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.time.Clock;
import dev.sluice.wire.openai.ChunkEditor;
import dev.sluice.wire.sse.SseWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a stream: commits it with the first event, or with a keep-alive if that comes
 * first; one event, one flush. The relaying thread and the keep-alive may meet here, so every
 * method takes the lock.
 */
final class StreamSink {
    private static final String EVENT_STREAM = "text/event-stream; charset=utf-8";

    /** Writes one event's bytes. */
    @FunctionalInterface
    private interface Event {
        void writeTo(OutputStream out) throws IOException;
    }

    private final Client client;
    private final Admitted admitted;
    private final Clock clock;
    private final AnswerFormat format;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable OutputStream out;
    private boolean over;
    private OptionalLong firstByteNanos = OptionalLong.empty();

    StreamSink(Client client, Admitted admitted, Clock clock, AnswerFormat format) {
        this.client = client;
        this.admitted = admitted;
        this.clock = clock;
        this.format = format;
    }

    /** Relays what the editor accepted last. */
    void relay(ChunkEditor editor) throws ClientGone, Rejected {
        lock.lock();
        try {
            write(to -> format.chunk(to, editor));
            if (firstByteNanos.isEmpty()) {
                firstByteNanos = OptionalLong.of(clock.nanos());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends a whole stream. */
    void finish(ChunkEditor editor, long estimatedInputTokens) throws ClientGone, Rejected {
        last(to -> format.finish(to, editor, estimatedInputTokens));
    }

    /** Ends a broken stream with an error event. */
    void fail(String message, String code) throws ClientGone, Rejected {
        last(to -> format.fail(to, message, code));
    }

    /**
     * A comment, unless the stream is over; commits the status, for a client that waits must know
     * it is being served.
     */
    void keepAlive() throws ClientGone, Rejected {
        lock.lock();
        try {
            if (!over) {
                write(SseWriter::keepAlive);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives the stream up before it has begun; false if it has: then it must be ended with {@link
     * #fail}.
     */
    boolean abandon() {
        lock.lock();
        try {
            over |= out == null;
            return out == null;
        } finally {
            lock.unlock();
        }
    }

    boolean committed() {
        lock.lock();
        try {
            return out != null;
        } finally {
            lock.unlock();
        }
    }

    /** When the first event was relayed. */
    OptionalLong firstByteNanos() {
        return firstByteNanos;
    }

    private void last(Event event) throws ClientGone, Rejected {
        lock.lock();
        try {
            write(event);
            over = true;
        } finally {
            lock.unlock();
        }
    }

    private void write(Event event) throws ClientGone, Rejected {
        if (out == null) {
            admitted.beforeFirstByte();
        }
        try {
            if (out == null) {
                out = client.begin(admitted, EVENT_STREAM, -1);
                format.begin(out, admitted);
            }
            event.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new ClientGone(e);
        }
    }
}
