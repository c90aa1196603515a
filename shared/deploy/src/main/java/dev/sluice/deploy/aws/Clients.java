package dev.sluice.deploy.aws;

import dev.sluice.aws.client.AwsPlace;
import dev.sluice.deploy.console.Refused;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.TooManyUpdatesException;

/**
 * SDK clients for a person who waits: many attempts with growing pauses (throttling included, and
 * SSM's own word for it), and no limit on the whole. Endpoints, region and credentials are read
 * from the environment given, as the gateway reads them ({@link AwsPlace}); without credentials
 * there is no client, but a {@link Refused}.
 */
public final class Clients {
    private static final int ATTEMPTS = 10;

    private final Map<String, String> environment;

    public Clients(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    public SsmClient ssm() {
        return configure(SsmClient.builder(), "AWS_ENDPOINT_URL_SSM").build();
    }

    public LambdaClient lambda() {
        return configure(LambdaClient.builder(), "AWS_ENDPOINT_URL_LAMBDA").build();
    }

    public CloudFormationClient cloudFormation() {
        return configure(CloudFormationClient.builder(), "AWS_ENDPOINT_URL_CLOUDFORMATION").build();
    }

    public CloudWatchLogsClient logs() {
        return configure(CloudWatchLogsClient.builder(), "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS")
                .build();
    }

    public Region region() {
        return place("AWS_ENDPOINT_URL_CLOUDFORMATION").region();
    }

    /** Looks for credentials without a call to the stage. */
    public void requireCredentials() {
        require(place("AWS_ENDPOINT_URL_CLOUDFORMATION"));
    }

    /**
     * The SDK itself would say at the first call what all it has tried, in two thousand letters.
     */
    private static void require(AwsPlace place) {
        try {
            place.credentials().resolveCredentials();
        } catch (SdkException e) {
            throw new Refused(
                    "There are no AWS credentials.",
                    "Sign in (aws sso login, aws configure) and set AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; AWS_REGION names the region.");
        }
    }

    private AwsPlace place(String endpointVariable) {
        try {
            return AwsPlace.of(environment, endpointVariable);
        } catch (IllegalArgumentException e) {
            throw new Refused("AWS: " + e.getMessage());
        }
    }

    private <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B configure(
            B builder, String endpointVariable) {
        AwsPlace place = place(endpointVariable);
        require(place);
        builder.httpClientBuilder(
                        UrlConnectionHttpClient.builder()
                                .connectionTimeout(Duration.ofSeconds(5))
                                .socketTimeout(Duration.ofSeconds(60))
                                .proxyConfiguration(place.proxy()))
                .region(place.region())
                .credentialsProvider(place.credentials())
                .overrideConfiguration(
                        override ->
                                override.retryStrategy(
                                        AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                                .maxAttempts(ATTEMPTS)
                                                .retryOnException(TooManyUpdatesException.class)
                                                .build()));
        place.endpoint().ifPresent(builder::endpointOverride);
        return builder;
    }
}
