package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.aws.DynamoKeys;
import dev.sluice.aws.TableNames;
import dev.sluice.aws.Tables;
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
import org.jspecify.annotations.Nullable;

/**
 * Kills gateways ({@code make serve} without make, each a process of its own) while they serve
 * streams, whole answers, fallbacks and clients that hang up; lets one sweep at the end; compares
 * what the provider saw with what the tables say. A request is known by its {@code max_tokens}, of
 * which no two have the same: its row reserves as many.
 */
final class Torture implements AutoCloseable {
    private static final String KEY = "sk-test-torture";
    private static final String STREAM = ",\"stream\":true";
    private static final String ROW_PREFIX = "req#";
    private static final int CLIENTS = 8;
    private static final int FIRST_MARK = 1_000;
    private static final long EVENT_NANOS = 10_000_000;

    private static final int MOST_EVENTS = 150;

    /** One stream in eight: longer than a note is old at most. */
    private static final int LONG_EVENTS = 700;

    /** What was sent before is in the last note: it is written every four seconds. */
    private static final long NOTE_NANOS = 6_000_000_000L;

    /** Four bytes are estimated at 8/7 of a token, rounded up. */
    private static final int SLACK = 2;

    /** What the provider did for one request. */
    private static final class Served {
        final AtomicInteger calls = new AtomicInteger();
        private final List<Long> sentNanos = new ArrayList<>();

        /** So many tokens at once. */
        synchronized void sends(int tokens) {
            long nowNanos = System.nanoTime();
            for (int i = 0; i < tokens; i++) {
                sentNanos.add(nowNanos);
            }
        }

        synchronized int sent() {
            return sentNanos.size();
        }

        /** What a note knows of: all that was sent well before the last token. */
        synchronized long noted() {
            return sentNanos.stream().filter(at -> sentNanos.getLast() - at > NOTE_NANOS).count();
        }
    }

    private final Map<Long, Served> served = new ConcurrentHashMap<>();
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
        for (Map<String, String> row : rows()) {
            written.add(row.getOrDefault("sk", "").substring(ROW_PREFIX.length()));
            if (!isSettled(row) && !neverBegan(row)) {
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

    private static boolean isSettled(Map<String, String> row) {
        return "settled".equals(row.get("state"));
    }

    /** Its gateway was killed between its row and its mark: nobody was called, no day has it. */
    private boolean neverBegan(Map<String, String> row) {
        long overdueMicros = System.currentTimeMillis() * 1_000 - number(row, "deadline");
        return overdueMicros > 0 && !served.containsKey(number(row, "reservedOutputTokens"));
    }

    private Running start() throws Exception {
        Process process =
                Processes.java(settings, "dev.sluice.gateway.Serve")
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
        Served mine = served.computeIfAbsent(mark, key -> new Served());
        int calls = mine.calls.incrementAndGet();
        if (body.contains("fallback") && calls == 1) {
            call.write(Scripts.json(500, "", "{\"error\":{\"message\":\"boom\"}}"));
            return;
        }
        int events = mark % 8 == 0 ? LONG_EVENTS : (int) (mark * 7_919 % MOST_EVENTS) + 1;
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

    private List<Map<String, String>> rows() {
        return items().stream()
                .filter(item -> String.valueOf(item.get("sk")).startsWith(ROW_PREFIX))
                .toList();
    }

    /**
     * What it came to.
     *
     * @param reached requests of which a provider saw something
     * @param withoutCall rows whose gateway was killed before it called
     * @param mostOff tokens by which the estimate of a killed request was off at most
     * @param faults what must not be; empty if all is well
     */
    record Figures(
            int kills,
            int reached,
            int rows,
            int withoutCall,
            int swept,
            int calls,
            long mostOff,
            List<String> faults) {
        @Override
        public String toString() {
            return "torture: "
                    + kills
                    + " kills, "
                    + reached
                    + " requests reached the provider in "
                    + calls
                    + " calls, "
                    + rows
                    + " rows ("
                    + withoutCall
                    + " killed before their call, "
                    + swept
                    + " closed by the sweep), estimated and sent differ by at most "
                    + mostOff
                    + " tokens of "
                    + LONG_EVENTS
                    + ", never by what was sent six seconds before, faults "
                    + faults.size()
                    + (faults.isEmpty() ? "" : " " + faults);
        }
    }

    Figures figures() {
        List<String> faults = new ArrayList<>();
        Map<Long, Map<String, String>> byMark = new HashMap<>();
        for (Map<String, String> row : rows()) {
            if (byMark.put(number(row, "reservedOutputTokens"), row) != null) {
                faults.add("doubled " + row);
            }
        }
        served.forEach(
                (mark, mine) -> {
                    if (!byMark.containsKey(mark)) {
                        faults.add("no row for " + mark);
                    }
                });
        Counts counts = new Counts();
        byMark.forEach((mark, row) -> counts.row(row, served.get(mark), faults));
        sums(byMark, faults);
        return new Figures(
                kills,
                served.size(),
                byMark.size(),
                counts.withoutCall,
                counts.swept,
                served.values().stream().mapToInt(mine -> mine.calls.get()).sum(),
                counts.mostOff,
                faults);
    }

    /** Adds up the rows, and tells of each that is wrong. */
    private static final class Counts {
        private int withoutCall;
        private int swept;
        private long mostOff;

        void row(Map<String, String> row, @Nullable Served mine, List<String> faults) {
            boolean died = "request_died".equals(row.get("errorCode"));
            swept += died ? 1 : 0;
            long output = number(row, "outputTokens");
            if (mine == null) {
                withoutCall++;
                if (isSettled(row) && (!died || output > 0)) {
                    faults.add("billed without a call " + row);
                }
                return;
            }
            // A row that died knows of the call that was about to be made.
            long ahead = number(row, "attempts") - mine.calls.get();
            if (ahead != 0 && !(died && ahead == 1)) {
                faults.add(mine.calls.get() + " calls " + row);
            }
            long off = Math.abs(mine.sent() - output);
            if (died) {
                mostOff = Math.max(mostOff, off);
            } else if ("completed".equals(row.get("outcome")) && off > 0) {
                faults.add(mine.sent() + " sent " + row);
            }
            if (died && (output < mine.noted() || output > mine.sent() * 8L / 7 + SLACK)) {
                faults.add(mine.sent() + " sent, " + mine.noted() + " long ago, far from " + row);
            }
        }
    }

    private void sums(Map<Long, Map<String, String>> rows, List<String> faults) {
        Map<String, Long> summed = new HashMap<>();
        for (Map<String, String> day : World.rollups(items())) {
            for (String name : List.of("requests", "inputTokens", "outputTokens", "costNanoUsd")) {
                summed.merge(name, number(day, name), Long::sum);
            }
        }
        summed.forEach(
                (name, sum) -> {
                    long ofRows =
                            rows.values().stream()
                                    .filter(Torture::isSettled)
                                    .mapToLong(
                                            row -> name.equals("requests") ? 1 : number(row, name))
                                    .sum();
                    if (sum != ofRows) {
                        faults.add(name + " of the days " + sum + ", of the rows " + ofRows);
                    }
                });
        if (summed.isEmpty()) {
            faults.add("no sums");
        }
    }

    private static long number(Map<String, String> item, String name) {
        return Long.parseLong(item.getOrDefault(name, "0"));
    }

    @Override
    public void close() throws IOException {
        over = true;
        started.forEach(Process::destroyForcibly);
        upstream.close();
    }
}
