package dev.sluice.bench.coldstart;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * TLS for the stand-ins: a host's certificate that an authority signed, made by the JDK's keytool
 * for this run, and a trust store that holds that authority beside all those of the JDK, for
 * reading them is part of a start.
 */
final class Tls {
    /** Of files that live as long as a run; of the JDK's own trust store by convention. */
    private static final String PASSWORD = "changeit";

    private final Path trustStore;
    private final SSLContext context;

    private Tls(Path trustStore, SSLContext context) {
        this.trustStore = trustStore;
        this.context = context;
    }

    static Tls make(Folders place)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path keys = place.work().resolve("tls-keys.p12");
        Path trusted = place.work().resolve("tls-trusted");
        Path certificate = place.work().resolve("tls-authority.pem");
        Files.deleteIfExists(keys);
        Files.deleteIfExists(trusted);
        Files.copy(Path.of(System.getProperty("java.home"), "lib/security/cacerts"), trusted);
        pair(keys, "authority", "CN=cold", "-ext", "bc:c");
        pair(keys, "host", "CN=localhost", "-ext", "san=dns:localhost", "-signer", "authority");
        keytool(keys, "-exportcert", "-alias", "authority", "-file", certificate.toString());
        keytool(
                trusted,
                "-importcert",
                "-noprompt",
                "-alias",
                "cold",
                "-file",
                certificate.toString());
        return new Tls(trusted, context(keys));
    }

    /** On a free loopback port. */
    ServerSocket listen() throws IOException {
        return context.getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** For a JVM that is to believe these stand-ins. */
    String jvmFlag() {
        return "-Djavax.net.ssl.trustStore=" + trustStore;
    }

    /** RSA, as AWS and most providers have. */
    private static void pair(Path store, String alias, String name, String... more)
            throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "-genkeypair",
                                "-alias",
                                alias,
                                "-dname",
                                name,
                                "-keyalg",
                                "RSA",
                                "-keysize",
                                "2048",
                                "-validity",
                                "2"));
        arguments.addAll(List.of(more));
        keytool(store, arguments.toArray(String[]::new));
    }

    private static void keytool(Path store, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (process.waitFor() != 0) {
            throw new IOException("failed: " + String.join(" ", command));
        }
    }

    private static SSLContext context(Path keys) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
        store.deleteEntry("authority"); // else either may be shown
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
