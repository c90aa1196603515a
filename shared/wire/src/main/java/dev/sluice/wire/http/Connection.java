package dev.sluice.wire.http;

import dev.sluice.core.time.Age;
import dev.sluice.core.time.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * One connection and what has been read of it. For one thread at a time.
 *
 * <pre>
 *   new ──► sends ──► reads ──► whole, quiet, kept ──► rests ──► silent, quiet ──┐
 *             ▲         │                                │                       │
 *             │         └────────── anything else ───────┴──► cut                │
 *             └──────────────────────────────────────────────────────────────────┘
 * </pre>
 */
final class Connection {
    /** Enough for most answers and for what comes of a stream at once; it grows where it is not. */
    private static final int FIRST_BYTES = 2 << 10;

    private static final int BUFFER_BYTES = 8 << 10;
    private static final int MOST_GATHERED_BYTES = 16 << 10;

    /** Of what a request was gathered in, for the next one. */
    private static final int MOST_KEPT_BYTES = 4 << 10;

    private static final byte[] NOTHING = {};

    /** Of a chunk's size that is read at once: 16 MiB and more are read by the line. */
    private static final int MOST_DIGITS = 6;

    private final Link link;
    private final Origin origin;
    private final Age age;
    private final Age rest;
    private int requests;
    private boolean spoilt;
    private Runnable beforeWaiting = () -> {};
    private long silentSinceNanos = System.nanoTime();
    private long restNanos;
    private byte[] buffer = new byte[FIRST_BYTES];
    private byte[] outgoing = NOTHING;
    private boolean filled;
    private int position;
    private int limit;

    Connection(Link link, Origin origin, Clock clock) {
        this.link = link;
        this.origin = origin;
        this.age = new Age(clock);
        this.rest = new Age(clock);
    }

    Origin origin() {
        return origin;
    }

    long silentSinceNanos() {
        return silentSinceNanos;
    }

    /** Runs each time that an answer's bytes have to be waited for, until it rests. */
    void beforeWaiting(Runnable action) {
        beforeWaiting = action;
    }

    /** Begins its rest, which lasts so long at the longest. */
    void rests(long nowNanos, long forNanos) {
        beforeWaiting = () -> {};
        silentSinceNanos = nowNanos;
        restNanos = forNanos;
        rest.restart();
    }

    /** Whether its rest is over, or its life. */
    boolean restedEnough(long liveNanos) {
        return rest.nanos() >= restNanos || age.nanos() >= liveNanos;
    }

    boolean silentFor(long nanos, long nowNanos) {
        return nowNanos - silentSinceNanos >= nanos;
    }

    /** Waits until it has been silent for so long: no wait at all for one that has rested. */
    void settle(long silentNanos) {
        long leftNanos = silentSinceNanos + silentNanos - System.nanoTime();
        while (leftNanos > 0) {
            LockSupport.parkNanos(leftNanos);
            leftNanos = silentSinceNanos + silentNanos - System.nanoTime();
        }
    }

    /** Whether it has served more than one request. */
    boolean servedAgain() {
        return requests > 1;
    }

    /**
     * Nothing has arrived that nobody asked for, and it is open. Never waits. One that was not
     * quiet never is again: what had come is gone.
     */
    boolean quiet() {
        spoilt |= position < limit || !nothingArrived();
        return !spoilt;
    }

    private boolean nothingArrived() {
        try {
            return link.readNow(buffer, 0, 1) == 0 && link.atRest();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Sends the request. On a connection that has served another it looks again before each further
     * piece: what comes while the request is not yet whole is an answer to something else.
     *
     * @throws NeverSent if no byte of it left
     */
    void send(Post post) throws IOException {
        long sentBefore = link.sentBytes();
        try {
            post.writeTo(new Pieces(link, outgoing(post), requests > 0 ? this : null));
        } catch (IOException e) {
            if (link.sentBytes() == sentBefore && !post.cancelled()) {
                throw new NeverSent(e);
            }
            // A first request may be refused before it was read to its end.
            if (requests > 0 || !hasArrived()) {
                throw e;
            }
        }
        requests++;
        if (outgoing.length > MOST_KEPT_BYTES) {
            outgoing = NOTHING; // its answer may take minutes
        }
    }

    /** Where a request is gathered, kept for the next one. */
    private byte[] outgoing(Post post) {
        int bytes = Math.min(post.lengthBytes(), MOST_GATHERED_BYTES);
        if (outgoing.length < bytes) {
            outgoing = new byte[bytes];
        }
        return outgoing;
    }

    private boolean hasArrived() throws IOException {
        limit += Math.max(0, link.readNow(buffer, limit, buffer.length - limit));
        return limit > position;
    }

    /** A line of a head or of a chunk's, without its end. */
    String line(int mostBytes) throws IOException {
        int scanned = 0;
        while (true) {
            while (position + scanned < limit && buffer[position + scanned] != '\n') {
                scanned++;
            }
            if (scanned > mostBytes) {
                throw new UnreadableAnswer("a line of its answer is too long");
            }
            if (position + scanned < limit) {
                return line(position, position + scanned);
            }
            if (!more()) {
                throw new IOException("closed in the middle of a head");
            }
        }
    }

    /** Waits for more behind what is here; false at the end. */
    boolean more() throws IOException {
        makeRoom();
        beforeWaiting.run();
        int room = buffer.length - limit;
        int count = link.read(buffer, limit, room);
        filled = count == room;
        limit += Math.max(0, count);
        return count >= 0;
    }

    private String line(int from, int newline) throws UnreadableAnswer {
        position = newline + 1;
        int to = newline > from && buffer[newline - 1] == '\r' ? newline - 1 : newline;
        for (int i = from; i < to; i++) {
            if (buffer[i] == '\r' || buffer[i] == 0) {
                throw new UnreadableAnswer("a line of its answer holds a bare CR or a NUL");
            }
        }
        return to == from ? "" : new String(buffer, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /**
     * What is left moves to the front: the line end of the chunk before stays behind each event of
     * a stream. So a read finds nearly the whole buffer free, and one that fills it had more to
     * bring.
     */
    private void makeRoom() {
        int left = limit - position;
        boolean grows = left == buffer.length || (filled && buffer.length < BUFFER_BYTES);
        byte[] target = grows ? new byte[buffer.length * 2] : buffer;
        if (position > 0 || grows) {
            System.arraycopy(buffer, position, target, 0, left);
        }
        buffer = target;
        position = 0;
        limit = left;
        filled = false;
    }

    /** Bytes of a body: what is here, else what comes next; -1 at the end. */
    int read(byte[] to, int offset, int length) throws IOException {
        if (position == limit) {
            if (length >= BUFFER_BYTES / 2) {
                beforeWaiting.run();
                return link.read(to, offset, length);
            }
            if (!more()) {
                return -1;
            }
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, to, offset, count);
        position += count;
        return count;
    }

    /** How many bytes can be read without waiting, at least. */
    int available() {
        return limit - position;
    }

    /**
     * Takes the head of a chunk that is here to its end, with the line end of the chunk before it:
     * the size, or -1 where it is not all here or says more than a size.
     */
    int takeChunkHead(boolean first) {
        int at = position;
        int size = 0;
        if (!first) {
            if (limit - at < 2 || buffer[at] != '\r' || buffer[at + 1] != '\n') {
                return -1;
            }
            at += 2;
        }
        int digits = at;
        while (at < limit && at - digits < MOST_DIGITS && hex(buffer[at]) >= 0) {
            size = size << 4 | hex(buffer[at++]);
        }
        if (at == digits || limit - at < 2 || buffer[at] != '\r' || buffer[at + 1] != '\n') {
            return -1;
        }
        if (size == 0) {
            return -1; // the last one: trailers may follow
        }
        position = at + 2;
        return size;
    }

    private static int hex(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int letter = b | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    /** Takes these bytes if they are here already. */
    boolean takeIfHere(byte[] expected) {
        if (limit - position < expected.length
                || !Arrays.equals(
                        buffer,
                        position,
                        position + expected.length,
                        expected,
                        0,
                        expected.length)) {
            return false;
        }
        position += expected.length;
        return true;
    }

    void cut() {
        link.cut();
    }
}
