package dev.sluice.bench;

import dev.sluice.aws.AwsClients;
import dev.sluice.aws.DynamoKeys;
import dev.sluice.aws.TableNames;
import dev.sluice.core.authenticate.GatewayKey;
import dev.sluice.core.authenticate.KeyRecord;
import dev.sluice.core.limit.Limit;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Counts the calls to DynamoDB that requests make: a key with limits on a slot with limits, so two
 * scopes. Expected of each request (architecture: limits, ledger): both scopes are taken, the row
 * is opened, the row and the rollup are settled in one transaction, both scopes are corrected. The
 * key is read once and then cached.
 */
final class DynamoCalls {
    static final Map<String, Integer> EXPECTED_A_REQUEST =
            new TreeMap<>(Map.of("PutItem", 1, "TransactWriteItems", 1, "UpdateItem", 4));

    private static final String STAGE = "bench";
    private static final String KEY = "sk-bench-dynamodb";
    private static final int REQUESTS = 20;

    private DynamoCalls() {}

    /** What was counted over so many requests, one after the other. */
    record Counted(int requests, Map<String, Integer> first, Map<String, Integer> rest) {
        boolean asExpected() {
            Map<String, Integer> expected = new TreeMap<>();
            EXPECTED_A_REQUEST.forEach((call, times) -> expected.put(call, times * requests));
            return rest.equals(expected);
        }
    }

    static Counted count(List<String> command, Map<String, String> settings, Path log)
            throws Exception {
        try (CountingDynamo dynamo = new CountingDynamo()) {
            Map<String, String> place =
                    Map.of(
                            "AWS_ENDPOINT_URL_DYNAMODB", dynamo.endpoint(),
                            "AWS_REGION", "us-east-1",
                            "AWS_ACCESS_KEY_ID", "local",
                            "AWS_SECRET_ACCESS_KEY", "local",
                            "SLUICE_STAGE", STAGE,
                            "SLUICE_STORES", "dynamodb",
                            "SLUICE_SWEEP_INTERVAL_MS", "3600000");
            Map<String, String> complete = new HashMap<>(settings);
            complete.putAll(place);
            try (GatewayProcess gateway = new GatewayProcess(command, complete, log);
                    Target target = new Target("sluice", gateway.port(), KEY)) {
                createKey(place);
                dynamo.takeCounts();
                return count(dynamo, target);
            }
        }
    }

    private static Counted count(CountingDynamo dynamo, Target target) throws Exception {
        target.call(false, piece -> {});
        Map<String, Integer> first = settled(dynamo, 1);
        for (int i = 0; i < REQUESTS; i++) {
            target.call(i % 2 == 0, piece -> {});
        }
        return new Counted(REQUESTS, first, settled(dynamo, REQUESTS));
    }

    /** A row settles just after its client has the answer. */
    private static Map<String, Integer> settled(CountingDynamo dynamo, int requests)
            throws InterruptedException {
        Map<String, Integer> counts = new TreeMap<>();
        long deadlineNanos = System.nanoTime() + 5_000_000_000L;
        boolean quiet = false;
        while (!quiet && System.nanoTime() < deadlineNanos) {
            Thread.sleep(200);
            Map<String, Integer> more = dynamo.takeCounts();
            more.forEach((call, times) -> counts.merge(call, times, Integer::sum));
            quiet = more.isEmpty() && counts.getOrDefault("TransactWriteItems", 0) >= requests;
        }
        return counts;
    }

    private static void createKey(Map<String, String> place) {
        try (AwsClients aws = new AwsClients(place)) {
            new DynamoKeys(aws.dynamoDb(), new TableNames(STAGE))
                    .create(
                            new KeyRecord(
                                    GatewayKey.hash(KEY),
                                    "bench",
                                    List.of(),
                                    Limit.perMinute(
                                            OptionalLong.of(1_000_000),
                                            OptionalLong.of(100_000_000)),
                                    Instant.now(),
                                    Optional.empty(),
                                    false));
        }
    }
}
