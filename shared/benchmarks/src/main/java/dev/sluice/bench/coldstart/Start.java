package dev.sluice.bench.coldstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts a row's process on one core, as Lambda would, and times it to its first byte. */
final class Start {
    private static final Path TASKSET = Path.of("/usr/bin/taskset");
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** As template.yaml has it. */
    private static final String FLAGS =
            "-Dslf4j.provider=org.slf4j.nop.NOPServiceProvider -Dslf4j.internal.verbosity=WARN"
                    + " -Djdk.reflect.useNativeAccessorOnly=true -XX:-UsePerfData ";

    private final Folders place;
    private final byte[] event;
    private final String flags;

    /**
     * @param more JVM flags of every row that our wrapper starts
     */
    Start(Folders place, Path event, String more) throws IOException {
        this.place = place;
        this.event = Files.readAllBytes(event);
        this.flags = FLAGS + more;
    }

    /** JVM flags of every row that our wrapper starts. */
    String flags() {
        return flags;
    }

    /** What a row's last process wrote. */
    Path output(TableRow row) {
        return place.work().resolve(row.fileName() + ".txt");
    }

    /**
     * One start; the process is gone when this returns.
     *
     * @param cacheFlags of the row's cache
     * @throws IllegalStateException it did not answer, or not with 200
     */
    Timing measure(TableRow row, String cacheFlags) throws IOException, InterruptedException {
        ProcessClock clock = new ProcessClock();
        try (OneInvocation api = new OneInvocation(event, clock::now)) {
            ProcessBuilder builder = builder(row, api.hostAndPort(), cacheFlags);
            Stamp started = new Stamp(System.nanoTime(), 0);
            Process process = builder.start();
            clock.watch(process);
            process.onExit().thenRun(api::ended);
            try {
                Stamp firstByte = api.firstByte(LONGEST);
                return firstByte.since(row.snapshot() ? api.restored() : started);
            } catch (IllegalStateException e) {
                process.destroyForcibly();
                throw new IllegalStateException(row.name() + ", see " + output(row), e);
            } finally {
                end(process);
            }
        }
    }

    /** Left alone where it ends by itself: a training run writes its cache at its end. */
    private static void end(Process process) throws InterruptedException {
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private ProcessBuilder builder(TableRow row, String api, String cacheFlags) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(TASKSET)) {
            command.addAll(List.of(TASKSET.toString(), "-c", "0"));
        }
        command.addAll(row.command());
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH"));
        environment.putAll(lambda(row, api));
        environment.put("LAMBDA_STREAM_JVM_OPTS", flags + ' ' + cacheFlags);
        environment.putAll(row.variables());
        return builder.redirectErrorStream(true).redirectOutput(output(row).toFile());
    }

    /** What Lambda sets, and the template for all stages. */
    private Map<String, String> lambda(TableRow row, String api) {
        return Map.ofEntries(
                Map.entry("AWS_LAMBDA_RUNTIME_API", api),
                Map.entry("LAMBDA_TASK_ROOT", place.task().toString()),
                Map.entry("_HANDLER", row.command().getLast()),
                Map.entry("LAMBDA_STREAM_CLASSPATH", place.classPath(row.cache())),
                Map.entry("AWS_REGION", "eu-central-1"),
                Map.entry("AWS_LAMBDA_FUNCTION_NAME", "cold"),
                Map.entry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024"),
                Map.entry("AWS_LAMBDA_FUNCTION_VERSION", "1"),
                // The stock client's native part reads it unasked.
                Map.entry("AWS_EXECUTION_ENV", "AWS_Lambda_java25"),
                Map.entry("AWS_ACCESS_KEY_ID", "none"),
                Map.entry("AWS_SECRET_ACCESS_KEY", "none"));
    }
}
