package dev.sluice.gateway.http;

import dev.sluice.wire.door.Door;
import dev.sluice.wire.net.Net;
import java.io.IOException;
import java.time.Duration;

/**
 * The local HTTP/1.1 server in front of a {@link Door}. Each connection has a virtual thread that
 * serves its requests one after the other; replies leave without delay (TCP_NODELAY). HTTP/1.0 is
 * served too: proxies speak it to what stands behind them.
 *
 * <p>Malformed HTTP is answered here with OpenAI's error shape and never reaches the door. How long
 * one body may be is the door's affair; what all of them and all connections may take of the
 * process, and for how long, is bounded here ({@link Bounds}): a door's read throws {@link
 * dev.sluice.wire.door.NoRoom}, and who drips is cut. What a door leaves unread is read and
 * forgotten up to 32 MB and for a few seconds, so that the client sees its answer; a longer rest
 * closes the connection. So does a client that does not take what it is sent ({@link SlowTaking}).
 */
public final class HttpFront implements AutoCloseable {

    /** For who does not say how long. */
    public static final Duration CLOSE_GRACE = Duration.ofSeconds(1);

    /** How long clients that are told why their answer ends may take to hear it. */
    public static final Duration LAST_WORDS_GRACE = Duration.ofSeconds(1);

    /** How long a stop takes at most beyond that. */
    public static final Duration CUT_GRACE = Duration.ofSeconds(2);

    private final Listener listener;
    private final DoorRouting routing;
    private final Deadlines deadlines;

    private HttpFront(Listener listener, DoorRouting routing, Deadlines deadlines) {
        this.listener = listener;
        this.routing = routing;
        this.deadlines = deadlines;
    }

    /** Listens, within the bounds of this process's heap. */
    public static HttpFront start(String host, int port, Door door) throws IOException {
        return start(host, port, door, Bounds.ofHeap(Runtime.getRuntime().maxMemory()));
    }

    /**
     * Listens.
     *
     * @param port 0 takes a free one
     * @throws IOException the address is in use or not ours
     */
    public static HttpFront start(String host, int port, Door door, Bounds bounds)
            throws IOException {
        return start(host, port, door, bounds, Net.ofThisProcess());
    }

    /** The same, with its threads and sockets where the net has them. */
    static HttpFront start(String host, int port, Door door, Bounds bounds, Net net)
            throws IOException {
        Deadlines deadlines = new Deadlines(net, bounds);
        DoorRouting routing = new DoorRouting(door, deadlines);
        try {
            return new HttpFront(Listener.start(host, port, net, routing), routing, deadlines);
        } catch (IOException e) {
            deadlines.close();
            throw new IOException("cannot listen on " + host + ":" + port + ": " + e.getMessage());
        }
    }

    /** The port that it listens on. */
    public int port() {
        return listener.port();
    }

    /** Stops where nobody has a last word. */
    public void stop(Duration grace) {
        stop(grace, () -> {});
    }

    /**
     * Takes no new connection and no new request, lets running ones end within {@code grace}, has
     * those that are left told why they end, then cuts their clients off and gives the doors two
     * seconds to notice. Returns when all have ended or were given up.
     *
     * @param lastWords ends what the doors are at
     */
    public void stop(Duration grace, Runnable lastWords) {
        routing.stopping();
        listener.close();
        deadlines.endConnections();
        try {
            if (!deadlines.ended(grace)) {
                lastWords.run();
                cutWhoIsLeft();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        deadlines.close();
    }

    private void cutWhoIsLeft() throws InterruptedException {
        if (deadlines.ended(LAST_WORDS_GRACE)) {
            return;
        }
        deadlines.connections().forEach(DoorConnection::cut);
        if (!deadlines.ended(CUT_GRACE)) {
            deadlines.connections().forEach(DoorConnection::interrupt);
        }
    }

    /** Stops with a grace of one second. */
    @Override
    public void close() {
        stop(CLOSE_GRACE);
    }
}
