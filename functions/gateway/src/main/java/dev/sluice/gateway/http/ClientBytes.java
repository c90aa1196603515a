package dev.sluice.gateway.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * All that one client sends, and the news that it has gone.
 *
 * <p>While a request is being served nobody reads its connection, so a hang-up would pass unseen.
 * Once the request's body is read and somebody wants to know, a virtual thread reads ahead: bytes
 * (a pipelined request) are kept for the connection's thread, the end of the stream is the hang-up.
 * A client that shuts down only its sending side counts as gone; Go's and nginx' servers see it so
 * too.
 *
 * <pre>
 *            request begins        body read           onHangUp
 *   (idle) ────────────────► READ ───────────► SERVED ──────────► SERVED, watched
 *      ▲                       │                  │                   │
 *      └───────────────────────┴── request ends ──┴───────────────────┘
 * </pre>
 *
 * At most one thread reads the socket at any time: the watching one, as long as there is one, else
 * the connection's own. A watch may outlast its request; the next request's first bytes then come
 * through it.
 */
final class ClientBytes {

    /** Blocks for the next bytes; null at the end, a RuntimeException for a broken connection. */
    interface Source {
        byte @Nullable [] read();
    }

    /**
     * Beyond this a client that pipelines is read no further, and its hang-up not seen, until the
     * request ends.
     */
    static final int AHEAD_LIMIT_BYTES = 64 * 1024;

    private final Source socket;
    private final Queue<byte[]> ahead = new ArrayDeque<>();
    private final List<Runnable> callbacks = new ArrayList<>();
    private int aheadBytes;
    private boolean serving;
    private boolean bodyRead;
    private boolean watching;
    private boolean ended;

    ClientBytes(Source socket) {
        this.socket = socket;
    }

    /**
     * The next bytes, or null when there will be no more. Called by the connection's thread only.
     */
    byte @Nullable [] read() {
        synchronized (this) {
            while (ahead.isEmpty() && watching) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return null;
                }
            }
            byte[] bytes = ahead.poll();
            if (bytes != null) {
                aheadBytes -= bytes.length;
                return bytes;
            }
            if (ended) {
                return null;
            }
        }
        byte[] bytes = readSocket();
        if (bytes == null) {
            end();
        }
        return bytes;
    }

    synchronized void requestBegins() {
        serving = true;
        bodyRead = false;
    }

    /** The connection's thread will ask for no more bytes until the request ends. */
    synchronized void bodyIsRead() {
        bodyRead = true;
        watchIfWanted();
    }

    synchronized void requestEnds() {
        serving = false;
        callbacks.clear();
    }

    /**
     * Runs {@code callback} on another thread when the client goes away before the request ends.
     * Any thread may call this.
     */
    synchronized void onHangUp(Runnable callback) {
        if (!serving) {
            return;
        }
        if (ended) {
            Thread.startVirtualThread(callback);
            return;
        }
        callbacks.add(callback);
        watchIfWanted();
    }

    /** Tells that the client is gone, as a failed write shows. */
    void end() {
        hangUp().forEach(Thread::startVirtualThread);
    }

    synchronized boolean ended() {
        return ended;
    }

    private void watchIfWanted() {
        if (serving
                && bodyRead
                && !watching
                && !ended
                && !callbacks.isEmpty()
                && aheadBytes < AHEAD_LIMIT_BYTES) {
            watching = true;
            Thread.ofVirtual().name("hang-up watch").start(this::watch);
        }
    }

    private void watch() {
        boolean again = true;
        while (again) {
            byte[] bytes = readSocket();
            again = bytes != null && keep(bytes);
            if (bytes == null) {
                watchEnded().forEach(Runnable::run);
            }
        }
    }

    /** Whether to read on. */
    private synchronized boolean keep(byte[] bytes) {
        ahead.add(bytes);
        aheadBytes += bytes.length;
        watching = serving && aheadBytes < AHEAD_LIMIT_BYTES;
        notifyAll();
        return watching;
    }

    private synchronized List<Runnable> watchEnded() {
        watching = false;
        notifyAll();
        return hangUp();
    }

    private synchronized List<Runnable> hangUp() {
        ended = true;
        List<Runnable> toRun = List.copyOf(callbacks);
        callbacks.clear();
        return toRun;
    }

    /** A reset is an end as well: whoever sent half a request cannot be answered. */
    private byte @Nullable [] readSocket() {
        try {
            return socket.read();
        } catch (RuntimeException e) {
            return null;
        }
    }
}
