package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What becomes of a film's job: looked at, lost, left, counted; it is paid once. */
class VideoJobsTest extends VideoSteps {
    private static final long TABLE_NANO_USD = 570_000_000;

    @Test
    void aHundredPollsAreOneRowAndTheProvidersWordOnCostWins() throws Exception {
        Reply created = create(",\"seconds\":\"8\"");
        String path = "/v1/videos/" + id(created);
        for (int i = 0; i < 50; i++) {
            assertThat(world.get(path).json().at("status").text()).isEqualTo("in_progress");
        }
        assertThat(world.rows()).hasSize(1);
        assertThat(world.rows().getFirst())
                .containsEntry("state", "reserved")
                .containsEntry("jobId", "job-1");
        provider.on(
                LOOK,
                200,
                ended(
                        "\"status\":\"completed\",\"seconds\":\"6\",\"outputs\":{\"cost\":0.123456789,"
                                + "\"video_url\":\"https://films.example/f.mp4\"}"));
        for (int i = 0; i < 50; i++) {
            assertThat(world.get(path).json().at("status").text()).isEqualTo("completed");
        }
        assertThat(world.rows()).hasSize(1);
        assertThat(world.settled(created))
                .containsEntry("costNanoUsd", "123456789")
                .containsEntry("seconds", "6")
                .containsEntry("attempts", "1");
        assertThat(world.day(1)).containsEntry("costNanoUsd", "123456789");
    }

    @Test
    void aFailedJobIsPaidAtWhatTheProviderSaysOrElseAtTheTable() throws Exception {
        Reply told = create("");
        provider.on(
                LOOK,
                200,
                ended(
                        "\"status\":\"failed\",\"error\":{\"code\":\"moderated\",\"message\":\"No\"},"
                                + "\"outputs\":{\"cost\":0.01}"));
        Tree failed = world.get("/v1/videos/" + id(told)).json();
        assertThat(failed.at("status").text()).isEqualTo("failed");
        assertThat(failed.at("error", "code").text()).isEqualTo("moderated");
        assertThat(world.settled(told))
                .containsEntry("costNanoUsd", "10000000")
                .containsEntry("outcome", "upstreamFailed")
                .containsEntry("errorCode", "moderated");
        Reply silent = create("");
        provider.on(LOOK, 200, ended("\"status\":\"failed\""));
        world.get("/v1/videos/" + id(silent));
        assertThat(world.settled(silent))
                .containsEntry("costNanoUsd", Long.toString(TABLE_NANO_USD));
    }

    @Test
    void aJobWhoseClientNeverComesBackIsSettledByTheSweep() throws Exception {
        provider.on(LOOK, 200, ended("\"status\":\"completed\",\"outputs\":{\"cost\":0.5}"));
        try (World swept = settings().set("SLUICE_SWEEP_INTERVAL_MS", 100).start()) {
            Reply created = create(swept, World.KEY, "");
            assertThat(swept.settled(created)).containsEntry("costNanoUsd", "500000000");
        }
    }

    @Test
    void aForgottenOrDeletedJobIsSettledByTheSweepToo() throws Exception {
        provider.on(LOOK, 404, "{}");
        try (World swept = settings().set("SLUICE_SWEEP_INTERVAL_MS", 100).start()) {
            Reply forgotten = create(swept, World.KEY, "");
            Reply deleted = create(swept, World.KEY, "");
            String path = "/v1/videos/" + id(deleted);
            assertThat(send(swept, "DELETE", path, World.KEY).json().at("deleted").value())
                    .isEqualTo(true);
            assertThat(swept.get(path).status()).isEqualTo(404);
            for (Reply each : List.of(forgotten, deleted)) {
                assertThat(swept.settled(each))
                        .containsEntry("estimated", "true")
                        .containsEntry("costNanoUsd", Long.toString(TABLE_NANO_USD))
                        .containsEntry("errorCode", "job_forgotten");
            }
            Tree shown = swept.get("/v1/videos/" + id(forgotten)).json();
            assertThat(shown.at("status").text()).isEqualTo("failed");
        }
    }

    @Test
    void aFailureOnAPollChangesNothing() throws Exception {
        Reply created = create("");
        for (int status : new int[] {500, 503, 429, 400}) {
            provider.on(LOOK, status, "{\"error\":{\"message\":\"later\"}}");
            Reply seen = world.get("/v1/videos/" + id(created));
            assertThat(seen.status()).isEqualTo(200);
            assertThat(seen.json().at("status").text()).isEqualTo("in_progress");
        }
        provider.on(LOOK, Scripts.cut());
        assertThat(world.get("/v1/videos/" + id(created)).status()).isEqualTo(200);
        assertThat(world.rows().getFirst()).containsEntry("state", "reserved");
    }

    @Test
    void aPostWhoseAnswerIsCutIsNeverSentAgainAnywhere() throws Exception {
        for (ScriptedProvider.Script lost :
                List.of(Scripts.cut(), Scripts.json(200, "{\"what\":1}"))) {
            try (ScriptedProvider cutting = new ScriptedProvider().on(POST, lost);
                    World two =
                            settings()
                                    .slot(1, "together", cutting.origin() + "/s3/v1")
                                    .set("SLUICE_PROVIDER_PRIORITY_1", 1)
                                    .start()) {
                Reply reply = create(two, World.KEY, ",\"seconds\":\"4\"");
                assertThat(reply.status()).isIn(502, 504);
                assertThat(reply.header("x-should-retry")).isEqualTo("false");
                assertThat(cutting.seen(POST)).hasSize(1);
                assertThat(provider.seen(POST)).isEmpty();
                assertThat(two.settled(reply))
                        .containsEntry("estimated", "true")
                        .containsEntry("costNanoUsd", Long.toString(TABLE_NANO_USD))
                        .containsEntry("attempts", "1");
                assertThat(two.rows()).hasSize(1);
            }
        }
    }

    /** One whose TLS failed was billed as a film, and asked for nowhere else. */
    @Test
    void aPostThatNeverLeftHasBegunNothingAndTheNextSlotIsAsked() throws Exception {
        try (HangsUp tls = new HangsUp();
                World two =
                        settings()
                                .slot(1, "together", tls.origin())
                                .set("SLUICE_PROVIDER_PRIORITY_1", 1)
                                .start()) {
            create(two, World.KEY, "");
            assertThat(provider.seen(POST)).hasSize(1);
            assertThat(two.rows().getFirst())
                    .containsEntry("slot", "3")
                    .containsEntry("attempts", "2");
        }
    }

    @Test
    void aPostWithoutAnAnswerInTimeIsLostToo() throws Exception {
        provider.on(POST, ScriptedProvider.Call::awaitHangUp);
        try (World hasty = settings().set("SLUICE_FIRST_BYTE_TIMEOUT_MS", 300).start()) {
            Reply reply = create(hasty, World.KEY, "");
            assertThat(reply.error(504).at("code").text()).isEqualTo("job_unknown");
            assertThat(reply.header("x-should-retry")).isEqualTo("false");
            assertThat(hasty.settled(reply))
                    .containsEntry("costNanoUsd", Long.toString(TABLE_NANO_USD));
            assertThat(provider.seen(POST)).hasSize(1);
        }
    }

    @Test
    void anErrorStatusMeansNoJobSoTheNextSlotIsAsked() throws Exception {
        try (ScriptedProvider failing = new ScriptedProvider().on(POST, 503, "{}");
                World two =
                        settings()
                                .slot(1, "together", failing.origin() + "/s3/v1")
                                .set("SLUICE_PROVIDER_PRIORITY_1", 1)
                                .start()) {
            Reply created = create(two, World.KEY, "");
            assertThat(id(created)).startsWith("video_");
            assertThat(two.rows()).hasSize(1);
            assertThat(two.rows().getFirst())
                    .containsEntry("slot", "3")
                    .containsEntry("attempts", "2");
        }
        provider.on(POST, 500, "{}");
        Reply refused = create("");
        assertThat(refused.status()).isEqualTo(502);
        assertThat(world.settled(refused)).containsEntry("costNanoUsd", "0");
    }

    @Test
    void aHangUpLeavesAJobThatIsPaidOnce() throws Exception {
        java.util.concurrent.CountDownLatch asked = new java.util.concurrent.CountDownLatch(1);
        java.util.concurrent.CountDownLatch gone = new java.util.concurrent.CountDownLatch(1);
        provider.on(
                POST,
                call -> {
                    asked.countDown();
                    gone.await();
                    Scripts.json(200, BEGUN).play(call);
                });
        String body = "{\"model\":\"" + SEEDANCE + "\",\"prompt\":\"a cat\"}";
        try (RawClient client = world.client()) {
            client.post("/v1/videos", World.KEY, body.getBytes(UTF_8));
            asked.await();
            client.reset();
        }
        gone.countDown();
        Wait.until(
                "the job is known",
                () -> world.rows().stream().anyMatch(row -> row.containsKey("jobId")));
        String listed = world.get("/v1/videos").json().at("data", 0, "id").text();
        provider.on(LOOK, 200, ended("\"status\":\"completed\",\"outputs\":{\"cost\":0.5}"));
        world.get("/v1/videos/" + listed);
        assertThat(world.onlySettled()).containsEntry("costNanoUsd", "500000000");
        assertThat(provider.seen(POST)).hasSize(1);
    }

    @Test
    void jobsInFlightAreCountedUntilTheirEnd() throws Exception {
        String key = world.key("ann", new Limit(Measure.REQUESTS, 1, InFlight.IN_FLIGHT));
        Reply first = create(world, key, "");
        String path = "/v1/videos/" + id(first);
        Reply second = create(world, key, "");
        assertThat(second.error(429).at("code").text()).isEqualTo("rate_limit_exceeded");
        assertThat(Integer.parseInt(second.header("retry-after"))).isLessThanOrEqualTo(10);
        provider.on(LOOK, 200, ended("\"status\":\"completed\""));
        assertThat(send(world, "GET", path, key).json().at("status").text()).isEqualTo("completed");
        Wait.until("a place", () -> create(world, key, "").status() == 200);
    }

    @Test
    void eightJobsOfAKeyAreServedAtOnceUnlessItIsSetOtherwise() throws Exception {
        for (int i = 0; i < 8; i++) {
            id(create(""));
        }
        int more = 0;
        while (create("").status() == 200) {
            more++;
            assertThat(more).isLessThan(60);
        }
    }

    @Test
    void twoInstancesThatSeeTheEndAtOnceSettleItOnce() throws Exception {
        provider.on(LOOK, 200, ended("\"status\":\"completed\",\"outputs\":{\"cost\":0.5}"));
        try (World other = settings().set("SLUICE_STAGE", world.stage).start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Reply created = create("");
            String path = "/v1/videos/" + id(created);
            List<Callable<String>> polls = new ArrayList<>();
            for (int i = 0; i < TestDynamo.AT_ONCE; i++) {
                World at = i % 2 == 0 ? world : other;
                polls.add(() -> at.get(path).json().at("status").text());
            }
            for (Future<String> poll : threads.invokeAll(polls)) {
                assertThat(poll.get()).isEqualTo("completed");
            }
            world.settled(created);
            assertThat(world.day(1)).containsEntry("costNanoUsd", "500000000");
        }
    }
}
