package dev.sluice.standins;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server of bare sockets on a free loopback port, plain or TLS: every stand-in is one. A virtual
 * thread plays each connection; when it returns, or throws, the connection is closed.
 */
public final class Loopback implements AutoCloseable {

    /** Plays one connection. */
    @FunctionalInterface
    public interface Player {
        /** Called by the connection's own thread. */
        void play(Connection connection) throws Exception;
    }

    private final ServerSocket server;
    private final Player player;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private Loopback(ServerSocket server, Player player) {
        this.server = server;
        this.player = player;
    }

    /** Listens when it returns. */
    public static Loopback start(Player player) throws IOException {
        return start(plain(), player);
    }

    /**
     * The same on a socket that listens already, over TLS perhaps.
     *
     * @param listening closed with the server
     */
    public static Loopback start(ServerSocket listening, Player player) {
        Loopback loopback = new Loopback(listening, player);
        Thread.ofVirtual().name("stand-in").start(loopback::accept);
        return loopback;
    }

    /** A free port, without TLS. */
    public static ServerSocket plain() throws IOException {
        return new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    }

    /** A port that was free a moment ago, for a server of somebody else's. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /** {@code http://127.0.0.1:<port>}. */
    public String origin() {
        return "http://127.0.0.1:" + port();
    }

    /** Connections so far. */
    public int connections() {
        return connections.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                int number = connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket, number));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            socket.setTcpNoDelay(true);
            player.play(new Connection(socket, number));
        } catch (Exception e) {
            // The other side is gone, or the script cut it, or the test is over.
        } finally {
            open.remove(socket);
        }
    }

    /** Cuts every connection. */
    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
