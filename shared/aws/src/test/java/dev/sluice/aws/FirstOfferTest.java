package dev.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.PickyServer;
import dev.sluice.standins.TestTls;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;

/** The SDK's calls reach whoever the JDK could speak to, whatever was offered first. */
class FirstOfferTest {
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

    private static AwsClients clients(PickyServer server) {
        return new AwsClients(Map.of("AWS_ENDPOINT_URL_DYNAMODB", server.url()));
    }

    /** The SDK's own retries would hide what this is about. */
    private static ListTablesRequest once() {
        return ListTablesRequest.builder().overrideConfiguration(SentOnce.MARK).build();
    }
}
