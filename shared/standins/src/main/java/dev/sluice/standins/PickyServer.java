package dev.sluice.standins;

import java.io.IOException;
import javax.net.ssl.SSLServerSocket;

/** Answers each request with an empty JSON object, where the key exchange is the one it takes. */
public final class PickyServer implements AutoCloseable {
    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 2\r\n"
                    + "Connection: close\r\n\r\n{}";

    private final Loopback server;

    /**
     * @param group of the key exchange
     */
    public PickyServer(TestTls tls, String protocol, String group) throws IOException {
        SSLServerSocket socket =
                tls.listening(
                        parameters -> {
                            parameters.setProtocols(new String[] {protocol});
                            parameters.setNamedGroups(new String[] {group});
                        });
        server = Loopback.start(socket, PickyServer::answer);
    }

    private static void answer(Connection connection) throws IOException {
        connection.request();
        connection.write(ANSWER);
    }

    /** {@code https://localhost:<port>}. */
    public String url() {
        return "https://localhost:" + server.port();
    }

    /** So far, with those that did not suit. */
    public int connections() {
        return server.connections();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
