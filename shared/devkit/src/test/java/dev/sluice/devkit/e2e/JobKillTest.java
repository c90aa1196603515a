package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.devkit.Dev;
import dev.sluice.standins.ScriptedProvider;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process is killed while it begins a job, or when it has begun one: the row is paid once. */
class JobKillTest {
    private static final String POST = "POST /s3/v2/videos";
    private static final String LOOK = "GET /s3/v2/videos/job-1";
    private static final String BODY =
            "{\"model\":\"ByteDance/Seedance-1.0-pro\",\"prompt\":\"a cat\"}";
    private World.Settings settings;
    private ScriptedProvider provider;

    @BeforeEach
    void start() throws IOException {
        provider = new ScriptedProvider();
        settings =
                World.settings()
                        .slot(0, "together", provider.origin() + "/s3/v1")
                        .set("SLUICE_OVERALL_TIMEOUT_MS", 3000)
                        .set("SLUICE_SWEEP_INTERVAL_MS", 200);
    }

    @AfterEach
    void stop() throws IOException {
        provider.close();
    }

    /** The world that the killed process leaves, in this process. */
    private World survivor() throws IOException {
        return settings.start();
    }

    private Process process() throws IOException {
        return Processes.java(settings.values(), Dev.class.getName())
                .redirectErrorStream(true)
                .start();
    }

    private static int port(Process process) throws Exception {
        String ready = Processes.lines(process).await(line -> line.contains("localhost:"));
        return Integer.parseInt(ready.replaceAll(".*localhost:(\\d+).*", "$1"));
    }

    @Test
    void killedBetweenPostAndAnswerItIsEstimatedAtTheTableAndNeverSentAgain() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        provider.on(
                POST,
                call -> {
                    asked.countDown();
                    killed.await();
                });
        Process process = process();
        try (RawClient client = new RawClient(port(process))) {
            client.post("/v1/videos", World.KEY, BODY.getBytes(UTF_8));
            asked.await();
        } finally {
            process.destroyForcibly().waitFor();
            killed.countDown();
        }
        try (World world = survivor()) {
            assertThat(world.onlySettled())
                    .containsEntry("estimated", "true")
                    .containsEntry("kind", "video")
                    .containsEntry("costNanoUsd", "570000000");
            assertThat(world.day(1)).containsEntry("costNanoUsd", "570000000");
        }
        assertThat(provider.seen(POST)).hasSize(1);
    }

    @Test
    void killedWhenTheJobHasBegunItIsSettledByWhatTheProviderSays() throws Exception {
        provider.on(POST, 200, "{\"id\":\"job-1\",\"status\":\"in_progress\"}")
                .on(LOOK, 200, "{\"id\":\"job-1\",\"status\":\"in_progress\"}");
        Process process = process();
        try (RawClient client = new RawClient(port(process))) {
            assertThat(client.post("/v1/videos", World.KEY, BODY.getBytes(UTF_8)).reply().status())
                    .isEqualTo(200);
        } finally {
            process.destroyForcibly().waitFor();
        }
        provider.on(
                LOOK,
                200,
                "{\"id\":\"job-1\",\"status\":\"completed\",\"outputs\":{\"cost\":0.25}}");
        try (World world = survivor()) {
            assertThat(world.onlySettled())
                    .containsEntry("estimated", "false")
                    .containsEntry("outcome", "completed")
                    .containsEntry("costNanoUsd", "250000000");
        }
        assertThat(provider.seen(POST)).hasSize(1);
    }
}
