package dev.sluice.bench;

import dev.sluice.aws.Tables;
import dev.sluice.aws.client.AwsClients;
import dev.sluice.aws.store.TableNames;
import dev.sluice.devkit.LocalDynamo;
import dev.sluice.standins.Loopback;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How exactly processes keep a limit together: 8 processes of 8 threads on one scope of DynamoDB
 * Local, always asking, each with a clock of its own. One line a run: the most that any window held
 * and what was let through, both as parts of the limit. Run it by {@code make accuracy}.
 */
public final class Accuracy {
    private static final int PROCESSES = 8;
    private static final int THREADS = 8;
    private static final long START_MILLIS = 15_000;

    private record Bound(String name, String measure, long limit) {}

    private static final List<Bound> BOUNDS =
            List.of(
                    new Bound("requests", "requests", 400),
                    new Bound("tokens", "tokens", 400_000),
                    new Bound("money", "costNanoUsd", 4_000_000_000L));

    private Accuracy() {}

    /**
     * @param args seconds of a window, windows a run, commit, file for the table, the command that
     *     starts a JVM
     */
    public static void main(String[] args) throws Exception {
        long windowSeconds = Long.parseLong(args[0]);
        long windows = Long.parseLong(args[1]);
        List<String> jvm = List.of(args).subList(4, args.length);
        List<String> rows = new ArrayList<>();
        try (LocalDynamo dynamo = LocalDynamo.start(Loopback.freePort(), null)) {
            createTables(dynamo.endpoint());
            for (long skewMillis : new long[] {0, 200}) {
                for (Bound bound : BOUNDS) {
                    Run run = new Run(bound, skewMillis, windowSeconds, windows);
                    AccuracyLog log = run.by(jvm, dynamo.endpoint());
                    rows.add(run.told(log));
                }
            }
        }
        write(Path.of(args[3]), args[2], rows);
    }

    private static void createTables(String endpoint) {
        try (AwsClients aws = new AwsClients(AccuracyWorker.place(endpoint))) {
            Tables.createMissing(aws.dynamoDb(), new TableNames(AccuracyWorker.STAGE));
        }
    }

    private record Run(Bound bound, long skewMillis, long windowSeconds, long windows) {
        AccuracyLog by(List<String> jvm, String endpoint) throws Exception {
            long startMillis = System.currentTimeMillis() + START_MILLIS;
            List<Process> processes = new ArrayList<>();
            for (int i = 0; i < PROCESSES; i++) {
                List<String> command = new ArrayList<>(jvm);
                command.addAll(worker(i, endpoint, startMillis));
                processes.add(
                        new ProcessBuilder(command)
                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                .start());
            }
            AccuracyLog log = new AccuracyLog();
            for (Process process : processes) {
                log.add(ended(process));
            }
            return log;
        }

        private List<String> worker(int process, String endpoint, long startMillis) {
            return List.of(
                    AccuracyWorker.class.getName(),
                    endpoint,
                    bound.measure() + windowSeconds + "s",
                    Long.toString(bound.limit()),
                    Long.toString(skewMicros(process)),
                    Integer.toString(THREADS),
                    Long.toString(startMillis),
                    Long.toString(startMillis + windows * windowSeconds * 1_000 + 500));
        }

        /** What it printed. */
        private static String ended(Process process) throws IOException, InterruptedException {
            String text =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (process.waitFor() != 0) {
                throw new IOException("a process of the run failed");
            }
            return text;
        }

        /** From one end of the skew to the other. */
        private long skewMicros(int process) {
            return skewMillis * 1_000 * (2L * process - (PROCESSES - 1)) / (PROCESSES - 1);
        }

        String told(AccuracyLog log) {
            double limit = bound.limit();
            double worst = log.worstWindow(windowSeconds * 1_000_000) / limit;
            double through = log.usedWithin(windowSeconds * 1_000_000 * windows) / limit / windows;
            System.out.printf(
                    Locale.ROOT,
                    "%s-bound, %d per %d s, skew ±%d ms, %d admitted: worst window %.2f × the limit,"
                            + " let through %.1f %%%n",
                    bound.name(),
                    bound.limit(),
                    windowSeconds,
                    skewMillis,
                    log.size(),
                    worst,
                    100 * through);
            return String.format(
                    Locale.ROOT,
                    "| %s | %d | %d s | ±%d ms | %d | %.3f | %.1f %% |",
                    bound.name(),
                    bound.limit(),
                    windowSeconds,
                    skewMillis,
                    log.size(),
                    worst,
                    100 * through);
        }
    }

    private static void write(Path file, String commit, List<String> rows) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(
                file,
                "# How exactly a limit is kept\n\n"
                        + Instant.now().toString().substring(0, 10)
                        + ", commit "
                        + commit
                        + ", "
                        + Machine.describe()
                        + ", `make accuracy`: "
                        + PROCESSES
                        + " processes × "
                        + THREADS
                        + " threads on DynamoDB Local, one scope, always asking.\n\n"
                        + "| bound | limit | window | clocks | admitted | worst window × limit | let"
                        + " through |\n|---|---|---|---|---|---|---|\n"
                        + String.join("\n", rows)
                        + "\n");
    }
}
