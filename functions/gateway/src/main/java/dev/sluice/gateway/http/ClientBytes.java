package dev.sluice.gateway.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * All that one client sends, and the news that it has gone.
 *
 * <p>While a request is being served nobody reads its connection, so a hang-up would pass unseen.
 * Once the request's body is read, somebody wants to know, and that has been so for a moment, its
 * socket is watched, and what comes is read ahead: bytes (a pipelined request) are kept for the
 * connection's thread, the end of the stream is the hang-up. What is answered within that moment is
 * not watched. A client that shuts down only its sending side counts as gone; Go's and nginx'
 * servers see it so too.
 *
 * <pre>
 *            request begins        body read           onHangUp, a moment later
 *   (idle) ────────────────► READ ───────────► SERVED ──────────► SERVED, watched
 *      ▲                       │                  │                   │
 *      └───────────────────────┴── request ends ──┴───────────────────┘
 * </pre>
 *
 * <p>At most one thread reads the socket at any time: the watching one, as long as there is a
 * watch, else the connection's own. A watch that has begun to read outlasts its request: the next
 * request's first bytes come through it.
 *
 * <p>A lock and not a monitor: a virtual thread that is notified on a monitor is woken by way of
 * another thread (JEP 491), which tripled the cost of a request.
 */
final class ClientBytes {

    /** Where the bytes come from. */
    interface Source {
        /** Blocks for the next bytes; how many there are, -1 at the end. */
        int read(byte[] into, int offset, int length) throws IOException;

        /** The same for who reads ahead, in an array of their own; null at the end. */
        @Nullable ByteBuffer readAhead() throws IOException;

        /** Starts a virtual thread with it when there may be something to read, or the end. */
        void onceReadable(Runnable reads);

        /** Takes that back; false if it has started. */
        boolean takeBack();

        /** The client is gone: who waits for it to take something waits no longer. */
        void cut();
    }

    /**
     * Beyond this a client that pipelines is read no further, and its hang-up not seen, until the
     * request ends.
     */
    static final int AHEAD_LIMIT_BYTES = 8 * 1024;

    /** What a piece takes beside its bytes: clients may send them one by one. */
    private static final int PIECE_BYTES = 96;

    /** Of one that is read ahead. */
    static final int LARGEST_PIECE_BYTES = 512;

    /** What is read ahead takes no more. */
    static final int MOST_AHEAD_BYTES = AHEAD_LIMIT_BYTES + LARGEST_PIECE_BYTES + PIECE_BYTES;

    /** What is answered sooner needs no watch. */
    private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Source socket;
    private final Runnable asksForLooks;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All below is guarded by the lock.
    private final Queue<ByteBuffer> ahead = new ArrayDeque<>();
    private final List<Runnable> callbacks = new ArrayList<>();
    private int aheadBytes;
    private boolean serving;
    private boolean bodyRead;
    private boolean watching;
    private boolean ended;

    /** Written under the lock; read without it by who looks at all of them in turn. */
    private volatile boolean wanted;

    private volatile long wantedSinceNanos;

    /**
     * @param asksForLooks from now on it wants to be looked at
     */
    ClientBytes(Source socket, Runnable asksForLooks) {
        this.socket = socket;
        this.asksForLooks = asksForLooks;
    }

    /**
     * The next of what was read ahead, once nobody reads ahead any more; null where there is none.
     * Called by the connection's thread only.
     */
    @Nullable ByteBuffer ahead() {
        lock.lock();
        try {
            while (ahead.isEmpty() && watching) {
                changed.await();
            }
            ByteBuffer bytes = ahead.poll();
            aheadBytes -= bytes == null ? 0 : heldBytes(bytes);
            return bytes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next bytes behind what was read ahead, of which there is no more; -1 when there will be
     * none. Called by the connection's thread only.
     */
    int read(byte[] into, int offset, int length) {
        if (isNotToBeRead()) {
            return -1;
        }
        int count = readSocket(into, offset, length);
        if (count < 0) {
            end();
        }
        return count;
    }

    /** At its end, or while somebody reads ahead for whom an interrupted thread did not wait. */
    private boolean isNotToBeRead() {
        lock.lock();
        try {
            return ended || watching;
        } finally {
            lock.unlock();
        }
    }

    void requestBegins() {
        lock.lock();
        try {
            serving = true;
            bodyRead = false;
        } finally {
            lock.unlock();
        }
    }

    /** The connection's thread will ask for no more bytes until the request ends. */
    void bodyIsRead() {
        lock.lock();
        try {
            bodyRead = true;
            wantIfUseful();
        } finally {
            lock.unlock();
        }
    }

    void requestEnds() {
        lock.lock();
        try {
            serving = false;
            wanted = false;
            callbacks.clear();
            if (watching && socket.takeBack()) {
                watching = false;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs {@code callback} on another thread when the client goes away before the request ends.
     * Any thread may call this.
     */
    void onHangUp(Runnable callback) {
        lock.lock();
        try {
            if (serving && ended) {
                Thread.startVirtualThread(callback);
            } else if (serving) {
                callbacks.add(callback);
                wantIfUseful();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The client is gone, as a failed read or write shows; whether it is in mid-request. */
    boolean end() {
        lock.lock();
        try {
            ended = true;
            watching = false;
            callbacks.forEach(Thread::startVirtualThread);
            callbacks.clear();
            changed.signal();
            return serving;
        } finally {
            lock.unlock();
        }
    }

    boolean ended() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    private void wantIfUseful() {
        if (!wanted && !watching && isWatchUseful()) {
            wantedSinceNanos = System.nanoTime();
            wanted = true;
            asksForLooks.run();
        }
    }

    private boolean isWatchUseful() {
        return serving
                && bodyRead
                && !ended
                && !callbacks.isEmpty()
                && aheadBytes < AHEAD_LIMIT_BYTES;
    }

    /**
     * Starts the watch that has been wanted for a moment; for who looks every now and then. Whether
     * it is to look again.
     */
    boolean look(long nowNanos) {
        if (wanted && nowNanos - wantedSinceNanos >= MOMENT_NANOS) {
            watchNow();
        }
        return wanted;
    }

    private void watchNow() {
        lock.lock();
        try {
            wanted = false;
            if (!watching && isWatchUseful()) {
                watching = true;
                socket.onceReadable(this::readAhead);
            }
        } finally {
            lock.unlock();
        }
    }

    private void readAhead() {
        ByteBuffer bytes = readSocketAhead();
        if (bytes == null) {
            if (end()) {
                socket.cut();
            }
        } else {
            keep(bytes);
        }
    }

    private void keep(ByteBuffer bytes) {
        lock.lock();
        try {
            ahead.add(bytes);
            aheadBytes += heldBytes(bytes);
            watching = serving && aheadBytes < AHEAD_LIMIT_BYTES;
            if (watching) {
                socket.onceReadable(this::readAhead);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private static int heldBytes(ByteBuffer bytes) {
        return PIECE_BYTES + bytes.capacity();
    }

    /** A reset is an end as well: whoever sent half a request cannot be answered. */
    private int readSocket(byte[] into, int offset, int length) {
        try {
            return socket.read(into, offset, length);
        } catch (IOException e) {
            return -1;
        }
    }

    private @Nullable ByteBuffer readSocketAhead() {
        try {
            return socket.readAhead();
        } catch (IOException e) {
            return null;
        }
    }
}
