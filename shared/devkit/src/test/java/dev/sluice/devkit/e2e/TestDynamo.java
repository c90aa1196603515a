package dev.sluice.devkit.e2e;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/** One DynamoDB Local for all tests of this process; each world has a stage of its own in it. */
final class TestDynamo {
    private static final AtomicInteger STAGES = new AtomicInteger();
    private static final int PORT = start();
    private static final DynamoDbClient CLIENT = client(endpoint());

    private TestDynamo() {}

    static String endpoint() {
        return "http://127.0.0.1:" + PORT;
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

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static int start() {
        System.setProperty("DDB_LOCAL_TELEMETRY", "0");
        try {
            int port = freePort();
            DynamoDBProxyServer server =
                    ServerRunner.createServerFromCommandLineArgs(
                            new String[] {
                                "-inMemory",
                                "-sharedDb",
                                "-port",
                                Integer.toString(port),
                                "-disableTelemetry"
                            });
            server.start();
            return port;
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local does not start", e);
        }
    }
}
