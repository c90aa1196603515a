package dev.sluice.deploy.localstack;

import dev.sluice.aws.Tables;
import dev.sluice.aws.client.AwsClients;
import dev.sluice.aws.client.PatientClients;
import dev.sluice.aws.store.TableNames;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** One container for all tests of this process; a stage a test. It ends with the process. */
final class LocalStack {
    /** 4.14.0 is the last that needs no token. */
    static final String IMAGE = "localstack/localstack:4.14.0";

    private static final AtomicInteger STAGES = new AtomicInteger();

    private LocalStack() {}

    /** Starts it at the first use. */
    private static final class Started {
        private static final LocalStackContainer CONTAINER = start();
        private static final AwsClients CLIENTS = new AwsClients(environmentOf(CONTAINER));
        private static final DynamoDbClient DYNAMODB = PatientClients.dynamoDb(CLIENTS).build();

        private static LocalStackContainer start() {
            @SuppressWarnings("resource") // ends with the process
            LocalStackContainer container =
                    new LocalStackContainer(DockerImageName.parse(IMAGE))
                            .withServices("dynamodb", "ssm");
            container.start();
            Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
            return container;
        }

        private static Map<String, String> environmentOf(LocalStackContainer container) {
            return Map.of(
                    "AWS_ENDPOINT_URL", container.getEndpoint().toString(),
                    "AWS_REGION", container.getRegion(),
                    "AWS_ACCESS_KEY_ID", container.getAccessKey(),
                    "AWS_SECRET_ACCESS_KEY", container.getSecretKey());
        }
    }

    static AwsClients clients() {
        return Started.CLIENTS;
    }

    /**
     * A new table, or the last of fifty calls, may take longer than a gateway waits for an item.
     */
    static DynamoDbClient dynamoDb() {
        return Started.DYNAMODB;
    }

    static TableNames stage() {
        return new TableNames("t" + STAGES.incrementAndGet());
    }

    /** New, empty tables. */
    static TableNames tables() {
        TableNames tables = stage();
        Tables.createMissing(Started.DYNAMODB, tables);
        return tables;
    }
}
