package dev.sluice.aws;

import dev.sluice.aws.client.AwsClients;
import dev.sluice.aws.client.PatientClients;
import dev.sluice.aws.store.TableNames;
import dev.sluice.standins.Loopback;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * One DynamoDB Local for all tests of this process, over HTTP as in earnest and with patience; a
 * stage a test.
 */
public final class LocalDynamo {
    private static final AtomicInteger STAGES = new AtomicInteger();
    private static final int PORT = start();
    private static final AwsClients CLIENTS = new AwsClients(environment());
    private static final DynamoDbClient CLIENT = PatientClients.dynamoDb(CLIENTS).build();

    private LocalDynamo() {}

    public static Map<String, String> environment() {
        return Map.of("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:" + PORT);
    }

    public static DynamoDbClient client() {
        return CLIENT;
    }

    public static DynamoDbClient client(ExecutionInterceptor beside) {
        DynamoDbClientBuilder builder = PatientClients.dynamoDb(CLIENTS);
        return builder.overrideConfiguration(
                        builder.overrideConfiguration().toBuilder()
                                .addExecutionInterceptor(beside)
                                .build())
                .build();
    }

    /** New, empty tables. */
    public static TableNames tables() {
        TableNames tables = new TableNames("t" + STAGES.incrementAndGet());
        Tables.createMissing(client(), tables);
        return tables;
    }

    private static int start() {
        System.setProperty("DDB_LOCAL_TELEMETRY", "0");
        try {
            int port = Loopback.freePort();
            DynamoDBProxyServer server =
                    ServerRunner.createServerFromCommandLineArgs(
                            new String[] {
                                "-inMemory", "-port", Integer.toString(port), "-disableTelemetry"
                            });
            server.start();
            return port;
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local does not start", e);
        }
    }
}
