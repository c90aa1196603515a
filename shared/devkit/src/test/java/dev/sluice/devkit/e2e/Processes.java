package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs run beside the test: our own main classes, and tools of the machine. */
final class Processes {
    private static final long LIMIT_SECONDS = 300;

    private Processes() {}

    /** What a program that has ended left. */
    record Ended(int code, String out, String err) {}

    /** A main class on this test's class path, with these variables and hardly any other. */
    static ProcessBuilder java(Map<String, String> environment, String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "--add-opens",
                                "java.base/java.lang=ALL-UNNAMED",
                                "-cp",
                                classPath()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    /** Surefire hides the class path in a jar's manifest, and tells it in a property. */
    private static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path", ""));
    }

    /** A command of an operator's, on the tables of that world. */
    static Ended operator(World world, String command, String... arguments)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("dev.sluice.operator." + command));
        all.addAll(List.of(arguments));
        return run(
                java(
                        Map.of(
                                "SLUICE_STAGE",
                                world.stage,
                                "AWS_ENDPOINT_URL_DYNAMODB",
                                TestDynamo.endpoint()),
                        all.toArray(String[]::new)));
    }

    static Ended run(ProcessBuilder builder) throws IOException, InterruptedException {
        File out = File.createTempFile("sluice", ".out");
        File err = File.createTempFile("sluice", ".err");
        Process process = builder.redirectOutput(out).redirectError(err).start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("did not end in time: " + builder.command());
            }
            return new Ended(
                    process.exitValue(),
                    Files.readString(out.toPath()),
                    Files.readString(err.toPath()));
        } finally {
            process.destroyForcibly();
            Files.delete(out.toPath());
            Files.delete(err.toPath());
        }
    }

    /** What a running program prints, errors too. */
    static Lines lines(Process process) {
        Lines lines = new Lines();
        var print = lines.printStream();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try (BufferedReader in =
                                    new BufferedReader(
                                            new InputStreamReader(
                                                    process.getInputStream(), UTF_8))) {
                                in.lines().forEach(print::println);
                            } catch (IOException e) {
                                // the process is gone
                            }
                        });
        return lines;
    }

    /** Whether the machine has that program. */
    static boolean exists(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        for (String directory : path.split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether this process, and so each one that it starts, ignores SIGINT: seen on Linux alone.
     */
    static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                    .anyMatch(ignored -> (ignored & 1 << 1) != 0);
        }
    }

    /** The root of this repository, wherever the tests run. */
    static Path repository() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("mvnw"))) {
            at = java.util.Objects.requireNonNull(at.getParent(), "no repository around the tests");
        }
        return at;
    }
}
