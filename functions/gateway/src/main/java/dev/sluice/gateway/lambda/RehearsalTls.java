package dev.sluice.gateway.lambda;

import dev.sluice.core.tls.CipherOrder;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whole TLS handshakes on loopback, with a certificate chain that is verified: the first one of a
 * process costs ten times what the later ones do, and a restored one makes two or three before its
 * first answer. Keys and certificates are this method's own; the process's own trust is read, never
 * changed.
 */
final class RehearsalTls {
    private static final int ROUNDS = 10;
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final String HOST = "localhost";
    private static final char[] NO_PASSWORD = new char[0];

    /** What AWS and providers sign with: how, and the same in DER. */
    private enum Kind {
        ECDSA("EC", 256, "SHA256withECDSA", "300a06082a8648ce3d040302"),
        RSA("RSA", 2048, "SHA256withRSA", "300d06092a864886f70d01010b0500");

        private final String key;
        private final int bits;
        private final String signature;
        private final String der;

        Kind(String key, int bits, String signature, String der) {
            this.key = key;
            this.bits = bits;
            this.signature = signature;
            this.der = der;
        }

        KeyPair pair() throws GeneralSecurityException {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(key);
            generator.initialize(bits);
            return generator.generateKeyPair();
        }

        X509Certificate certificate(String subject, KeyPair pair, String issuer, PrivateKey by)
                throws GeneralSecurityException {
            Signature signer = Signature.getInstance(signature);
            signer.initSign(by);
            return RehearsalCertificate.of(
                    subject, pair.getPublic(), issuer, signer, HexFormat.of().parseHex(der));
        }
    }

    private RehearsalTls() {}

    static void run() throws IOException {
        try {
            SSLContext.getDefault(); // the certificate authorities
            for (Kind kind : Kind.values()) {
                shakeHands(kind);
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static void shakeHands(Kind kind) throws GeneralSecurityException, IOException {
        KeyPair authority = kind.pair();
        KeyPair host = kind.pair();
        X509Certificate root =
                kind.certificate("rehearsal", authority, "rehearsal", authority.getPrivate());
        X509Certificate leaf = kind.certificate(HOST, host, "rehearsal", authority.getPrivate());
        SSLContext client = trusting(root);
        try (SSLServerSocket server = listening(host, leaf, root)) {
            SSLParameters parameters = server.getSSLParameters();
            parameters.setUseCipherSuitesOrder(kind == Kind.RSA); // so both ciphers are rehearsed
            server.setSSLParameters(parameters);
            Thread.startVirtualThread(() -> echo(server));
            for (int i = 0; i < ROUNDS; i++) {
                call(client, server.getLocalPort());
            }
        }
    }

    private static void call(SSLContext context, int port) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(HOST, new byte[] {127, 0, 0, 1});
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(loopback, port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            CipherOrder.apply(parameters);
            socket.setSSLParameters(parameters);
            socket.getOutputStream().write(1);
            if (socket.getInputStream().read() != 1) {
                throw new IOException("the rehearsed handshake was cut");
            }
            socket.getSession().invalidate(); // else the next handshake is a short one
        }
    }

    private static void echo(SSLServerSocket server) {
        while (!server.isClosed()) {
            try (SSLSocket socket = (SSLSocket) server.accept()) {
                socket.setTcpNoDelay(true);
                socket.getOutputStream().write(socket.getInputStream().read());
            } catch (IOException e) {
                // the caller tells, or the server is closed
            }
        }
    }

    private static SSLContext trusting(X509Certificate root)
            throws GeneralSecurityException, IOException {
        KeyStore roots = emptyStore();
        roots.setCertificateEntry("root", root);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(roots);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static SSLServerSocket listening(KeyPair host, Certificate... chain)
            throws GeneralSecurityException, IOException {
        KeyStore keys = emptyStore();
        keys.setKeyEntry("host", host.getPrivate(), NO_PASSWORD, chain);
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return (SSLServerSocket)
                context.getServerSocketFactory()
                        .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
