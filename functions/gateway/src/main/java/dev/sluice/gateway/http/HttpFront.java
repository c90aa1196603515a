package dev.sluice.gateway.http;

import dev.sluice.wire.door.Door;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The local HTTP/1.1 server in front of a {@link Door}. Each connection has a virtual thread that
 * serves its requests one after the other; replies leave without delay (TCP_NODELAY). HTTP/1.0 is
 * served too: proxies speak it to what stands behind them.
 *
 * <p>Malformed HTTP is answered here with OpenAI's error shape and never reaches the door. How long
 * one body may be is the door's affair; what all of them and all connections may take of the
 * process, and for how long, is bounded here ({@link Bounds}): a door's read throws {@link
 * dev.sluice.wire.door.NoRoom}, and who drips is cut. What a door leaves unread is read and
 * forgotten up to 32 MB, so that the client sees its answer; a longer rest closes the connection.
 */
public final class HttpFront implements AutoCloseable {

    /** Held here because JUL forgets the levels of loggers that nobody holds. */
    private static final Logger HELIDON = Logger.getLogger("io.helidon");

    private static final Logger HELIDON_LISTENER =
            Logger.getLogger("io.helidon.webserver.ServerListener");

    private static final Logger HELIDON_STARTS =
            Logger.getLogger("io.helidon.webserver.LoomServer");

    private static final Duration CLOSE_GRACE = Duration.ofSeconds(1);
    private static final Duration CUT_GRACE = Duration.ofSeconds(2);

    private final WebServer server;
    private final DoorRouting routing;
    private final Deadlines deadlines;
    private final int port;

    private HttpFront(WebServer server, DoorRouting routing, Deadlines deadlines) {
        this.server = server;
        this.routing = routing;
        this.deadlines = deadlines;
        this.port = server.port();
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
        quietHelidon();
        Deadlines deadlines = new Deadlines(bounds);
        DoorRouting routing = new DoorRouting(door, deadlines);
        WebServer server =
                WebServer.builder()
                        .host(host)
                        .port(port)
                        .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
                        .protocolsDiscoverServices(false)
                        .featuresDiscoverServices(false)
                        .addConnectionSelector(new DoorConnection.Selector(routing))
                        .shutdownHook(false)
                        // stop() below ends every request by its own rules; this only has to be
                        // longer.
                        .shutdownGracePeriod(Duration.ofDays(1))
                        .build();
        server.start();
        if (!server.isRunning()) {
            deadlines.close();
            throw new IOException("cannot listen on " + host + ":" + port + reason(host, port));
        }
        return new HttpFront(server, routing, deadlines);
    }

    /** Helidon logs the reason and does not tell it. */
    private static String reason(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
            return "";
        } catch (IOException e) {
            return ": " + e.getMessage();
        }
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /**
     * Takes no new connection and no new request, lets running ones end within {@code grace}, then
     * cuts their clients off and gives the doors two seconds to notice. Returns when all have ended
     * or were given up.
     */
    public void stop(Duration grace) {
        routing.stopping();
        // It calls a connection that comes too late a severe error.
        HELIDON_LISTENER.setLevel(Level.OFF);
        Thread stopping = Thread.ofVirtual().name("http stop").start(server::stop);
        if (!ended(stopping, grace)) {
            routing.serving().forEach(DoorConnection::cut);
            if (!ended(stopping, CUT_GRACE)) {
                routing.serving().forEach(DoorConnection::interrupt);
            }
        }
        deadlines.close();
    }

    /** Stops with a grace of one second. */
    @Override
    public void close() {
        stop(CLOSE_GRACE);
    }

    /**
     * Helidon tells of every start on INFO, and of a failed one with a stack trace; our callers say
     * both better.
     */
    private static void quietHelidon() {
        if (HELIDON.getLevel() == null) {
            HELIDON.setLevel(Level.WARNING);
            HELIDON_STARTS.setLevel(Level.OFF);
        }
    }

    private static boolean ended(Thread thread, Duration wait) {
        try {
            return thread.join(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
