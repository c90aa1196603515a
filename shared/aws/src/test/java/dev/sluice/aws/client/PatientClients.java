package dev.sluice.aws.client;

import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/**
 * The gateway's clients, but for how long they wait: an emulated DynamoDB on a machine with too
 * much to do loses no answer that a test has not lost on purpose.
 */
public final class PatientClients {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private PatientClients() {}

    public static DynamoDbClientBuilder dynamoDb(AwsClients clients) {
        int millis = (int) PATIENCE.toMillis();
        DynamoDbClientBuilder builder = clients.dynamoDbBuilder();
        return builder.httpClient(new FirstOffer(millis, millis))
                .overrideConfiguration(
                        builder.overrideConfiguration().toBuilder()
                                .apiCallAttemptTimeout(PATIENCE)
                                .apiCallTimeout(PATIENCE)
                                .build());
    }
}
