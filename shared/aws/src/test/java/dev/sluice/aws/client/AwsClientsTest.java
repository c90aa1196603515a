package dev.sluice.aws.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.aws.LocalDynamo;
import dev.sluice.aws.Tables;
import dev.sluice.aws.limits.DynamoLimits;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.admit.Claim;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.standins.Loopback;
import dev.sluice.standins.aws.AwsAnswer;
import dev.sluice.standins.aws.AwsStandIn;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.regions.Region;

class AwsClientsTest {
    private static final String LOCAL = "http://localhost:8000";
    private static final Scope SLOT =
            new Scope("slot#1", List.of(Limit.perMinute(Measure.REQUESTS, 6)));
    private static final Claim ONE = new Claim(Measures.ONE_REQUEST, 1, 1);
    private static final String OWN = "AWS_ENDPOINT_URL_DYNAMODB";

    @Test
    void theServicesOwnEndpointCountsBeforeTheCommonOne() {
        assertThat(place(Map.of("AWS_ENDPOINT_URL", "http://a:1", OWN, LOCAL)).endpoint())
                .hasToString("Optional[http://localhost:8000]");
        assertThat(place(Map.of("AWS_ENDPOINT_URL", "http://a:1", OWN, " ")).endpoint())
                .hasToString("Optional[http://a:1]");
        assertThat(new AwsClients(Map.of(OWN, LOCAL)).dynamoDbIsOverridden()).isTrue();
        assertThat(new AwsClients(Map.of("AWS_REGION", "eu-west-1")).dynamoDbIsOverridden())
                .isFalse();
    }

    @Test
    void aProxyIsLeftToTheSdk() {
        assertThat(new AwsClients(Map.of("https_proxy", "http://p:1")).behindProxy()).isTrue();
        assertThat(new AwsClients(Map.of("HTTP_PROXY", "http://p:1")).behindProxy()).isTrue();
        assertThat(new AwsClients(Map.of("NO_PROXY", "*")).behindProxy()).isFalse();
        assertThat(place(Map.of("AWS_REGION", "eu-west-1")).proxy().scheme()).isEqualTo("https");
        assertThat(place(Map.of(OWN, LOCAL)).proxy().scheme()).isEqualTo("http");
    }

    @Test
    void theRegionIsThatOfTheEnvironmentAndHasADefaultOnlyForEmulators() {
        assertThat(place(Map.of(OWN, LOCAL)).region()).isEqualTo(Region.US_EAST_1);
        assertThat(place(Map.of(OWN, LOCAL, "AWS_DEFAULT_REGION", "eu-north-1")).region())
                .isEqualTo(Region.EU_NORTH_1);
        assertThat(
                        place(
                                        Map.of(
                                                "AWS_REGION", "eu-west-1",
                                                "AWS_DEFAULT_REGION", "eu-north-1"))
                                .region())
                .isEqualTo(Region.EU_WEST_1);
    }

    @Test
    void madeUpCredentialsAreForThisMachineOnlyAndOnlyIfNoneAreNamed() {
        assertThat(credentials(Map.of(OWN, LOCAL)).accessKeyId()).isEqualTo("local");
        assertThat(place(Map.of(OWN, "https://db.example", "AWS_REGION", "r")).credentials())
                .isInstanceOf(DefaultCredentialsProvider.class);
        assertThat(place(Map.of(OWN, LOCAL, "AWS_PROFILE", "p")).credentials())
                .isInstanceOf(DefaultCredentialsProvider.class);
        Map<String, String> given = new HashMap<>(Map.of(OWN, LOCAL));
        given.put("AWS_ACCESS_KEY_ID", "id");
        given.put("AWS_SECRET_ACCESS_KEY", "secret");
        assertThat(credentials(given).secretAccessKey()).isEqualTo("secret");
        given.put("AWS_SESSION_TOKEN", "token");
        assertThat(credentials(given)).isInstanceOf(AwsSessionCredentials.class);
    }

    @Test
    void anEndpointThatIsNoUrlIsRefusedByNameAndWithoutItsValue() {
        for (String wrong : List.of("localhost:8000", "http://me:hidden@host", "hidden url")) {
            assertThatThrownBy(() -> place(Map.of(OWN, wrong)))
                    .hasMessageContaining(OWN)
                    .hasMessageNotContaining("hidden");
        }
    }

    @Test
    void whatCannotBeReachedIsUnavailableAndTheOperationNamed() throws IOException {
        Map<String, String> nobody = Map.of(OWN, "http://127.0.0.1:" + Loopback.freePort());
        try (AwsClients clients = new AwsClients(nobody)) {
            DynamoLimits limits =
                    new DynamoLimits(clients.dynamoDb(), new TableNames("x"), new Random());
            assertThatThrownBy(() -> limits.take(SLOT, ONE))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageStartingWith("take on sluice-x-limits failed: ");
        }
    }

    @Test
    void anErrorKeepsNothingOfTheServicesText() throws IOException {
        try (AwsStandIn server =
                        answering(
                                400,
                                "{\"__type\":\"com.amazon.coral.service#InvalidSignatureException\","
                                        + "\"message\":\"x-amz-security-token:hidden\"}");
                AwsClients clients = new AwsClients(Map.of(OWN, server.endpoint()))) {
            DynamoLimits limits =
                    new DynamoLimits(clients.dynamoDb(), new TableNames("x"), new Random());
            assertThatThrownBy(() -> limits.take(SLOT, ONE))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("InvalidSignatureException")
                    .satisfies(e -> assertThat(trace(e)).doesNotContain("hidden"));
        }
    }

    @Test
    void aTakeIsTriedThreeTimesAndARefundOnce() throws IOException {
        try (AwsStandIn server = answering(500, "{}");
                AwsClients clients = new AwsClients(Map.of(OWN, server.endpoint()))) {
            DynamoLimits limits =
                    new DynamoLimits(clients.dynamoDb(), new TableNames("x"), new Random());
            assertThatThrownBy(() -> limits.take(SLOT, ONE)).isInstanceOf(StoreUnavailable.class);
            assertThat(server.take()).hasSize(3);
            assertThatThrownBy(() -> limits.settle(SLOT, ONE, Measures.NONE, 1))
                    .isInstanceOf(StoreUnavailable.class);
            assertThat(server.take()).hasSize(1);
        }
    }

    /** The JDK's client repeats a POST on a broken kept-alive connection, unless it is streamed. */
    @Test
    void aRefundIsNotSentAgainOverABrokenConnection() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        try (AwsStandIn server = new AwsStandIn();
                AwsClients clients = new AwsClients(Map.of(OWN, server.endpoint()))) {
            server.faults(
                    call ->
                            Optional.of(
                                    calls.incrementAndGet() == 2
                                            ? AwsAnswer.NONE
                                            : AwsAnswer.json("{}")));
            DynamoLimits limits =
                    new DynamoLimits(clients.dynamoDb(), new TableNames("x"), new Random());
            limits.settle(SLOT, ONE, Measures.NONE, 1);
            assertThatThrownBy(() -> limits.settle(SLOT, ONE, Measures.NONE, 1))
                    .isInstanceOf(StoreUnavailable.class);
            assertThat(server.calls()).hasSize(2);
        }
    }

    @Test
    void tablesAreCreatedOnceWithIndexAndExpiry() {
        TableNames tables = LocalDynamo.tables();
        Tables.createMissing(LocalDynamo.client(), tables);
        var usage =
                LocalDynamo.client().describeTable(ask -> ask.tableName(tables.usage())).table();
        assertThat(usage.globalSecondaryIndexes())
                .singleElement()
                .satisfies(index -> assertThat(index.indexName()).isEqualTo("open"));
        assertThat(
                        LocalDynamo.client()
                                .describeTimeToLive(ask -> ask.tableName(tables.limits()))
                                .timeToLiveDescription()
                                .attributeName())
                .isEqualTo("ttl");
    }

    private static AwsPlace place(Map<String, String> environment) {
        Map<String, String> complete = new HashMap<>(environment);
        return AwsPlace.of(complete, OWN);
    }

    private static AwsCredentials credentials(Map<String, String> environment) {
        return (AwsCredentials) place(environment).credentials().resolveIdentity().join();
    }

    private static AwsStandIn answering(int status, String body) throws IOException {
        AwsStandIn server = new AwsStandIn();
        server.faults(call -> Optional.of(AwsAnswer.json(status, body)));
        return server;
    }

    private static String trace(Throwable e) {
        StringWriter out = new StringWriter();
        e.printStackTrace(new PrintWriter(out));
        return out.toString();
    }
}
