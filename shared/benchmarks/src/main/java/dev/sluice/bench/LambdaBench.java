package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code make bench-lambda}: several requests an instance (Lambda Managed Instances). The function
 * as its wrapper starts it, before a Runtime API of our own, with as many loops as {@code
 * AWS_LAMBDA_MAX_CONCURRENCY} says, all of them always busy with a stream of a second.
 *
 * <p>Arguments: numbers of streams at once as words with spaces between, seconds a step, words on
 * the function's cores, commit, the file for the result, then the command that runs it.
 */
public final class LambdaBench {
    private static final Path LOG = Path.of("target/bench-lambda.log");
    private static final String HEAD =
            """
            | streams at once | chunk p50 / p99, ms | a stream: p50 / p99 / longest, ms | streams a second | CPU a stream, ms | its core | RSS, MB | errors |
            |---|---|---|---|---|---|---|---|
            """;

    private final int seconds;
    private final List<String> command;
    private final StringBuilder table = new StringBuilder(HEAD);

    private LambdaBench(int seconds, List<String> command) {
        this.seconds = seconds;
        this.command = command;
    }

    public static void main(String[] args) throws Exception {
        String loadBefore = Machine.load();
        List<String> command = List.of(args).subList(5, args.length);
        LambdaBench bench = new LambdaBench(Integer.parseInt(args[1]), command);
        try (MockProvider provider = new MockProvider()) {
            for (String atOnce : args[0].split(" ", -1)) {
                bench.measure(provider, atOnce);
            }
        }
        String text =
                "# make bench-lambda, "
                        + Instant.now().truncatedTo(ChronoUnit.SECONDS)
                        + ", commit "
                        + args[3]
                        + "\n\n"
                        + Machine.describe()
                        + "; the function: "
                        + args[2]
                        + "; load average before "
                        + loadBefore
                        + ".\nStreams of 50 chunks, one each 20 ms behind the first after 60 ms: 1,040 ms. Stores in memory.\n\n"
                        + bench.table;
        Page.keep(Path.of(args[4]), text);
        System.exit(0);
    }

    private void measure(MockProvider provider, String atOnce) throws Exception {
        Rig.say(atOnce + " streams at once");
        try (ManyInvocations api = new ManyInvocations(Question.SECOND)) {
            Process function = start(provider, api, atOnce);
            try {
                api.awaitLoop();
                TimeUnit.SECONDS.sleep(seconds);
                Rig.Use use = new Rig.Use(() -> ProcessFigures.cpu(function));
                api.measure(true);
                TimeUnit.SECONDS.sleep(seconds);
                api.measure(false);
                row(atOnce, api, use, ProcessFigures.residentBytes(function));
            } finally {
                api.end();
                if (!function.waitFor(5, TimeUnit.SECONDS)) {
                    function.destroyForcibly();
                }
            }
        }
    }

    private void row(String atOnce, ManyInvocations api, Rig.Use use, long residentBytes) {
        String core = use.percent();
        double cpuMillis = use.nanos() / 1e6 / Math.max(1, api.streams());
        table.append(
                String.join(
                                " | ",
                                "| " + atOnce,
                                Rig.millis(api.delayMicros(), 50)
                                        + " / "
                                        + Rig.millis(api.delayMicros(), 99),
                                Rig.millis(api.wholeMicros(), 50)
                                        + " / "
                                        + Rig.millis(api.wholeMicros(), 99)
                                        + " / "
                                        + Rig.millis(api.wholeMicros(), 100),
                                Report.number((double) api.streams() / seconds),
                                Report.number(cpuMillis),
                                core,
                                Long.toString(residentBytes >> 20),
                                Integer.toString(api.errors()))
                        + " |\n");
    }

    private Process start(MockProvider provider, ManyInvocations api, String atOnce)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH"));
        environment.putAll(Bench.settings(provider));
        environment.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + api.port());
        environment.put("AWS_LAMBDA_MAX_CONCURRENCY", atOnce);
        environment.put("_HANDLER", "dev.sluice.gateway.lambda.GatewayFunction");
        environment.put("AWS_REGION", "eu-central-1");
        environment.put("AWS_LAMBDA_FUNCTION_NAME", "many");
        environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024");
        return builder.redirectErrorStream(true).redirectOutput(LOG.toFile()).start();
    }
}
