package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway that nobody asks anything leaves the processor to others. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@EnabledOnOs(OS.LINUX) // it counts in /proc
class RestTest {
    private static final long LOOK_MILLIS = 1_000;

    /**
     * In a second: a look at the connection to its provider that rests, which has the watch look.
     */
    private static final long MOST_WAKES = 8;

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"-Dsluice.net=loop", "-XX:ActiveProcessorCount=1"})
    void nothingWakesWhereConnectionsRest(String flag) throws Exception {
        try (ScriptedProvider provider = new ScriptedProvider()) {
            Process process = serve(flag, provider.baseUrl());
            try {
                Lines out = Processes.lines(process);
                String ready = out.await(line -> line.contains("listens on http://"));
                int port = Integer.parseInt(ready.replaceAll(".*:(\\d+)$", "$1"));
                try (RawClient client = new RawClient(port)) {
                    byte[] body = World.chat(World.LLAMA, "").getBytes(UTF_8);
                    client.post("/v1/chat/completions", World.KEY, body).reply();
                    rests(process.pid());
                }
            } finally {
                process.destroyForcibly().onExit().join();
            }
        }
    }

    private static void rests(long pid) {
        long[] seen = {0};
        Wait.until(
                () -> "hardly a wake in a second, not " + seen[0],
                () -> {
                    long before = wakes(pid);
                    assertThat(before).as("it has woken before").isPositive();
                    Thread.sleep(LOOK_MILLIS);
                    seen[0] = wakes(pid) - before;
                    return seen[0] <= MOST_WAKES;
                });
    }

    /** Of the gateway's threads, and of the JDK's that wake virtual ones; not of the JVM's own. */
    private static long wakes(long pid) throws IOException {
        List<String> ours =
                List.of(
                        "loop",
                        "loop watch",
                        "vigil",
                        "VirtualThread-u",
                        "listener",
                        "request log");
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return threads.filter(thread -> ours.contains(read(thread.resolve("comm")).strip()))
                    .mapToLong(RestTest::wakes)
                    .sum();
        }
    }

    private static long wakes(Path thread) {
        return read(thread.resolve("status"))
                .lines()
                .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return ""; // a thread that has ended meanwhile
        }
    }

    private Process serve(String flag, String provider) throws IOException {
        Map<String, String> settings =
                Map.of(
                        "PORT", "0",
                        "SLUICE_STORES", "memory",
                        "SLUICE_LOCAL_KEY", World.KEY,
                        "SLUICE_PROVIDER_TYPE_0", "together",
                        "SLUICE_PROVIDER_KEY_0", "upstream-key",
                        "SLUICE_PROVIDER_ENDPOINT_0", provider);
        ProcessBuilder builder = Processes.java(settings, flag, "dev.sluice.gateway.Serve");
        return builder.directory(directory.toFile()).redirectErrorStream(true).start();
    }
}
