package dev.sluice.gateway.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.standins.Loopback;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code bootstrap-server} out of the zip, started and called as the Lambda Web Adapter does: run
 * after packaging, so not named a test.
 */
@Timeout(60)
class BootstrapServerCheck {
    @TempDir Path work;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void streamsRefusesAndEndsWhenToldTo() throws Exception {
        int port = Loopback.freePort();
        try (GatedProvider provider = new GatedProvider();
                Running server = new Running(start(port, provider.settings()))) {
            awaitReady(port, server.process());

            try (Stream<String> events = streamed(port)) {
                assertThat(events.filter(line -> !line.isEmpty()).peek(provider::seen))
                        .as("each event before the provider sends the next")
                        .hasSize(GatedProvider.EVENTS + 2)
                        .last()
                        .isEqualTo("data: [DONE]");
            }
            assertThat(
                            client.send(
                                            AdapterCalls.completion(port, "sk-wrong", 30_000),
                                            HttpResponse.BodyHandlers.ofString())
                                    .statusCode())
                    .isEqualTo(401);

            server.process().destroy();
            assertThat(server.process().waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
        }
        assertThat(logged())
                .extracting(line -> line.get("status") + " " + line.get("lambdaRequestId"))
                .containsExactly("200 lambda-1", "401 lambda-1");
    }

    private Stream<String> streamed(int port) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> answer =
                client.send(
                        AdapterCalls.completion(port, "sk-local", 30_000),
                        HttpResponse.BodyHandlers.ofLines());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private record Running(Process process) implements AutoCloseable {
        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** As {@code /opt/bootstrap} of the adapter's layer does: by the name that Handler gives. */
    private Process start(int port, Map<String, String> settings) throws IOException {
        Path task = unpacked(work.resolve("task"));
        ProcessBuilder builder = new ProcessBuilder(task.resolve("bootstrap-server").toString());
        builder.directory(work.toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(settings);
        environment.putAll(
                Map.of(
                        "PATH", Path.of(System.getProperty("java.home"), "bin") + ":/usr/bin:/bin",
                        "LAMBDA_TASK_ROOT", task.toString(),
                        "_HANDLER", "bootstrap-server",
                        "AWS_REGION", "eu-central-1",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512",
                        "AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand",
                        "AWS_LWA_INVOKE_MODE", "response_stream",
                        "AWS_LWA_READINESS_CHECK_PATH", "/health",
                        "AWS_LWA_PORT", String.valueOf(port)));
        builder.redirectOutput(work.resolve("out.txt").toFile());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        return builder.start();
    }

    private static Path unpacked(Path task) throws IOException {
        Path zip = Path.of("../../target", "gateway.zip");
        Map<String, String> withModes = Map.of("enablePosixFileAttributes", "true");
        try (FileSystem packed = FileSystems.newFileSystem(zip, withModes);
                Stream<Path> files = Files.walk(packed.getPath("/"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(
                        file,
                        task.resolve(packed.getPath("/").relativize(file).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return task;
    }

    /** Every 10 ms until it answers with less than 500, as the adapter; fails if it has ended. */
    private void awaitReady(int port, Process server) throws InterruptedException {
        while (!server.waitFor(10, TimeUnit.MILLISECONDS)) {
            try {
                HttpResponse<Void> answer =
                        client.send(
                                AdapterCalls.ready(port), HttpResponse.BodyHandlers.discarding());
                if (answer.statusCode() < 500) {
                    return;
                }
            } catch (IOException e) {
                // not listening yet
            }
        }
        throw new AssertionError("it ended with code " + server.exitValue());
    }

    private List<Map<String, Object>> logged() throws IOException {
        return Files.readAllLines(work.resolve("out.txt")).stream()
                .map(BootstrapServerCheck::json)
                .toList();
    }

    private static Map<String, Object> json(String line) {
        try {
            return JSON.std.mapFrom(line);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + line, e);
        }
    }
}
