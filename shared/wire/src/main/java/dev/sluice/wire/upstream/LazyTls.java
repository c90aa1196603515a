package dev.sluice.wire.upstream;

import java.io.IOException;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * TLS as the JDK is set up for it, made ready at the first connection that needs it: reading the
 * certificate authorities is the dearest part of a cold start. The JDK's default context is the one
 * that its own HTTP client uses, so they are read once. The JDK verifies the host too, and knows
 * the public suffixes: the library's verifier does not read its list of them. Safe for any thread.
 */
final class LazyTls implements TlsSocketStrategy {
    private volatile @Nullable TlsSocketStrategy made;

    @Override
    public SSLSocket upgrade(
            Socket socket, String target, int port, Object attachment, HttpContext context)
            throws IOException {
        return strategy().upgrade(socket, target, port, attachment, context);
    }

    private TlsSocketStrategy strategy() throws IOException {
        TlsSocketStrategy known = made;
        if (known != null) {
            return known;
        }
        try {
            TlsSocketStrategy strategy =
                    new DefaultClientTlsStrategy(
                            SSLContext.getDefault(),
                            HostnameVerificationPolicy.BOTH,
                            new DefaultHostnameVerifier());
            made = strategy;
            return strategy;
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("TLS cannot be set up", e);
        }
    }
}
