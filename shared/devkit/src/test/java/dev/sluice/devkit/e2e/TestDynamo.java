package dev.sluice.devkit.e2e;

import dev.sluice.devkit.LocalDynamo;
import dev.sluice.standins.Loopback;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** One DynamoDB Local for all tests of this process; each world has a stage of its own in it. */
final class TestDynamo {
    /**
     * Requests that a test sends at once at most. DynamoDB Local writes one after the other: on a
     * machine with too much to do the last of fifty would come later than the gateway waits for a
     * call, and be a request of a slow table, which {@link StoreFaultsTest} makes on purpose.
     */
    static final int AT_ONCE = 10;

    private static final AtomicInteger STAGES = new AtomicInteger();
    private static final String ENDPOINT = start();
    private static final DynamoDbClient CLIENT = client(endpoint());

    private TestDynamo() {}

    static String endpoint() {
        return ENDPOINT;
    }

    static String newStage() {
        return "e2e-" + STAGES.incrementAndGet();
    }

    static DynamoDbClient client() {
        return CLIENT;
    }

    static DynamoDbClient client(String endpoint) {
        return DynamoDbClient.builder()
                .endpointOverride(URI.create(endpoint))
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create("local", "local")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    private static String start() {
        try {
            return LocalDynamo.start(Loopback.freePort(), null).endpoint();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
