package dev.sluice.aws.client;

import dev.sluice.aws.store.SentOnce;
import dev.sluice.core.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.SsmClientBuilder;

/**
 * The SDK clients of a process, each built at its first use and shared. The HTTP client is named,
 * so nothing searches the class path. Safe for any thread; close it at the end.
 *
 * <p>Reads of the environment given, never of the process's own: {@code AWS_ENDPOINT_URL_DYNAMODB},
 * {@code AWS_ENDPOINT_URL_SSM}, {@code AWS_ENDPOINT_URL}, {@code AWS_REGION}, {@code
 * AWS_DEFAULT_REGION} and credentials (see {@link AwsPlace}). A proxy alone ({@code HTTPS_PROXY},
 * {@code HTTP_PROXY}, {@code NO_PROXY}) the SDK reads by itself.
 *
 * <table>
 *   <caption>Times</caption>
 *   <tr><th></th><th>connect</th><th>read</th><th>one attempt</th><th>attempts</th><th>in all</th></tr>
 *   <tr><td>DynamoDB</td><td>1 s</td><td>1.5 s</td><td>1.5 s</td><td>3</td><td>3 s</td></tr>
 *   <tr><td>SSM</td><td>2 s</td><td>5 s</td><td>5 s</td><td>3</td><td>12 s</td></tr>
 * </table>
 */
public final class AwsClients implements AutoCloseable {
    private static final String DYNAMODB_ENDPOINT = "AWS_ENDPOINT_URL_DYNAMODB";

    private record Times(
            Duration connect,
            Duration read,
            Duration oneAttempt,
            int attempts,
            Duration allAttempts) {
        /** A lost call is made good within the time that a client waits: docs/decisions/0006. */
        static final Times DYNAMODB = ofMillis(1_000, 1_500, 3, 3_000);

        static final Times SSM = ofMillis(2_000, 5_000, 3, 12_000);

        private static Times ofMillis(long connect, long oneAttempt, int attempts, long all) {
            return new Times(
                    Duration.ofMillis(connect),
                    Duration.ofMillis(oneAttempt),
                    Duration.ofMillis(oneAttempt),
                    attempts,
                    Duration.ofMillis(all));
        }
    }

    private final Map<String, String> environment;
    private final StoreClock clock;
    private final Once<DynamoDbClient> dynamoDb = new Once<>(() -> dynamoDbBuilder().build());
    private final Once<SsmClient> ssm = new Once<>(() -> ssmBuilder().build());
    private final Once<BedrockSigner> signer = new Once<>(this::newSigner);

    public AwsClients(Map<String, String> environment) {
        this(environment, Clock.system());
    }

    AwsClients(Map<String, String> environment, Clock local) {
        this.environment = Map.copyOf(environment);
        this.clock = new StoreClock(local);
    }

    /** This process's clock, set right by what AWS's answers say where it is wrong. */
    public Clock clock() {
        return clock;
    }

    public DynamoDbClient dynamoDb() {
        return dynamoDb.get();
    }

    public SsmClient ssm() {
        return ssm.get();
    }

    /** Signs requests to AWS that no SDK client makes, as this process's role. */
    public BedrockSigner signer() {
        return signer.get();
    }

    /** Whether DynamoDB is an emulated or otherwise named one, whose tables nobody deploys. */
    public boolean dynamoDbIsOverridden() {
        return AwsPlace.endpoint(environment, DYNAMODB_ENDPOINT).isPresent();
    }

    @Override
    public void close() {
        dynamoDb.ifMade(DynamoDbClient::close);
        ssm.ifMade(SsmClient::close);
    }

    private BedrockSigner newSigner() {
        AwsPlace place = AwsPlace.of(environment, "AWS_ENDPOINT_URL_BEDROCK");
        return new BedrockSigner(place.credentials(), place.region(), clock);
    }

    DynamoDbClientBuilder dynamoDbBuilder() {
        return configure(DynamoDbClient.builder(), DYNAMODB_ENDPOINT, Times.DYNAMODB);
    }

    SsmClientBuilder ssmBuilder() {
        return configure(SsmClient.builder(), "AWS_ENDPOINT_URL_SSM", Times.SSM);
    }

    private <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B configure(
            B builder, String endpointVariable, Times times) {
        AwsPlace place = AwsPlace.of(environment, endpointVariable);
        builder.httpClient(http(place, times))
                .region(place.region())
                .credentialsProvider(place.credentials())
                .overrideConfiguration(
                        override ->
                                override.apiCallAttemptTimeout(times.oneAttempt())
                                        .apiCallTimeout(times.allAttempts())
                                        .addExecutionInterceptor(new SentOnce())
                                        .addExecutionInterceptor(clock)
                                        .addExecutionInterceptor(
                                                new CountedCalls(times.allAttempts()))
                                        .retryStrategy(
                                                AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                                        .maxAttempts(times.attempts())
                                                        .build()));
        place.endpoint().ifPresent(builder::endpointOverride);
        return builder;
    }

    private SdkHttpClient http(AwsPlace place, Times times) {
        return behindProxy()
                ? UrlConnectionHttpClient.builder()
                        .connectionTimeout(times.connect())
                        .socketTimeout(times.read())
                        .proxyConfiguration(place.proxy())
                        .build()
                : new FirstOffer((int) times.connect().toMillis(), (int) times.read().toMillis());
    }

    /** Only then the SDK is asked, which knows how to read them: see {@link AwsPlace#proxy}. */
    boolean behindProxy() {
        for (String name : environment.keySet()) {
            if (name.equalsIgnoreCase("HTTPS_PROXY") || name.equalsIgnoreCase("HTTP_PROXY")) {
                return true;
            }
        }
        return false;
    }

    /** Made at most once, by the first who asks. */
    private static final class Once<T> {
        private final Supplier<T> maker;
        private volatile @Nullable T made;

        Once(Supplier<T> maker) {
            this.maker = maker;
        }

        T get() {
            T known = made;
            return known != null ? known : make();
        }

        private synchronized T make() {
            T known = made;
            if (known == null) {
                known = maker.get();
                made = known;
            }
            return known;
        }

        void ifMade(Consumer<T> action) {
            T known = made;
            if (known != null) {
                action.accept(known);
            }
        }
    }
}
