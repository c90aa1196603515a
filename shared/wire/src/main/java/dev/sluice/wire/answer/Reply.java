package dev.sluice.wire.answer;

import dev.sluice.core.call.Meters;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.relay.Moment;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.time.Clock;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.answer.ChunkEditor;
import dev.sluice.wire.openai.answer.EventReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of one request, over all attempts: the one object that knows how far the answer
 * has come ({@link Moment} has the states).
 *
 * <p>A stream's keep-alive commits the status but no candidate: until the first event, another one
 * may serve. Events that came together leave together: they gather until {@link #flush}. The
 * relaying thread and the keep-alive meet here, so every method takes the lock.
 */
public final class Reply {
    private static final String EVENT_STREAM = "text/event-stream; charset=utf-8";
    private static final String JSON = "application/json";

    /** Writes one event's bytes. */
    @FunctionalInterface
    private interface Event {
        void writeTo(OutputStream out) throws IOException;
    }

    private final Client client;
    private final AnswerFormat format;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private LongSupplier lettingGo = () -> Long.MAX_VALUE;
    private Moment moment = Moment.WAITING;
    private @Nullable OutputStream out;
    private @Nullable IOException gone;
    private OptionalLong firstByteNanos = OptionalLong.empty();
    private @Nullable RawFormat raw;

    /** Between a refusal and who asks again: its client is told by other means, or waits. */
    private boolean refused;

    /** Whether there are events that have not left. */
    private boolean gathered;

    private boolean counts;

    private volatile boolean writing;
    private volatile @Nullable TakenBytes taken;

    public Reply(Client client, AnswerFormat format, Clock clock) {
        this.client = client;
        this.format = format;
        this.clock = clock;
    }

    /**
     * What lets the request go as soon as an answer has begun.
     *
     * @param action returns how many bytes of it are still needed
     */
    public void lettingGo(LongSupplier action) {
        lock.lock();
        try {
            lettingGo = action;
        } finally {
            lock.unlock();
        }
    }

    /** Somebody asks for its answer, for the first time or again after a refusal. */
    public void asked() {
        lock.lock();
        try {
            refused = false;
        } finally {
            lock.unlock();
        }
    }

    public Client client() {
        return client;
    }

    public AnswerFormat format() {
        return format;
    }

    public Moment moment() {
        lock.lock();
        try {
            return moment;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the client has been sent anything at all. */
    public boolean hasSent() {
        lock.lock();
        try {
            return out != null;
        } finally {
            lock.unlock();
        }
    }

    /** When the first event of the answer was relayed. */
    public OptionalLong firstByteNanos() {
        return firstByteNanos;
    }

    /**
     * Relays what the reader accepted last; the first one begins the answer. Whoever waits for the
     * next one flushes before.
     */
    public void event(Admitted admitted, EventReader reader) throws ClientGone {
        lock.lock();
        try {
            begin(admitted);
            write(reader);
            gathered = true;
            if (firstByteNanos.isEmpty()) {
                firstByteNanos = OptionalLong.of(clock.nanos());
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether somebody is sending the client something, and waits where it does not take it. Asked
     * without the lock, which that one holds.
     */
    public boolean isWriting() {
        return writing;
    }

    private void write(EventReader reader) throws ClientGone {
        OutputStream to = out();
        writing = true;
        try {
            if (reader instanceof ChunkEditor editor) {
                format.chunk(to, editor);
            } else {
                reader.writeTo(to);
            }
        } catch (IOException e) {
            throw gone(e);
        } finally {
            writing = false;
        }
    }

    /** Sends the events that have gathered; whether there were any. */
    public boolean flush() throws ClientGone {
        lock.lock();
        try {
            boolean sends = gathered;
            if (sends) {
                gathered = false;
                unflushed(OutputStream::flush);
            }
            return sends;
        } finally {
            lock.unlock();
        }
    }

    /** Passes on a piece of an answer of bytes; the first one begins the answer. */
    public void piece(Admitted admitted, RawFormat format, byte[] bytes, int length)
            throws ClientGone {
        lock.lock();
        try {
            if (!moment.hasBegun()) {
                admitted.answered();
                moment = Moment.BEGUN;
                raw = format;
                commit(
                        Optional.of(admitted.candidate()),
                        admitted.meters(),
                        format.contentType(),
                        format.lengthBytes());
                client.keepsOfRequest(lettingGo.getAsLong());
            }
            if (firstByteNanos.isEmpty()) {
                firstByteNanos = OptionalLong.of(clock.nanos());
            }
            write(to -> format.piece(to, bytes, 0, length));
        } finally {
            lock.unlock();
        }
    }

    /** Ends a whole answer of bytes. */
    public void finish(RawFormat format, Metered usage) throws ClientGone {
        lock.lock();
        try {
            last(to -> format.finish(to, usage));
        } finally {
            lock.unlock();
        }
    }

    /** Ends a whole stream. */
    public void finish(Admitted admitted, EventReader reader, long estimatedInputTokens)
            throws ClientGone {
        lock.lock();
        try {
            begin(admitted);
            if (reader instanceof ChunkEditor editor) {
                last(to -> format.finish(to, editor, estimatedInputTokens));
            } else {
                last(to -> reader.writeEnd(to, estimatedInputTokens));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends a broken stream, which had begun, with an error event. */
    public void fail(Rejection rejection) throws ClientGone {
        lock.lock();
        try {
            last(to -> format.fail(to, rejection));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells in the stream why its client gets no answer, or no more of it, or breaks it off where
     * it cannot be told; false where the status is not out yet, and tells it better.
     */
    public boolean refuse(Rejection rejection) {
        lock.lock();
        try {
            if (moment == Moment.COMMITTED || moment == Moment.BEGUN) {
                last(to -> tell(to, rejection));
            }
            refused = true;
            return moment.isCommitted();
        } catch (ClientGone e) {
            return true; // there is nobody to tell
        } finally {
            lock.unlock();
        }
    }

    /**
     * A sign of life, for a client that waits must know that it is being served. One that comes
     * late, beside a refusal, is left out.
     */
    public void keepAlive(Admitted admitted) throws ClientGone {
        lock.lock();
        try {
            if (moment != Moment.ENDED && !refused) {
                commit(Optional.empty(), admitted.meters(), EVENT_STREAM, -1);
                write(format::keepAlive);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends a whole answer: status, headers and body at once. */
    public void whole(Admitted admitted, Patched body) throws ClientGone {
        whole(admitted, JSON, body);
    }

    /** The same of any type. */
    public void whole(Admitted admitted, String contentType, Patched body) throws ClientGone {
        lock.lock();
        try {
            moment = Moment.ENDED;
            firstByteNanos = OptionalLong.of(clock.nanos());
            commit(
                    Optional.of(admitted.candidate()),
                    admitted.meters(),
                    contentType,
                    body.lengthBytes());
            write(body::writeTo);
        } finally {
            lock.unlock();
        }
    }

    /** From here on it is known how much the client takes, where that says anything. */
    public void counts() {
        lock.lock();
        try {
            counts = !client.holdsAnswers();
        } finally {
            lock.unlock();
        }
    }

    /**
     * How much the client has taken since that {@link #counts}; empty where it is not known. Asked
     * without the lock, which who sends it holds.
     */
    public OptionalLong takenBytes() {
        TakenBytes counted = taken;
        return counted == null ? OptionalLong.empty() : OptionalLong.of(counted.bytes());
    }

    private void tell(OutputStream to, Rejection rejection) throws IOException {
        if (raw == null) {
            format.fail(to, rejection);
        } else if (!raw.fail(to, rejection)) {
            client.breakOff();
        }
    }

    private void begin(Admitted admitted) throws ClientGone {
        if (moment.hasBegun()) {
            return;
        }
        admitted.answered();
        moment = Moment.BEGUN;
        commit(Optional.of(admitted.candidate()), admitted.meters(), EVENT_STREAM, -1);
        unflushed(to -> format.begin(to, admitted));
        client.keepsOfRequest(lettingGo.getAsLong());
    }

    private void commit(
            Optional<Candidate> serving, Meters meters, String contentType, long contentBytes)
            throws ClientGone {
        if (out != null) {
            return;
        }
        moment = moment == Moment.WAITING ? Moment.COMMITTED : moment;
        writing = true;
        try {
            out = client.begin(serving, meters, contentType, contentBytes);
        } catch (IOException e) {
            throw gone(e);
        } finally {
            writing = false;
        }
    }

    private void last(Event event) throws ClientGone {
        try {
            write(event);
        } finally {
            moment = Moment.ENDED;
        }
    }

    private void write(Event event) throws ClientGone {
        unflushed(
                to -> {
                    event.writeTo(to);
                    to.flush();
                });
    }

    private void unflushed(Event event) throws ClientGone {
        OutputStream to = out();
        writing = true;
        try {
            event.writeTo(to);
        } catch (IOException e) {
            throw gone(e);
        } finally {
            writing = false;
        }
    }

    private OutputStream out() throws ClientGone {
        OutputStream to = out;
        if (to == null) {
            throw new ClientGone(gone);
        }
        return counts ? counted(to) : to;
    }

    private OutputStream counted(OutputStream to) {
        TakenBytes counted = taken;
        if (counted == null) {
            counted = new TakenBytes(to);
            taken = counted;
        }
        return counted;
    }

    private ClientGone gone(IOException cause) {
        gone = cause;
        return new ClientGone(cause);
    }
}
