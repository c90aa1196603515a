package dev.sluice.wire.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.standins.Connection;
import dev.sluice.standins.Loopback;
import dev.sluice.standins.TestTls;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.Patched;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A provider scripted by the connection, not by the request: what it writes before, between and
 * behind its answers is what the laws of connections are about. Plain or TLS.
 */
final class RawProvider implements AutoCloseable {

    /** Plays one connection; when it returns the connection is closed. */
    @FunctionalInterface
    interface Script {
        void play(Session session) throws Exception;
    }

    private final Loopback server;
    private final boolean secure;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /**
     * @param tls null for plain HTTP
     */
    RawProvider(@Nullable TestTls tls, Script script) throws IOException {
        this.server =
                Loopback.start(
                        tls == null ? Loopback.plain() : listening(tls),
                        connection -> script.play(new Session(connection)));
        this.secure = tls != null;
    }

    private static ServerSocket listening(TestTls tls) throws IOException {
        return tls.server()
                .getServerSocketFactory()
                .createServerSocket(0, 100, InetAddress.getLoopbackAddress());
    }

    /** A request of that body to this provider. */
    Post post(String body) {
        return post(body.getBytes(UTF_8));
    }

    Post post(byte[] body) {
        URI url =
                URI.create(
                        (secure ? "https" : "http") + "://localhost:" + server.port() + "/v1/chat");
        return new Post(Target.of(url), new Patched(body, 0, body.length, new Edits()));
    }

    int connections() {
        return server.connections();
    }

    /** The bodies of the requests that came whole, in order. */
    List<String> requests() {
        return requests;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** One connection, seen from the provider. */
    final class Session {
        private final Connection connection;

        private Session(Connection connection) {
            this.connection = connection;
        }

        /** 1 for the first connection. */
        int number() {
            return connection.number();
        }

        /** The next request's head; throws when there is none any more. */
        void head() throws IOException {
            connection.head();
        }

        /** The next request's body; throws when there is none any more. */
        String request() throws IOException {
            String body = connection.request();
            requests.add(body);
            return body;
        }

        /** One write. */
        Session write(String text) throws IOException {
            connection.write(text);
            return this;
        }

        /** A good answer that keeps the connection. */
        static String ok(String body) {
            return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        }

        void close() throws IOException {
            connection.close();
        }

        /** Waits until the other side is gone. */
        void awaitHangUp() {
            connection.awaitHangUp();
        }
    }
}
