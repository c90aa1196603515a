package dev.sluice.aws.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.aws.store.SentOnce;
import dev.sluice.standins.Loopback;
import dev.sluice.standins.PickyServer;
import dev.sluice.standins.TestTls;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;

/** The SDK's calls reach whoever the JDK could speak to, whatever was offered first. */
class FirstOfferTest {
    /** A record by its head; what is in it nobody sealed. */
    private static final byte[] NO_RECORD_OF_ITS =
            HexFormat.of().parseHex("1703030010" + "78".repeat(16));

    private static TestTls tls;
    private static SSLSocketFactory before;

    @BeforeAll
    static void certificate(@TempDir Path directory) throws Exception {
        tls = TestTls.make(directory);
        before = HttpsURLConnection.getDefaultSSLSocketFactory();
        HttpsURLConnection.setDefaultSSLSocketFactory(tls.client().getSocketFactory());
    }

    @AfterAll
    static void asBefore() {
        HttpsURLConnection.setDefaultSSLSocketFactory(before);
    }

    @ParameterizedTest
    @CsvSource({"x25519,1,2", "secp256r1,2,3", "secp384r1,2,3"})
    void aCallIsMadeGoodBeforeTheSdkHearsOfIt(String group, int afterOne, int afterTwo)
            throws Exception {
        try (PickyServer server = new PickyServer(tls, "TLSv1.3", group);
                AwsClients clients = clients(server)) {
            clients.dynamoDb().listTables(once());
            assertThat(server.connections()).isEqualTo(afterOne);
            clients.dynamoDb().listTables(once());
            assertThat(server.connections()).isEqualTo(afterTwo);
        }
    }

    /** What breaks behind the handshake may have been read: it is not ours to send again. */
    @Test
    void aCallThatWasSentIsNotSentTwice() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket listening = Loopback.plain()) {
            Thread.ofVirtual().start(() -> answerNoTls(listening, connections));
            String url = "https://localhost:" + listening.getLocalPort();
            try (AwsClients clients = new AwsClients(Map.of("AWS_ENDPOINT_URL_DYNAMODB", url))) {
                assertThatThrownBy(() -> clients.dynamoDb().listTables(once()))
                        .isInstanceOf(SdkClientException.class);
            }
        }
        assertThat(connections).hasValue(1);
    }

    /** Reads a request over TLS, and answers what breaks it. */
    private static void answerNoTls(ServerSocket listening, AtomicInteger connections) {
        while (!listening.isClosed()) {
            try (Socket raw = listening.accept()) {
                connections.incrementAndGet();
                SSLSocket secure =
                        (SSLSocket)
                                tls.server().getSocketFactory().createSocket(raw, null, 0, false);
                secure.setUseClientMode(false);
                assertThat(secure.getInputStream().read()).isEqualTo('P');
                raw.getOutputStream().write(NO_RECORD_OF_ITS);
            } catch (IOException e) {
                // The test is over, or the client has seen enough.
            }
        }
    }

    private static AwsClients clients(PickyServer server) {
        return new AwsClients(Map.of("AWS_ENDPOINT_URL_DYNAMODB", server.url()));
    }

    /** The SDK's own retries would hide what this is about. */
    private static ListTablesRequest once() {
        return ListTablesRequest.builder().overrideConfiguration(SentOnce.MARK).build();
    }
}
