package dev.sluice.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.Patched;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A provider made of bare sockets, plain or TLS: a script says what it writes when. */
final class RawProvider implements AutoCloseable {

    /** Plays one connection; when it returns the connection is closed. */
    @FunctionalInterface
    interface Script {
        void play(Session session) throws Exception;
    }

    private final ServerSocket server;
    private final boolean secure;
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /**
     * @param tls null for plain HTTP
     */
    RawProvider(@Nullable TestTls tls, Script script) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        this.server =
                tls == null
                        ? new ServerSocket(0, 100, loopback)
                        : tls.server()
                                .getServerSocketFactory()
                                .createServerSocket(0, 100, loopback);
        this.secure = tls != null;
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    /** A request of that body to this provider. */
    Post post(String body) {
        return post(body.getBytes(UTF_8));
    }

    Post post(byte[] body) {
        URI url =
                URI.create(
                        (secure ? "https" : "http")
                                + "://localhost:"
                                + server.getLocalPort()
                                + "/v1/chat");
        return new Post(url, new Patched(body, 0, body.length, new Edits()));
    }

    int connections() {
        return connections.get();
    }

    /** The bodies of the requests that came whole, in order. */
    List<String> requests() {
        return requests;
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
            script.play(new Session(socket, number));
        } catch (Exception e) {
            // The other side is gone, or the test is over.
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** One connection, seen from the provider. */
    final class Session {
        private final Socket socket;
        private final InputStream in;
        private final int number;

        private Session(Socket socket, int number) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.number = number;
        }

        /** 1 for the first connection. */
        int number() {
            return number;
        }

        /** The next request's head; throws when there is none any more. */
        String head() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("no more requests");
                }
                head.append((char) b);
            }
            return head.toString();
        }

        /** The next request's body; throws when there is none any more. */
        String request() throws IOException {
            String head = head();
            int at = head.indexOf("Content-Length: ") + "Content-Length: ".length();
            int length = Integer.parseInt(head.substring(at, head.indexOf("\r\n", at)));
            byte[] body = in.readNBytes(length);
            if (body.length < length) {
                throw new IOException("cut request");
            }
            String text = new String(body, UTF_8);
            requests.add(text);
            return text;
        }

        /** One write. */
        Session write(String text) throws IOException {
            return write(text.getBytes(ISO_8859_1));
        }

        Session write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        }

        /** A good answer that keeps the connection. */
        static String ok(String body) {
            return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        }

        void close() throws IOException {
            socket.close();
        }

        /** Waits until the other side is gone. */
        void awaitHangUp() throws IOException {
            while (in.read() >= 0) {
                // whatever it still says
            }
        }
    }
}
