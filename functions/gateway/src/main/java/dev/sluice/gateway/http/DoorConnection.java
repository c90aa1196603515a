package dev.sluice.gateway.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: Helidon's own context, with the reading side put through {@link
 * ClientBytes} and every request routed to the door.
 */
final class DoorConnection implements ConnectionContext {

    private final ConnectionContext context;
    private final Router router;
    private final ClientBytes client;
    private final DataReader reader;
    private @Nullable ServerConnection connection;

    private DoorConnection(ConnectionContext context, Router router) {
        this.context = context;
        this.router = router;
        this.client = new ClientBytes(context.serverSocket()::get);
        this.reader = DataReader.create(client::read);
    }

    /** Makes every connection of a listener one of ours, spoken by {@code http}. */
    static ServerConnectionSelector selector(ServerConnectionSelector http, Router router) {
        return new Selector(http, router);
    }

    private record Selector(ServerConnectionSelector http, Router router)
            implements ServerConnectionSelector {

        @Override
        public int bytesToIdentifyConnection() {
            return http.bytesToIdentifyConnection();
        }

        @Override
        public Support supports(BufferData data) {
            return http.supports(data);
        }

        @Override
        public Set<String> supportedApplicationProtocols() {
            return http.supportedApplicationProtocols();
        }

        @Override
        public ServerConnection connection(ConnectionContext context) {
            DoorConnection ours = new DoorConnection(context, router);
            ServerConnection spoken = http.connection(ours);
            ours.connection = spoken;
            return spoken;
        }
    }

    ClientBytes client() {
        return client;
    }

    /** Serves no further request on this connection; the running one ends first. */
    void serveNoMore() {
        if (connection != null) {
            connection.close(false);
        }
    }

    /** Cuts the connection under a running request, whose door then sees its client gone. */
    void cut() {
        try {
            context.serverSocket().close();
        } catch (RuntimeException e) {
            // Closed already: what was wanted.
        }
    }

    /** Stops a door that did not notice that its client was cut off. */
    void interrupt() {
        if (connection != null) {
            connection.close(true);
        }
    }

    @Override
    public DataReader dataReader() {
        return reader;
    }

    @Override
    public Router router() {
        return router;
    }

    @Override
    public DataWriter dataWriter() {
        return context.dataWriter();
    }

    @Override
    public HelidonSocket serverSocket() {
        return context.serverSocket();
    }

    @Override
    public ListenerContext listenerContext() {
        return context.listenerContext();
    }

    @Override
    public ExecutorService executor() {
        return context.executor();
    }

    @Override
    public PeerInfo remotePeer() {
        return context.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
        return context.localPeer();
    }

    @Override
    public boolean isSecure() {
        return context.isSecure();
    }

    @Override
    public String socketId() {
        return context.socketId();
    }

    @Override
    public String childSocketId() {
        return context.childSocketId();
    }
}
