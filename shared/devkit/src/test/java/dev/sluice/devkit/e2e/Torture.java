package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.aws.Tables;
import dev.sluice.aws.keys.DynamoKeys;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.authenticate.GatewayKey;
import dev.sluice.core.authenticate.KeyRecord;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills gateways ({@code make serve} without make, each a process of its own) while they serve
 * streams, whole answers, fallbacks and clients that hang up; lets one sweep at the end; compares
 * what the provider saw with what the tables say. A request is known by its {@code max_tokens}, of
 * which no two have the same: its row reserves as many.
 */
final class Torture implements AutoCloseable {
    private static final String KEY = "sk-test-torture";
    private static final String STREAM = ",\"stream\":true";
    private static final List<String> FLAGS =
            List.of("-Dsluice.net=loop", "-Dsluice.net=jdk", "-XX:ActiveProcessorCount=1");

    private static final int CLIENTS = 8;
    private static final int FIRST_MARK = 1_000;
    private static final long EVENT_NANOS = 10_000_000;

    private static final int MOST_EVENTS = 150;

    private final Map<Long, TortureCount.Served> served = new ConcurrentHashMap<>();
    private final AtomicInteger marks = new AtomicInteger(FIRST_MARK);
    private final Random random;
    private final ScriptedProvider upstream = new ScriptedProvider();
    private final String stage = TestDynamo.newStage();
    private final Map<String, String> settings = new HashMap<>();
    private final List<Process> started = new CopyOnWriteArrayList<>();
    private volatile int port;
    private volatile boolean over;
    private int kills;

    private record Running(Process process, int port) {
        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }

    Torture(long seed) throws IOException {
        random = new Random(seed);
        TableNames tables = new TableNames(stage);
        Tables.createMissing(TestDynamo.client(), tables);
        new DynamoKeys(TestDynamo.client(), tables)
                .create(
                        new KeyRecord(
                                GatewayKey.hash(KEY),
                                "torture",
                                List.of(),
                                List.of(),
                                Instant.now(),
                                Optional.empty(),
                                false));
        settings.putAll(
                Map.of(
                        "PORT", "0",
                        "SLUICE_STAGE", stage,
                        "AWS_ENDPOINT_URL_DYNAMODB", TestDynamo.endpoint(),
                        "SLUICE_SWEEP_INTERVAL_MS", "500",
                        "SLUICE_OVERALL_TIMEOUT_MS", "10000"));
        for (int slot = 0; slot < 2; slot++) {
            settings.put("SLUICE_PROVIDER_TYPE_" + slot, "together");
            settings.put("SLUICE_PROVIDER_RPM_" + slot, "1000000");
            settings.put("SLUICE_PROVIDER_TPM_" + slot, "1000000000");
            settings.put("SLUICE_PROVIDER_KEY_" + slot, "upstream-key-" + slot);
            settings.put("SLUICE_PROVIDER_ENDPOINT_" + slot, upstream.baseUrl());
        }
        upstream.on(World.LLAMA, this::play);
    }

    /** Kills so many gateways; the next one starts while the last one still serves. */
    void run(int gateways) throws Exception {
        kills = gateways;
        Running now = start();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            long seed = random.nextLong();
            clients.add(Thread.ofVirtual().start(() -> ask(new Random(seed))));
        }
        for (int i = 0; i < gateways; i++) {
            port = now.port();
            Running next = start();
            LockSupport.parkNanos(random.nextLong(300_000_000L));
            port = next.port();
            now.kill();
            now = next;
        }
        over = true;
        for (Thread client : clients) {
            client.join();
        }
        List<String> left = new ArrayList<>();
        Wait.until(
                () -> "the sweep has closed all rows and added them up; left are " + left,
                () -> {
                    left.clear();
                    left.addAll(left());
                    return left.isEmpty();
                });
        now.kill();
    }

    /** Rows that are to be closed, and requests that are to be added to their day. */
    private List<String> left() {
        List<String> left = new ArrayList<>();
        Set<String> written = new HashSet<>();
        for (Map<String, String> row : TortureCount.rows(items())) {
            written.add(row.getOrDefault("sk", "").substring(TortureCount.ROW_PREFIX.length()));
            if (!TortureCount.isSettled(row) && !neverBegan(row)) {
                left.add(row.toString());
            }
        }
        // A mark whose gateway was killed before its row goes out when an hour is over (0008).
        marked().stream().filter(written::contains).forEach(left::add);
        return left;
    }

    /** The requests that are marked as open in a day's item. */
    private List<String> marked() {
        return TestDynamo.client()
                .scanPaginator(
                        scan -> scan.tableName(new TableNames(stage).usage()).consistentRead(true))
                .items()
                .stream()
                .filter(item -> item.containsKey("open"))
                .flatMap(item -> item.get("open").bs().stream())
                .map(mark -> mark.asByteBuffer())
                .map(mark -> new UUID(mark.getLong(), mark.getLong()).toString())
                .toList();
    }

    /** Its gateway was killed between its row and its mark: nobody was called, no day has it. */
    private boolean neverBegan(Map<String, String> row) {
        long overdueMicros =
                System.currentTimeMillis() * 1_000 - TortureCount.number(row, "deadline");
        return overdueMicros > 0
                && !served.containsKey(TortureCount.number(row, "reservedOutputTokens"));
    }

    /** They take turns in how they wait for their sockets; one of them as on one processor. */
    private Running start() throws Exception {
        String flag = FLAGS.get(started.size() % FLAGS.size());
        Process process =
                Processes.java(settings, flag, "dev.sluice.gateway.Serve")
                        .redirectErrorStream(true)
                        .start();
        started.add(process);
        String ready = Processes.lines(process).await(line -> line.contains("listens on http://"));
        return new Running(process, Integer.parseInt(ready.replaceAll(".*:(\\d+)$", "$1")));
    }

    /** One client after the other, until it is over. */
    private void ask(Random mine) {
        while (!over) {
            int kind = mine.nextInt(4);
            String more =
                    ",\"max_tokens\":"
                            + marks.incrementAndGet()
                            + (kind == 0 ? "" : STREAM)
                            + (kind == 1 ? ",\"user\":\"fallback\"" : "");
            int at = port;
            try (RawClient client = new RawClient(at)) {
                client.post(
                        "/v1/chat/completions", KEY, World.chat(World.LLAMA, more).getBytes(UTF_8));
                if (kind == 2) {
                    client.until("word");
                    client.hangUp();
                } else {
                    client.reply();
                }
            } catch (IOException | RuntimeException | AssertionError e) {
                LockSupport.parkNanos(EVENT_NANOS); // killed, or refused
            }
        }
    }

    /** Where a request wants a fallback, its first call fails. */
    private void play(ScriptedProvider.Call call) throws Exception {
        String body = call.seen().body();
        long mark = Tree.parse(body).at("max_tokens").number();
        TortureCount.Served mine = served.computeIfAbsent(mark, key -> new TortureCount.Served());
        int calls = mine.calls.incrementAndGet();
        if (body.contains("fallback") && calls == 1) {
            call.write(Scripts.json(500, "", "{\"error\":{\"message\":\"boom\"}}"));
            return;
        }
        int events =
                mark % 8 == 0 ? TortureCount.LONG_EVENTS : (int) (mark * 7_919 % MOST_EVENTS) + 1;
        if (!body.contains("\"stream\":true")) {
            LockSupport.parkNanos(MOST_EVENTS * EVENT_NANOS / 4);
            mine.sends(5);
            call.write(Scripts.json(200, "", Scripts.completion("word")));
            return;
        }
        call.write(Scripts.SSE_HEAD);
        for (int i = 0; i < events; i++) {
            call.chunk(Scripts.say("word"));
            mine.sends(1);
            LockSupport.parkNanos(EVENT_NANOS);
        }
        call.chunk(Scripts.finish("stop"))
                .chunk(Scripts.usageEvent().replace(":5,", ":" + events + ","))
                .chunk(Scripts.DONE)
                .write(Scripts.END);
    }

    private List<Map<String, String>> items() {
        return World.items(new TableNames(stage).usage());
    }

    TortureCount.Figures figures() {
        return new TortureCount(kills, served, items()).figures();
    }

    @Override
    public void close() throws IOException {
        over = true;
        started.forEach(Process::destroyForcibly);
        upstream.close();
    }
}
