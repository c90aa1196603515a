package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.Loopback;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** {@code make dev} as a process of its own: killed, told to stop, started again. */
class ProcessTest {
    @TempDir private Path data;

    @AutoClose private ScriptedProvider upstream;
    private int dynamoPort;
    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        dynamoPort = Loopback.freePort();
        settings.putAll(
                Map.of(
                        "PORT", "0",
                        "DYNAMODB_PORT", Integer.toString(dynamoPort),
                        "SLUICE_LOCAL_KEY", World.KEY,
                        "SLUICE_SWEEP_INTERVAL_MS", "300",
                        "SLUICE_PROVIDER_TYPE_0", "together",
                        "SLUICE_PROVIDER_KEY_0", "upstream-key",
                        "SLUICE_PROVIDER_ENDPOINT_0", upstream.baseUrl()));
    }

    private record Running(Process process, Lines out, int port) implements AutoCloseable {
        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    private Running dev() throws Exception {
        Process process =
                Processes.java(settings, "dev.sluice.devkit.Dev")
                        .directory(data.toFile())
                        .redirectErrorStream(true)
                        .start();
        Lines out = Processes.lines(process);
        String ready = out.await(line -> line.startsWith("Sluice is ready at"));
        int port = Integer.parseInt(ready.replaceAll(".*localhost:(\\d+).*", "$1"));
        return new Running(process, out, port);
    }

    private static RawClient streaming(Running dev) throws IOException {
        RawClient client = new RawClient(dev.port());
        return client.post(
                "/v1/chat/completions",
                World.KEY,
                World.chat(LLAMA, ",\"stream\":true,\"max_tokens\":100").getBytes(UTF_8));
    }

    private List<Map<String, String>> rows() {
        try (DynamoDbClient dynamo = TestDynamo.client("http://127.0.0.1:" + dynamoPort)) {
            return dynamo
                    .scanPaginator(scan -> scan.tableName("sluice-local-usage"))
                    .items()
                    .stream()
                    .map(World::plain)
                    .filter(item -> String.valueOf(item.get("sk")).startsWith("req#"))
                    .toList();
        }
    }

    private Map<String, String> row(String id) {
        return rows().stream()
                .filter(row -> id.equals(row.get("requestId")))
                .findFirst()
                .orElse(Map.of());
    }

    @Test
    void aKilledProcessesRowIsSettledOnceAfterItsDeadline() throws Exception {
        settings.put("DATA", data.resolve("tables").toString());
        settings.put("SLUICE_OVERALL_TIMEOUT_MS", "4000");
        String id;
        try (Running dev = dev()) {
            try (RawClient first = streaming(dev)) {
                first.reply(); // all is loaded
            }
            upstream.on(LLAMA, Scripts.thenSilent(Scripts.say("Hel")));
            try (RawClient client = streaming(dev)) {
                id = client.head().header("x-request-id");
                client.until("Hel");
                dev.process.destroyForcibly().waitFor();
            }
            assertThat(dev.out.all()).noneMatch(line -> line.contains(id));
        }
        try (Running again = dev()) {
            assertThat(row(id)).as("kept through the kill").isNotEmpty();
            String swept = again.out.await(line -> line.contains(id));
            assertThat(swept).contains("deadline", "(estimated)");
            assertThat(rows()).hasSize(2);
            assertThat(row(id))
                    .containsEntry("requestId", id)
                    .containsEntry("state", "settled")
                    .containsEntry("outcome", "deadline")
                    .containsEntry("estimated", "true")
                    .as("killed before its first note")
                    .containsEntry("outputTokens", "0");
            // A request after it goes its normal way, and the sweep lets both rows be.
            upstream.on(LLAMA, Scripts.text("ok"));
            try (RawClient client = streaming(again)) {
                String next = client.reply().header("x-request-id");
                again.out.await(line -> line.contains(next));
            }
            assertThat(again.out.all().stream().filter(line -> line.contains(id))).hasSize(1);
            assertThat(rows()).hasSize(3);
        }
    }

    /** As Lambda's adapter, Docker and systemd ask it to end. */
    @Test
    void aRequestToEndLetsARunningStreamEndAndSettlesIt() throws Exception {
        letsARunningStreamEnd("TERM");
    }

    /** As Ctrl-C does. Where this process ignores SIGINT (nohup), so does its child. */
    @Test
    void anInterruptLetsARunningStreamEndAndSettlesIt() throws Exception {
        letsARunningStreamEnd(Processes.ignoresInterrupts() ? "TERM" : "INT");
    }

    private void letsARunningStreamEnd(String signal) throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        upstream.on(
                LLAMA,
                call -> {
                    call.write(Scripts.SSE_HEAD).chunk(Scripts.say("Hel"));
                    assertThat(told.await(Wait.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
                    call.chunk(Scripts.say("lo"))
                            .chunk(Scripts.finish("stop"))
                            .chunk(Scripts.usageEvent())
                            .chunk(Scripts.DONE)
                            .write(Scripts.END);
                });
        try (Running dev = dev();
                RawClient client = streaming(dev)) {
            String id = client.head().header("x-request-id");
            client.until("Hel");
            send(signal, dev);
            dev.out.await(line -> line.startsWith("Stopping"));
            told.countDown();
            assertThat(client.until("[DONE]")).contains("lo");
            assertThat(dev.out.await(line -> line.contains(id)))
                    .contains("completed 200", "10 + 5 tokens");
            assertThat(dev.process.waitFor(Wait.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(dev.out.all()).noneMatch(line -> line.contains("Exception"));
        }
    }

    private static void send(String signal, Running dev) throws Exception {
        Processes.Ended kill =
                Processes.run(
                        new ProcessBuilder("kill", "-" + signal, Long.toString(dev.process.pid())));
        assertThat(kill.code()).as(kill.err()).isZero();
    }

    @Test
    void theLineToPasteWorks() throws Exception {
        settings.keySet().removeIf(name -> name.startsWith("SLUICE_PROVIDER"));
        settings.remove("SLUICE_LOCAL_KEY");
        try (Running dev = dev()) {
            dev.out.await(line -> line.startsWith("Each finished request"));
            String command = pasted(dev.out.all());
            Processes.Ended curl = Processes.run(new ProcessBuilder("bash", "-c", command));
            assertThat(curl.out()).startsWith("data: {").endsWith("data: [DONE]\n\n");
            dev.out.await(line -> line.contains(" completed 200 "));
        }
    }

    private static String pasted(List<String> lines) {
        StringBuilder command = new StringBuilder();
        for (String line : lines) {
            if (line.strip().startsWith("curl") || !command.isEmpty()) {
                command.append(line.strip()).append('\n');
                if (!line.endsWith("\\")) {
                    return command.toString();
                }
            }
        }
        throw new AssertionError("no line to paste in " + lines);
    }

    @Test
    void aWrongSettingIsNamedAndNothingStarts() throws Exception {
        settings.put("SLUICE_IDLE_TIMEOUT_MS", "soon");
        Processes.Ended ended = Processes.run(Processes.java(settings, "dev.sluice.devkit.Dev"));
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("SLUICE_IDLE_TIMEOUT_MS", "soon").doesNotContain("\tat ");
    }

    @Test
    void aPlainHttpEndpointElsewhereIsRefusedWithoutSayingTheKey() throws Exception {
        settings.put("SLUICE_PROVIDER_ENDPOINT_0", "http://example.com/v1");
        Processes.Ended ended = Processes.run(Processes.java(settings, "dev.sluice.devkit.Dev"));
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err())
                .contains("SLUICE_PROVIDER_ENDPOINT_0", "https")
                .doesNotContain("upstream-key", "\tat ");
    }

    @Test
    void aPortThatIsTakenIsSaid() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            settings.put("PORT", Integer.toString(taken.getLocalPort()));
            Processes.Ended ended =
                    Processes.run(Processes.java(settings, "dev.sluice.devkit.Dev"));
            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.err())
                    .contains(Integer.toString(taken.getLocalPort()))
                    .doesNotContain("\tat ");
        }
    }
}
