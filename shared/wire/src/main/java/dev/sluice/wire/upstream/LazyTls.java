package dev.sluice.wire.upstream;

import dev.sluice.wire.http.Connections;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;

/**
 * TLS as the JDK is set up for it, made ready at the first connection that needs it: reading the
 * certificate authorities is the dearest part of a cold start. The JDK's default context is the one
 * that its own HTTP client uses, so they are read once. Safe for any thread.
 */
final class LazyTls implements Connections.Tls {
    @Override
    public SSLContext context() throws IOException {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("TLS cannot be set up", e);
        }
    }
}
