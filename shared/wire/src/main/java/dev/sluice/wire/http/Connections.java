package dev.sluice.wire.http;

import dev.sluice.core.time.Clock;
import dev.sluice.core.tls.KeyOffer;
import dev.sluice.wire.net.Net;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * Sends requests: over a connection that rests, else over a new one. What a provider may have read
 * is never sent again; what provably never left this process is, once, over a new connection. Safe
 * for any thread.
 */
public final class Connections implements AutoCloseable {

    /** Gives the TLS that is spoken, when it is first needed. */
    @FunctionalInterface
    public interface Tls {
        SSLContext context() throws IOException;
    }

    private final Net net;
    private final Pool pool;
    private final Tls tls;
    private final KeyOffer offer = new KeyOffer();
    private final Clock clock;
    private final long connectNanos;

    /**
     * @param connectMillis until a connection stands, TLS included
     */
    public Connections(Net net, long connectMillis, Tls tls) {
        this(net, connectMillis, tls, Clock.system());
    }

    Connections(Net net, long connectMillis, Tls tls, Clock clock) {
        this.net = net;
        this.clock = clock;
        this.pool = new Pool(net);
        this.connectNanos = TimeUnit.MILLISECONDS.toNanos(connectMillis);
        this.tls = tls;
    }

    /**
     * Sends it and returns when the head of the answer is there; the caller closes the answer.
     *
     * @throws java.net.UnknownHostException if the host has no address
     * @throws java.net.ConnectException if nothing listens there
     * @throws java.net.SocketTimeoutException if the connection did not stand in time
     * @throws javax.net.ssl.SSLException if TLS failed
     * @throws UnreadableAnswer if what came is no answer
     */
    public Response send(Post post) throws IOException {
        Connection resting = pool.take(post.origin());
        try {
            return exchange(post, resting == null ? connect(post) : resting);
        } catch (NeverSent e) {
            return exchange(post, connect(post));
        }
    }

    /**
     * What a name stands for.
     *
     * @throws java.net.UnknownHostException if the host has no address
     */
    public InetAddress[] addresses(String host) throws IOException {
        return net.addresses(host);
    }

    @Override
    public void close() {
        pool.close();
    }

    private Response exchange(Post post, Connection connection) throws IOException {
        try {
            post.cutting(connection::cut);
            connection.send(post);
            post.left();
            AnswerHead head = AnswerHead.read(connection);
            post.answered(head.status());
            return new Response(post, head, connection, pool);
        } catch (IOException | RuntimeException e) {
            if (post.over() && connection.servedAgain()) {
                pool.distrust(post.origin());
            }
            connection.cut();
            throw e;
        }
    }

    private Connection connect(Post post) throws IOException {
        InetAddress[] addresses = addresses(post.origin().host());
        long untilNanos = System.nanoTime() + connectNanos;
        IOException failed = null;
        for (int i = 0; i < addresses.length; i++) {
            // Each has its share, so that one that is silent does not use up the others' time.
            long shareNanos = (untilNanos - System.nanoTime()) / (addresses.length - i);
            try {
                return agreed(post, addresses[i], System.nanoTime() + shareNanos, untilNanos);
            } catch (IOException e) {
                failed = e;
                if (post.cancelled()) {
                    break;
                }
            }
        }
        throw failed == null ? new IOException("no address") : failed;
    }

    /** A peer that does not take the first offer of keys is asked again, with all of them. */
    private Connection agreed(Post post, InetAddress address, long tcpNanos, long tlsNanos)
            throws IOException {
        String peer = post.origin().peer();
        boolean first = offer.isFirst(peer);
        try {
            return connect(post, address, tcpNanos, tlsNanos);
        } catch (SSLException e) {
            if (!first || post.cancelled() || !offer.widens(peer, e)) {
                throw e;
            }
            return connect(post, address, tcpNanos, tlsNanos);
        }
    }

    private Connection connect(Post post, InetAddress address, long tcpNanos, long tlsNanos)
            throws IOException {
        TcpLink tcp = TcpLink.connect(net, post, address, tcpNanos);
        try {
            Origin origin = post.origin();
            Link link =
                    origin.secure()
                            ? new TlsLink(tcp, tls.context(), offer, origin, tlsNanos)
                            : tcp;
            return new Connection(link, origin, clock);
        } catch (IOException | RuntimeException e) {
            tcp.cut();
            throw e;
        }
    }
}
