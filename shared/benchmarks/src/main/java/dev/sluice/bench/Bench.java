package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code make bench}: what the gateway adds. Provider and callers live in this process, the gateway
 * in one of its own with stores in memory and key, limits and ledger on; each round measures direct
 * and through the gateway, in turns.
 *
 * <p>Arguments: rounds, seconds a phase, commit, the file for the result, then the command that
 * runs the gateway.
 */
public final class Bench {
    static final String KEY = "sk-bench";
    private static final int STREAMS = 128;
    private static final int PICTURES = 8;
    private static final int SECONDS_COUNTED = 3;
    private static final int WARM_UP_SECONDS = 8;
    private static final Load UNARY_WARM_UP = new Load(false, 100, 4);
    private static final Load STREAM_WARM_UP = new Load(true, 20, 3);

    private final int rounds;
    private final Doors doors;
    private final List<Load> loads;
    private final Path log = Path.of("target/bench-gateway.log");
    private final Report report = new Report();

    private Bench(int rounds, int seconds) {
        this.rounds = rounds;
        Pattern only = Pattern.compile(System.getProperty("only", ""));
        this.doors = new Doors(Integer.getInteger("doors", 0), only);
        this.loads =
                Stream.concat(loads(seconds).stream(), kinds(seconds).stream())
                        .filter(load -> only.matcher(load.label()).find())
                        .toList();
    }

    static List<Load> loads(int seconds) {
        return List.of(
                new Load(false, 100, seconds),
                new Load(false, 300, seconds),
                new Load(true, 20, seconds));
    }

    /** Agents' doors beside chat's; and other kinds of models, few a second: they answer much. */
    private static List<Load> kinds(int seconds) {
        return List.of(
                new Load(Question.MESSAGE, 100, seconds),
                new Load(Question.MESSAGES, 20, seconds),
                new Load(Question.RESPONSE, 100, seconds),
                new Load(Question.RESPONSES, 20, seconds),
                new Load(Question.EMBEDDING, 100, seconds),
                new Load(Question.EMBEDDINGS, 10, seconds),
                new Load(Question.PICTURE, 5, seconds));
    }

    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[0]);
        int seconds = Integer.parseInt(args[1]);
        String commit = args[2];
        Path file = Path.of(args[3]);
        List<String> command = List.of(args).subList(4, args.length);
        String loadBefore = Machine.load();
        Bench bench = new Bench(rounds, seconds);
        bench.measure(command);
        String text =
                "# make bench, "
                        + Instant.now().truncatedTo(ChronoUnit.SECONDS)
                        + ", commit "
                        + commit
                        + "\n\n"
                        + Machine.describe()
                        + "; load average before "
                        + loadBefore
                        + ".\n`ROUNDS="
                        + rounds
                        + " SECONDS_A_PHASE="
                        + seconds
                        + " make bench`; the gateway: `"
                        + String.join(" ", command)
                        + "`\n\n"
                        + bench.report.markdown();
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
        System.out.println();
        System.out.println(text);
        System.out.println("Written to " + file);
        System.exit(0); // DynamoDB Local leaves threads behind
    }

    private void measure(List<String> command) throws Exception {
        try (MockProvider provider = new MockProvider()) {
            Map<String, String> settings = settings(provider);
            try (GatewayProcess gateway = new GatewayProcess(command, settings, log);
                    Target direct = new Target("direct", provider.port(), KEY);
                    Target through = new Target("sluice", gateway.port(), KEY)) {
                rounds(gateway, direct, through);
                if (doors.isWanted()) {
                    doors(direct, through);
                }
                memory(gateway, through, Question.STREAM, STREAMS);
                memory(gateway, through, Question.PICTURE, PICTURES);
            }
            say("counting what is allocated");
            Contender contender = new Contender("sluice", Path.of(""), command);
            report.line(Allocation.count(contender, settings, KEY, SECONDS_COUNTED, log).told());
            try {
                dynamo(command, settings);
            } catch (IOException e) { // what was measured before is not lost
                report.line("DynamoDB calls: NOT counted, " + e.getMessage());
            }
        }
    }

    private void rounds(GatewayProcess gateway, Target direct, Target through)
            throws InterruptedException, IOException {
        say("warming up");
        for (Target target : List.of(direct, through)) {
            UNARY_WARM_UP.run(target, 0);
            STREAM_WARM_UP.run(target, 0);
        }
        report.line("resident memory after the warm-up: " + megabytes(gateway) + " MB");
        for (int round = 1; round <= rounds; round++) {
            for (Load load : loads) {
                say("round " + round + " of " + rounds + ", " + load.label());
                Load.Result plain = load.run(direct, round);
                Duration before = gateway.cpu();
                Load.Result relayed = load.run(through, round);
                long cpuNanos = gateway.cpu().minus(before).toNanos();
                report.round(load, plain, relayed, cpuNanos / 1e6 / relayed.requests());
            }
        }
    }

    private void doors(Target direct, Target through) throws InterruptedException {
        say("warming up all doors");
        doors.warmUp(WARM_UP_SECONDS).round(direct, through, 0);
        for (int round = 1; round <= rounds; round++) {
            say("round " + round + " of " + rounds + ", the doors in turns");
            doors.round(direct, through, round);
        }
        report.doors(doors);
    }

    private void memory(GatewayProcess gateway, Target through, Question question, int atOnce)
            throws InterruptedException, IOException {
        String what =
                atOnce + (question.isStream() ? " streams" : " pictures of 2 MB") + " at once";
        say(what);
        List<Thread> callers = new ArrayList<>();
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
        for (int i = 0; i < atOnce; i++) {
            callers.add(Thread.startVirtualThread(() -> askUntil(endNanos, through, question)));
        }
        long most = 0;
        while (System.nanoTime() < endNanos) {
            TimeUnit.MILLISECONDS.sleep(500);
            most = Math.max(most, megabytes(gateway));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        report.line("resident memory at " + what + ": " + most + " MB");
    }

    private static void askUntil(long endNanos, Target through, Question question) {
        try {
            while (System.nanoTime() < endNanos) {
                through.call(question, piece -> {});
            }
        } catch (IOException e) {
            System.err.println("an answer failed: " + e.getMessage());
        }
    }

    private void dynamo(List<String> command, Map<String, String> settings) throws Exception {
        say("counting calls to DynamoDB");
        List<DynamoCalls.Counted> counted = DynamoCalls.count(command, settings, log);
        report.line(
                "DynamoDB calls of a first request, its key not yet cached: "
                        + counted.getFirst().calls());
        DynamoCalls.Counted usual = counted.get(1);
        report.line(
                "DynamoDB calls of the next "
                        + usual.requests()
                        + " requests: "
                        + usual.calls()
                        + (usual.asExpected() ? ", exactly " : ", NOT ")
                        + DynamoCalls.EXPECTED_A_REQUEST
                        + " each");
        for (DynamoCalls.Counted way : counted) {
            report.line(
                    "DynamoDB write units a request, "
                            + way.way()
                            + ": "
                            + Report.number(way.unitsARequest())
                            + ", of "
                            + way.requests()
                            + " requests "
                            + way.units());
        }
    }

    static Map<String, String> settings(MockProvider provider) {
        return Map.of(
                "SLUICE_STORES", "memory",
                "SLUICE_LOCAL_KEY", KEY,
                "SLUICE_PROVIDER_TYPE_0", "openai-compatible",
                "SLUICE_PROVIDER_KEY_0", "mock",
                "SLUICE_PROVIDER_ENDPOINT_0", "http://127.0.0.1:" + provider.port() + "/v1",
                "SLUICE_PROVIDER_MODEL_0", MockProvider.MODEL,
                "SLUICE_PROVIDER_RPM_0", "10000000",
                "SLUICE_PROVIDER_TPM_0", "100000000");
    }

    private static long megabytes(GatewayProcess gateway) throws IOException {
        return gateway.residentBytes() >> 20;
    }

    private static void say(String what) {
        System.out.println("  " + what + " ...");
    }
}
