package dev.sluice.bench;

import dev.sluice.aws.client.AwsClients;
import dev.sluice.aws.keys.DynamoKeys;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.authenticate.GatewayKey;
import dev.sluice.core.authenticate.KeyRecord;
import dev.sluice.core.limit.Limit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Counts the calls to DynamoDB that requests make, and the write units that they take, by the way
 * that they go. With a limited key on a limited slot there are two scopes. Expected of such a
 * request (architecture: limits, ledger): both scopes are taken, the row is opened and marked in
 * its day, the row is settled, added to its day, and both scopes are corrected. The key is read
 * once and then cached.
 */
final class DynamoCalls {
    static final Map<String, Integer> EXPECTED_A_REQUEST =
            new TreeMap<>(Map.of("PutItem", 1, "UpdateItem", 7));

    private static final String STAGE = "bench";
    private static final int REQUESTS = 20;
    private static final long MOST = 1_000_000;
    private static final Key LIMITED =
            new Key("sk-bench-dynamodb", OptionalLong.of(MOST), OptionalLong.of(MOST * 100));
    private static final Key FREE =
            new Key("sk-bench-free", OptionalLong.empty(), OptionalLong.empty());
    private static final Key FULL =
            new Key("sk-bench-full", OptionalLong.of(1), OptionalLong.empty());
    private static final List<Way> WAYS =
            List.of(
                    new Way("unary, key and slot limited", LIMITED, Question.CHAT, REQUESTS),
                    new Way("a stream, key and slot limited", LIMITED, Question.STREAM, REQUESTS),
                    new Way("a stream of 10 s, two notes", LIMITED, Question.SLOW, 1),
                    new Way("unary, slot limited", FREE, Question.CHAT, REQUESTS),
                    new Way("refused: its key is full", FULL, Question.CHAT, REQUESTS));

    private DynamoCalls() {}

    static String limitedKey() {
        return LIMITED.text();
    }

    /** A key and its limits, a minute. */
    private record Key(String text, OptionalLong requests, OptionalLong tokens) {}

    /** Requests of one kind, one after the other. */
    private record Way(String name, Key key, Question question, int requests) {}

    /** What they came to in all. */
    record Counted(
            String way, int requests, Map<String, Integer> calls, Map<String, Double> units) {
        boolean asExpected() {
            Map<String, Integer> expected = new TreeMap<>();
            EXPECTED_A_REQUEST.forEach((call, times) -> expected.put(call, times * requests));
            return calls.equals(expected);
        }

        double unitsARequest() {
            return units.values().stream().mapToDouble(Double::doubleValue).sum() / requests;
        }
    }

    /** The first is of a first request, whose key is not cached yet. */
    static List<Counted> count(List<String> command, Map<String, String> settings, Path log)
            throws Exception {
        try (CountingDynamo dynamo = new CountingDynamo()) {
            Map<String, String> place = place(dynamo.endpoint());
            Map<String, String> complete = new HashMap<>(settings);
            complete.putAll(place);
            try (GatewayProcess gateway = new GatewayProcess(command, complete, log)) {
                createKeys(place);
                List<Counted> counted = new ArrayList<>();
                counted.add(
                        count(
                                dynamo,
                                gateway.port(),
                                new Way(
                                        "the first one in a quarter of an hour",
                                        LIMITED,
                                        Question.CHAT,
                                        1)));
                for (Way way : WAYS) {
                    ask(gateway.port(), new Way("", way.key(), Question.CHAT, 1));
                    settled(dynamo, new HashMap<>(), new HashMap<>());
                    counted.add(count(dynamo, gateway.port(), way));
                }
                return counted;
            }
        }
    }

    static Map<String, String> place(String endpoint) {
        return Map.of(
                "AWS_ENDPOINT_URL_DYNAMODB", endpoint,
                "AWS_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local",
                "SLUICE_STAGE", STAGE,
                "SLUICE_STORES", "dynamodb",
                "SLUICE_SWEEP_INTERVAL_MS", "3600000");
    }

    private static Counted count(CountingDynamo dynamo, int port, Way way) throws Exception {
        dynamo.takeCounts();
        dynamo.takeUnits();
        ask(port, way);
        Map<String, Integer> calls = new TreeMap<>();
        Map<String, Double> units = new TreeMap<>();
        settled(dynamo, calls, units);
        return new Counted(way.name(), way.requests(), calls, units);
    }

    private static void ask(int port, Way way) throws IOException {
        try (Target target = new Target("sluice", port, way.key().text())) {
            for (int i = 0; i < way.requests(); i++) {
                try {
                    target.call(way.question(), piece -> {});
                } catch (IOException refused) {
                    if (!way.key().equals(FULL)) {
                        throw refused;
                    }
                }
            }
        }
    }

    /** What a request corrects comes just after its client has the answer. */
    private static void settled(
            CountingDynamo dynamo, Map<String, Integer> calls, Map<String, Double> units)
            throws InterruptedException {
        long deadlineNanos = System.nanoTime() + 5_000_000_000L;
        boolean quiet = false;
        while (!quiet && System.nanoTime() < deadlineNanos) {
            Thread.sleep(200);
            Map<String, Integer> more = dynamo.takeCounts();
            more.forEach((call, times) -> calls.merge(call, times, Integer::sum));
            dynamo.takeUnits().forEach((where, taken) -> units.merge(where, taken, Double::sum));
            quiet = more.isEmpty();
        }
    }

    static void createKeys(Map<String, String> place) {
        try (AwsClients aws = new AwsClients(place)) {
            DynamoKeys keys = new DynamoKeys(aws.dynamoDb(), new TableNames(STAGE));
            for (Key key : List.of(LIMITED, FREE, FULL)) {
                keys.create(
                        new KeyRecord(
                                GatewayKey.hash(key.text()),
                                key.text().substring("sk-".length()),
                                List.of(),
                                Limit.perMinute(key.requests(), key.tokens()),
                                Instant.now(),
                                Optional.empty(),
                                false));
            }
        }
    }
}
