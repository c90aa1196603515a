package dev.sluice.devkit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.devkit.upstream.ScriptedUpstream;
import dev.sluice.devkit.upstream.TokenPace;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * OpenAI's own Node client against the real server, where there is a {@code node}. The client is
 * installed into {@code target} once; without a registry the test is skipped, and says so.
 */
class NodeSdkTest {
    private static final String CLIENT = "openai@7.57.0";

    /** Its provider speaks another language. */
    private static final String CLAUDE = "claude-haiku-4-5";

    @Test
    void theNodeClientSeesAnOpenAiServer() throws Exception {
        assumeTrue(Processes.exists("node") && Processes.exists("npm"), "no node on this machine");
        Path directory = installed();
        AtomicInteger failures = new AtomicInteger(1);
        try (ScriptedUpstream scripted = ScriptedUpstream.start(TokenPace.AT_ONCE);
                ScriptedProvider raw = new ScriptedProvider();
                World world =
                        World.settings()
                                .slot(0, "together", scripted.baseUrl().toString())
                                .serving(1, raw.baseUrl(), "raw/retried")
                                .serving(2, raw.baseUrl(), "raw/cut")
                                .slot(
                                        3,
                                        "anthropic",
                                        scripted.baseUrl().toString().replace("/v1", ""))
                                .start()) {
            raw.on("raw/cut", Scripts.cut(Scripts.say("Hel")));
            raw.on(
                    "raw/retried",
                    call ->
                            (failures.getAndDecrement() > 0
                                            ? Scripts.error(429, "retry-after-ms: 300\r\n", "slow")
                                            : Scripts.text("at last"))
                                    .play(call));
            check(world, run(directory, world));
        }
    }

    private static Tree run(Path directory, World world) throws Exception {
        ProcessBuilder node =
                new ProcessBuilder("node", "client.mjs").directory(directory.toFile());
        node.environment().put("BASE_URL", world.url());
        node.environment().put("API_KEY", World.KEY);
        node.environment().put("MODEL", World.LLAMA);
        node.environment().put("FOREIGN_MODEL", CLAUDE);
        Processes.Ended ended = Processes.run(node);
        assertThat(ended.code()).as(ended.err()).isZero();
        return Tree.parse(ended.out());
    }

    private static void check(World world, Tree seen) {
        assertThat(seen.at("created").text()).contains(World.LLAMA);
        assertThat(seen.at("streamed").text()).isEqualTo(seen.at("created").text());
        assertThat(seen.at("chunks").number()).isGreaterThan(5);
        assertThat(seen.at("streamedUsage").number()).isPositive();
        for (String model : List.of(World.LLAMA, CLAUDE)) {
            assertThat(seen.at("joined", model, "role").text()).isEqualTo("assistant");
            assertThat(seen.at("joined", model, "content").text()).contains(model);
        }
        assertThat(seen.at("models").items().toString()).contains(World.LLAMA);
        assertThat(seen.at("model").text()).isEqualTo(World.LLAMA);
        assertThat(seen.at("notFound", "name").text()).isEqualTo("NotFoundError");
        assertThat(seen.at("notFound", "code").text()).isEqualTo("model_not_found");
        assertThat(seen.at("notFound", "id").text()).isNotBlank();
        assertThat(seen.at("unauthorized", "name").text()).isEqualTo("AuthenticationError");
        assertThat(seen.at("retried").text()).isEqualTo("at last");
        assertThat(seen.at("broken", "name").text()).isEqualTo("APIError");
        assertThat(seen.at("response").text()).contains("Say hello");
        assertThat(seen.at("responseStreamed").text())
                .isEqualTo(seen.at("responseDeltas").text())
                .isEqualTo(seen.at("response").text());
        assertThat(seen.at("responseOfTool").text()).contains("The tool says", "rain");
        assertThat(world.rows()).hasSize(11);
    }

    private static Path installed() throws IOException, InterruptedException {
        Path directory = Files.createDirectories(Path.of("target", "node-client"));
        try (InputStream script =
                Objects.requireNonNull(NodeSdkTest.class.getResourceAsStream("/node/client.mjs"))) {
            Files.copy(
                    script, directory.resolve("client.mjs"), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(directory.resolve("node_modules/openai"))) {
            Processes.Ended npm =
                    Processes.run(
                            new ProcessBuilder(
                                            "npm",
                                            "install",
                                            "--no-audit",
                                            "--no-fund",
                                            "--ignore-scripts",
                                            "--prefix",
                                            ".",
                                            CLIENT)
                                    .directory(directory.toFile()));
            assumeTrue(npm.code() == 0, "npm could not install " + CLIENT + ": " + npm.err());
        }
        return directory;
    }
}
