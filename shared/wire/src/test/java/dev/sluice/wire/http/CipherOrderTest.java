package dev.sluice.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.tls.CipherOrder;
import dev.sluice.standins.Loopback;
import dev.sluice.standins.TestTls;
import dev.sluice.wire.net.Net;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cipher that costs us least, where the peer has no wish of its own. */
class CipherOrderTest {
    private static TestTls tls;

    @BeforeAll
    static void certificate(@TempDir Path directory) throws Exception {
        tls = TestTls.make(directory, "RSA");
    }

    /** What a server agrees upon with us, at the first connection. */
    private static String agreed(Consumer<SSLParameters> server) throws Exception {
        try (Loopback loopback =
                        Loopback.start(
                                tls.listening(server),
                                connection -> {
                                    connection.request();
                                    String suite = connection.cipherSuite();
                                    connection.write(
                                            "HTTP/1.1 200 OK\r\nContent-Length: "
                                                    + suite.length()
                                                    + "\r\n\r\n"
                                                    + suite);
                                });
                Connections connections =
                        new Connections(Net.ofThisProcess(), 30_000, () -> tls.client());
                Response response =
                        connections.send(
                                Post.bare(
                                        "GET",
                                        URI.create(
                                                "https://localhost:" + loopback.port() + "/")))) {
            String suite = new String(response.body().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(loopback.connections()).isEqualTo(1);
            return suite;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3,TLS_CHACHA20_POLY1305_SHA256",
        "TLSv1.2,TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
    })
    void whoGoesByOurOrderTakesChaCha(String protocol, String suite) throws Exception {
        assertThat(
                        agreed(
                                server -> {
                                    server.setProtocols(new String[] {protocol});
                                    server.setUseCipherSuitesOrder(false);
                                }))
                .isEqualTo(suite);
    }

    @Test
    void whoHasAnOrderKeepsIt() throws Exception {
        assertThat(agreed(server -> server.setUseCipherSuitesOrder(true)))
                .isEqualTo("TLS_AES_256_GCM_SHA384");
    }

    @Test
    void whoLacksItIsSpokenToAllTheSame() throws Exception {
        String aes = "TLS_AES_128_GCM_SHA256";
        assertThat(agreed(server -> server.setCipherSuites(new String[] {aes}))).isEqualTo(aes);
    }

    @Test
    void noSuiteComesOrGoes() throws Exception {
        SSLParameters parameters = SSLContext.getDefault().getDefaultSSLParameters();
        String[] before = parameters.getCipherSuites();
        CipherOrder.apply(parameters);
        assertThat(parameters.getCipherSuites())
                .containsExactlyInAnyOrder(before)
                .startsWith("TLS_CHACHA20_POLY1305_SHA256");
    }

    /** Another provider's list, which may have instructions for AES. */
    @Test
    void aListThatIsNotTheJdksStays() {
        String[] others = {"TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"};
        SSLParameters parameters = new SSLParameters(others);
        CipherOrder.apply(parameters);
        assertThat(parameters.getCipherSuites()).containsExactly(others);
    }

    @Test
    void aListThatSomebodySetStays() {
        String property = "jdk.tls.client.cipherSuites";
        String[] set = {"TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"};
        SSLParameters parameters = new SSLParameters(set);
        System.setProperty(property, String.join(",", set));
        try {
            CipherOrder.apply(parameters);
        } finally {
            System.clearProperty(property);
        }
        assertThat(parameters.getCipherSuites()).containsExactly(set);
    }
}
