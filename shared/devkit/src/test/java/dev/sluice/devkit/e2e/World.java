package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.aws.keys.DynamoKeys;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.authenticate.GatewayKey;
import dev.sluice.core.authenticate.KeyRecord;
import dev.sluice.core.limit.Limit;
import dev.sluice.devkit.Dev;
import dev.sluice.devkit.WorldSettings;
import dev.sluice.standins.Http;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.aws.AwsStandIn;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The real local server on a free port, over real tables, in front of an upstream of the test's.
 */
final class World implements AutoCloseable {
    static final String KEY = "sk-test-local";

    /** A model of the catalog with a price: 0.88 a million tokens, in and out. */
    static final String LLAMA = "meta-llama/Llama-3.3-70B-Instruct-Turbo";

    final Lines out = new Lines();
    final String stage;
    private final Dev dev;

    private World(Map<String, String> settings) throws IOException {
        stage = String.valueOf(settings.get("SLUICE_STAGE"));
        dev = Dev.start(settings, out.printStream());
    }

    static Settings settings() {
        return new Settings();
    }

    /** One slot of Together's, at this upstream. */
    static World together(ScriptedProvider upstream) throws IOException {
        return settings().slot(0, "together", upstream.baseUrl()).start();
    }

    /** Settings of a world; a stage of its own unless it is told another. */
    static final class Settings extends WorldSettings<Settings> {
        private Settings() {
            super(KEY, "upstream-key-");
            set("SLUICE_STAGE", TestDynamo.newStage());
            set("AWS_ENDPOINT_URL_DYNAMODB", TestDynamo.endpoint());
        }

        @Override
        protected Settings self() {
            return this;
        }

        /** Its tables are behind this one, which may break them. */
        Settings behind(AwsStandIn aws) {
            return set("AWS_ENDPOINT_URL_DYNAMODB", aws.endpoint()).withoutSweep();
        }

        World start() throws IOException {
            return new World(values());
        }

        /** Starts it, and returns when the sweep at the start is over and its calls forgotten. */
        World startAtRest(AwsStandIn aws) throws IOException {
            World world = start();
            // It looks at each of its shards.
            Wait.until("first sweep", () -> aws.calls("Query usage").size() >= 8);
            aws.take();
            return world;
        }
    }

    int port() {
        return dev.port();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/v1";
    }

    RawClient client() throws IOException {
        return new RawClient(port());
    }

    static String chat(String model, String more) {
        return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}]%s}"
                .formatted(model, more);
    }

    /** A streamed answer whose provider goes on once its client has had so much of it. */
    Reply streamInTwo(String path, String body, String seen, CountDownLatch goOn)
            throws IOException {
        try (RawClient client = client()) {
            Http.Head head = client.post(path, KEY, body.getBytes(UTF_8)).head();
            StringBuilder all = new StringBuilder(client.until(seen));
            goOn.countDown();
            for (String chunk = client.chunk(); !chunk.isEmpty(); chunk = client.chunk()) {
                all.append(chunk);
            }
            return new Reply(head, all.toString(), true);
        }
    }

    /** A unary chat. */
    Reply ask(String model) throws IOException {
        return post(chat(model, ""));
    }

    /** A streamed chat. */
    Reply stream(String model) throws IOException {
        return post(chat(model, ",\"stream\":true"));
    }

    Reply post(String body) throws IOException {
        return post(KEY, body);
    }

    Reply post(String key, String body) throws IOException {
        return post("/v1/chat/completions", key, body.getBytes(UTF_8));
    }

    Reply post(String path, String key, byte[] body) throws IOException {
        try (RawClient client = client()) {
            return client.post(path, key, body).reply();
        }
    }

    Reply get(String path) throws IOException {
        try (RawClient client = client()) {
            return client.send(
                            "GET "
                                    + path
                                    + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + KEY
                                    + "\r\n\r\n")
                    .reply();
        }
    }

    /** Bytes as given. */
    Reply raw(String request) throws IOException {
        try (RawClient client = client()) {
            return client.send(request).reply();
        }
    }

    /** A key in the table; its text is {@code sk-test-<name>}. */
    String key(String name, OptionalLong rpm, OptionalLong tpm) {
        return key(name, List.of(), rpm, tpm, Optional.empty());
    }

    String key(
            String name,
            List<String> models,
            OptionalLong rpm,
            OptionalLong tpm,
            Optional<Instant> expires) {
        return key(name, models, Limit.perMinute(rpm, tpm), expires);
    }

    /** A key with these limits. */
    String key(String name, Limit... limits) {
        return key(name, List.of(), List.of(limits), Optional.empty());
    }

    private String key(
            String name, List<String> models, List<Limit> limits, Optional<Instant> expires) {
        String key = "sk-test-" + name;
        keys().create(
                        new KeyRecord(
                                GatewayKey.hash(key),
                                name,
                                models,
                                limits,
                                Instant.now(),
                                expires,
                                false));
        return key;
    }

    DynamoKeys keys() {
        return new DynamoKeys(TestDynamo.client(), new TableNames(stage));
    }

    /** The one row of the request that this answer belongs to, once it is settled. */
    Map<String, String> settled(Reply reply) {
        return settled(reply.header("x-request-id"));
    }

    Map<String, String> settled(String requestId) {
        Wait.until(
                "row settled: " + requestId,
                () ->
                        rows().stream()
                                .anyMatch(
                                        row ->
                                                requestId.equals(row.get("requestId"))
                                                        && "settled".equals(row.get("state"))));
        List<Map<String, String>> mine =
                rows().stream().filter(row -> requestId.equals(row.get("requestId"))).toList();
        if (mine.size() != 1) {
            throw new AssertionError("exactly one row, not " + mine);
        }
        return mine.getFirst();
    }

    /** The only row there is, once it is settled: for clients that never saw an id. */
    Map<String, String> onlySettled() {
        Wait.until("a row", () -> !rows().isEmpty());
        List<Map<String, String>> rows = rows();
        if (rows.size() != 1) {
            throw new AssertionError("exactly one row, not " + rows);
        }
        return settled(String.valueOf(rows.getFirst().get("requestId")));
    }

    /** All rows of requests. */
    List<Map<String, String>> rows() {
        return items(new TableNames(stage).usage()).stream()
                .filter(item -> String.valueOf(item.get("sk")).startsWith("req#"))
                .toList();
    }

    /**
     * The only day's rollup, once it counts so many requests: a day is added to behind its row, so
     * nobody may look at it without waiting.
     */
    Map<String, String> day(int requests) {
        String count = Integer.toString(requests);
        Wait.until(
                () -> count + " requests in one day, not " + rollups(),
                () ->
                        rollups().stream()
                                .map(day -> day.get("requests"))
                                .toList()
                                .equals(List.of(count)));
        return rollups().getFirst();
    }

    /** Whether nothing was ever added to any day. */
    boolean noDay() {
        return rollups().isEmpty();
    }

    private List<Map<String, String>> rollups() {
        return rollups(items(new TableNames(stage).usage()));
    }

    /** The daily rollups among these, each with its shards added up. */
    static List<Map<String, String>> rollups(List<Map<String, String>> items) {
        Map<String, Map<String, String>> byDay = new TreeMap<>();
        for (Map<String, String> item : items) {
            String sk = String.valueOf(item.get("sk"));
            if (sk.startsWith("day#")) {
                String day = sk.substring(0, "day#2026-11-28".length());
                Map<String, String> sum =
                        byDay.computeIfAbsent(
                                item.get("callerId") + " " + day,
                                key -> new TreeMap<>(Map.of("sk", day)));
                item.forEach((name, value) -> sum.merge(name, value, World::added));
                sum.put("sk", day);
                sum.put("callerId", String.valueOf(item.get("callerId")));
            }
        }
        return List.copyOf(byDay.values());
    }

    private static String added(String one, String other) {
        return one.matches("-?\\d+") && other.matches("-?\\d+")
                ? Long.toString(Long.parseLong(one) + Long.parseLong(other))
                : one;
    }

    /** A limit's item; empty if nothing was ever taken. */
    Map<String, String> limit(String scope) {
        return items(new TableNames(stage).limits()).stream()
                .filter(item -> scope.equals(item.get("scope")))
                .findFirst()
                .orElse(Map.of());
    }

    static List<Map<String, String>> items(String table) {
        return TestDynamo.client()
                .scanPaginator(scan -> scan.tableName(table).consistentRead(true))
                .items()
                .stream()
                .map(World::plain)
                .toList();
    }

    static Map<String, String> plain(Map<String, AttributeValue> item) {
        Map<String, String> plain = new TreeMap<>();
        item.forEach((name, value) -> plain.put(name, text(value)));
        return plain;
    }

    private static String text(AttributeValue value) {
        if (value.s() != null) {
            return value.s();
        }
        return value.n() != null ? value.n() : String.valueOf(value.bool());
    }

    /** Told to end, where running requests have so long to end. */
    void stop(Duration grace) throws IOException {
        dev.stop(grace);
    }

    @Override
    public void close() throws IOException {
        dev.close();
    }
}
