package dev.sluice.bench;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * {@code make bench-store}: what admission and settling take while DynamoDB answers late. DynamoDB
 * Local stands behind a door that holds each answer back for so long, and then that door alone, for
 * DynamoDB Local takes its time of this machine; a limited key on a limited slot. Admission is what
 * a stream's first token comes later, settling what its end comes later than its last chunk.
 *
 * <p>Arguments: seconds a load, delays in milliseconds as words with spaces between, commit, the
 * file for the result, then the command that runs the gateway.
 */
public final class StoreBench {
    private static final Path LOG = Path.of("target/bench-store.log");
    private static final int STREAMS_A_SECOND = 5;
    private static final int UNARY_A_SECOND = 20;
    private static final String HEAD =
            """
            | store, and how much later it answers, ms | admission p50 / p99, ms | settling p50 / p99, ms | unary, both: p50 / p99, ms | errors |
            |---|---|---|---|---|
            """;

    private final int seconds;
    private final StringBuilder table = new StringBuilder(HEAD);

    private StoreBench(int seconds) {
        this.seconds = seconds;
    }

    public static void main(String[] args) throws Exception {
        String loadBefore = Machine.load();
        StoreBench bench = new StoreBench(Integer.parseInt(args[0]));
        List<String> command = List.of(args).subList(4, args.length);
        try (MockProvider provider = new MockProvider();
                CountingDynamo dynamo = new CountingDynamo()) {
            bench.measure(provider, dynamo, command, args[1].split(" ", -1));
        }
        String text =
                "# make bench-store, "
                        + Instant.now().truncatedTo(ChronoUnit.SECONDS)
                        + ", commit "
                        + args[2]
                        + "\n\n"
                        + Machine.describe()
                        + "; load average before "
                        + loadBefore
                        + ".\nAdded to what the provider takes; DynamoDB Local shares the callers' core, and three calls at once take it some 20 ms.\n\n"
                        + bench.table;
        Page.keep(Path.of(args[3]), text);
        System.exit(0); // DynamoDB Local leaves threads behind
    }

    private void measure(
            MockProvider provider, CountingDynamo dynamo, List<String> command, String... delays)
            throws Exception {
        Map<String, String> place = DynamoCalls.place(dynamo.endpoint());
        Map<String, String> settings = new HashMap<>(Bench.settings(provider));
        settings.putAll(place);
        try (GatewayProcess gateway = new GatewayProcess(command, settings, LOG);
                Target direct = new Target("direct", provider.port(), Bench.KEY);
                Target through = new Target("sluice", gateway.port(), DynamoCalls.limitedKey())) {
            DynamoCalls.createKeys(place);
            Rig.say("warming up");
            streams().run(through, 0);
            unary().run(through, 0);
            for (String delay : delays) {
                dynamo.delay(TimeUnit.MILLISECONDS.toNanos(Long.parseLong(delay)));
                row("DynamoDB Local, " + delay, direct, through);
            }
            dynamo.answerAtOnce();
            for (String delay : delays) {
                dynamo.delay(TimeUnit.MILLISECONDS.toNanos(Long.parseLong(delay)));
                row("a store that answers at once, " + delay, direct, through);
            }
        }
    }

    private Load streams() {
        return new Load(true, STREAMS_A_SECOND, seconds);
    }

    private Load unary() {
        return new Load(false, UNARY_A_SECOND, seconds);
    }

    private void row(String store, Target direct, Target through) throws InterruptedException {
        Rig.say(store + " ms later");
        Load.Result plainStreams = streams().run(direct, 1);
        Load.Result streams = streams().run(through, 1);
        Load.Result plain = unary().run(direct, 1);
        Load.Result unary = unary().run(through, 1);
        table.append(
                String.join(
                                " | ",
                                "| " + store,
                                added(plainStreams.firstMicros, streams.firstMicros),
                                added(plainStreams.endMicros, streams.endMicros),
                                added(plain.wholeMicros, unary.wholeMicros),
                                Integer.toString(streams.errors + unary.errors))
                        + " |\n");
    }

    private static String added(Histogram direct, Histogram through) {
        return added(direct, through, 50) + " / " + added(direct, through, 99);
    }

    private static String added(Histogram direct, Histogram through, double percentile) {
        double micros =
                through.getValueAtPercentile(percentile)
                        - (double) direct.getValueAtPercentile(percentile);
        return Report.number(micros / 1_000);
    }
}
