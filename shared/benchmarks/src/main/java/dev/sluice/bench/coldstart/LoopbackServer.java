package dev.sluice.bench.coldstart;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/**
 * HTTP/1.1 on a loopback port, as little of it as is needed: a thread a connection, one write an
 * answer. A connection is kept but after a body in chunks.
 */
final class LoopbackServer implements AutoCloseable {
    /** Makes the answer, head and all. Called by the thread of the connection. */
    interface Handler {
        byte[] answer(LoopbackRequest request) throws IOException;
    }

    private final Handler handler;
    private final ServerSocket server;

    private LoopbackServer(Handler handler, ServerSocket server) {
        this.handler = handler;
        this.server = server;
    }

    static LoopbackServer start(Handler handler) throws IOException {
        return start(handler, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    /**
     * @param socket listens, over TLS perhaps; closed with the server
     */
    static LoopbackServer start(Handler handler, ServerSocket socket) {
        LoopbackServer server = new LoopbackServer(handler, socket);
        Thread.ofPlatform().daemon().start(server::accept);
        return server;
    }

    /**
     * An answer with its length.
     *
     * @param headers each with its line's end
     */
    static byte[] answer(int status, String headers, byte[] body) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(
                ("HTTP/1.1 "
                                + status
                                + " X\r\n"
                                + headers
                                + "Content-Length: "
                                + body.length
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        all.writeBytes(body);
        return all.toByteArray();
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
            for (LoopbackRequest request = LoopbackRequest.next(in);
                    request != null;
                    request = request.chunked() ? null : LoopbackRequest.next(in)) {
                socket.getOutputStream().write(handler.answer(request));
            }
        } catch (SocketException e) {
            // The process has gone; that is how each ends.
        } catch (IOException | RuntimeException e) {
            System.err.println("a stand-in failed: " + e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
