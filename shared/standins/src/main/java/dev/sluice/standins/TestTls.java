package dev.sluice.standins;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for localhost, made by the JDK's keytool, and the two contexts that know it. */
public record TestTls(SSLContext server, SSLContext client) {
    private static final String PASSWORD = "changeit";

    /** A free loopback port of a server that agrees to what is made of its parameters. */
    public SSLServerSocket listening(Consumer<SSLParameters> made) throws IOException {
        SSLServerSocket socket =
                (SSLServerSocket)
                        server.getServerSocketFactory()
                                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        SSLParameters parameters = socket.getSSLParameters();
        made.accept(parameters);
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** With a certificate of ECDSA. */
    public static TestTls make(Path directory) throws Exception {
        return make(directory, "EC");
    }

    /**
     * @param algorithm of the certificate's key: EC or RSA
     */
    public static TestTls make(Path directory, String algorithm) throws Exception {
        Path keys = directory.resolve(algorithm + "-keys.p12");
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair",
                        "-alias",
                        "host",
                        "-dname",
                        "CN=localhost",
                        "-keyalg",
                        algorithm,
                        "-ext",
                        "san=dns:localhost",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        PASSWORD);
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (process.waitFor() != 0 || !Files.exists(keys)) {
            throw new IOException("keytool failed");
        }
        KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(store, PASSWORD.toCharArray());
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(managers.getKeyManagers(), null, null);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("host", store.getCertificate("host"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, trust.getTrustManagers(), null);
        return new TestTls(server, client);
    }
}
