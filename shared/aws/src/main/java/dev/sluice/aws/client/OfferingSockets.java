package dev.sluice.aws.client;

import dev.sluice.core.tls.CipherOrder;
import dev.sluice.core.tls.KeyOffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sockets of the JDK's TLS that begin with a {@link KeyOffer}, for its {@code HttpsURLConnection}:
 * that connects by itself and asks for TLS over the connection, which is all that is made here.
 */
final class OfferingSockets extends SSLSocketFactory {
    private static final String NOT_AGREED = "NONE";

    /** The last that this thread made: who calls waits for its own connection. */
    private static final ThreadLocal<SSLSocket> MADE = new ThreadLocal<>();

    private final SSLSocketFactory jdk;
    private final KeyOffer offer;

    OfferingSockets(SSLSocketFactory jdk, KeyOffer offer) {
        this.jdk = jdk;
        this.offer = offer;
    }

    static String peer(String host, int port) {
        return host + ':' + port;
    }

    /** A call begins on this thread. */
    static void forget() {
        MADE.remove();
    }

    /** Whether the call that failed made a connection, and its TLS was never agreed upon. */
    static boolean brokeBeforeAnythingWasSent() {
        SSLSocket made = MADE.get();
        MADE.remove();
        return made != null && made.getSession().getProtocol().equals(NOT_AGREED);
    }

    @Override
    public Socket createSocket(Socket below, String host, int port, boolean closes)
            throws IOException {
        SSLSocket socket = (SSLSocket) jdk.createSocket(below, host, port, closes);
        SSLParameters parameters = socket.getSSLParameters();
        offer.apply(peer(host, port), parameters);
        CipherOrder.apply(parameters);
        socket.setSSLParameters(parameters);
        MADE.set(socket);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw unasked();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort)
            throws IOException {
        throw unasked();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw unasked();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
            throws IOException {
        throw unasked();
    }

    /** As {@code SocketFactory} itself says that it makes no unconnected ones. */
    private static SocketException unasked() {
        SocketException unasked = new SocketException("only over a connection");
        unasked.initCause(new UnsupportedOperationException());
        return unasked;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return jdk.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return jdk.getSupportedCipherSuites();
    }
}
