package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.Http;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The film itself, from where a provider says it lies, and nothing from anywhere else. */
class VideoContentTest extends VideoSteps {
    private static final String KLING = "kwaivgi/kling-v3.0-std/text-to-video";

    @Test
    void theProvidersKeyGoesToItsOwnOriginAlone() throws Exception {
        try (ScriptedProvider store = new ScriptedProvider()) {
            store.on("GET /f.mp4", film());
            provider.on("GET /f.mp4", film());
            for (ScriptedProvider at : List.of(store, provider)) {
                Reply created = create("");
                provider.on(
                        LOOK,
                        200,
                        ended(
                                "\"status\":\"completed\",\"outputs\":{\"video_url\":\""
                                        + at.origin()
                                        + "/f.mp4\"}"));
                HttpResponse<byte[]> film =
                        fetch(world, "/v1/videos/" + id(created) + "/content", "Range", "bytes=0-");
                assertThat(new String(film.body(), UTF_8)).isEqualTo("film");
                assertThat(at.seen("GET /f.mp4").getFirst().head().header("range"))
                        .isEqualTo("bytes=0-");
            }
            assertThat(store.seen("GET /f.mp4").getFirst().key()).isEmpty();
            assertThat(provider.seen("GET /f.mp4").getFirst().key())
                    .isEqualTo("Bearer upstream-key-3");
        }
    }

    @Test
    void aResultInAPrivateNetworkIsNotFetchedAndNoRedirectIsPassedOn() throws Exception {
        Reply created = create("");
        String path = "/v1/videos/" + id(created) + "/content";
        for (String address :
                List.of("https://10.0.0.1/f.mp4", "http://films.example/f", "file:///etc/passwd")) {
            provider.on(
                    LOOK,
                    200,
                    ended(
                            "\"status\":\"completed\",\"outputs\":{\"video_url\":\""
                                    + address
                                    + "\"}"));
            assertThat(fetch(world, path).statusCode()).isEqualTo(502);
        }
        provider.on(
                LOOK,
                200,
                ended(
                        "\"status\":\"completed\",\"outputs\":{\"video_url\":\""
                                + provider.origin()
                                + "/moved\"}"));
        provider.on(
                "GET /moved",
                call -> call.write(Scripts.json(302, "Location: /f.mp4?token=secret\r\n", "")));
        provider.on("GET /f.mp4", film());
        HttpResponse<byte[]> film = fetch(world, path);
        assertThat(film.statusCode()).isEqualTo(200);
        assertThat(film.headers().map()).doesNotContainKey("location");
    }

    private final CountDownLatch cut = new CountDownLatch(1);

    /** More than all buffers on the way hold, until nobody takes it. */
    private void largeFilm(AtomicInteger sent, int pieces) {
        byte[] piece = new byte[100_000];
        provider.on(
                "GET /f.mp4",
                call -> {
                    call.write(
                            "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: %d\r\n\r\n"
                                    .formatted((long) pieces * piece.length));
                    try {
                        for (int i = 0; i < pieces; i++) {
                            call.write(piece);
                            sent.incrementAndGet();
                        }
                    } catch (IOException e) {
                        cut.countDown();
                    }
                });
        String url = ",\"outputs\":{\"video_url\":\"" + provider.origin() + "/f.mp4\"}";
        provider.on(LOOK, 200, ended("\"status\":\"completed\"" + url));
    }

    @Test
    void whoAsksForTheHeadAloneGetsItAndNothingIsFetchedBehindIt() throws Exception {
        String path = "/v1/videos/" + id(create("")) + "/content";
        AtomicInteger sent = new AtomicInteger();
        int pieces = 10_000;
        largeFilm(sent, pieces);
        try (RawClient client = world.client()) {
            client.send(
                    "HEAD %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                            .formatted(path, World.KEY));
            Http.Head head = client.head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-length")).isEqualTo("1000000000");
            assertThat(cut.await(Wait.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(sent).hasValueLessThan(pieces);
        }
    }

    /** A player: its film is there still, however long a provider may be silent. */
    @Test
    void aPausedFilmGoesOn() throws Exception {
        long idleMillis = 1_500;
        AtomicInteger sent = new AtomicInteger();
        int pieces = 500;
        try (World paused = settings().set("SLUICE_IDLE_TIMEOUT_MS", idleMillis).start();
                RawClient client = paused.client()) {
            String path = "/v1/videos/" + id(create(paused, World.KEY, "")) + "/content";
            largeFilm(sent, pieces);
            client.send(
                    "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                            .formatted(path, World.KEY));
            assertThat(client.head().status()).isEqualTo(200);
            Wait.untilStill(sent, Duration.ofMillis(2 * idleMillis));
            assertThat(sent).hasValueLessThan(pieces);
            assertThat(client.skip(50_000_000)).isEqualTo(50_000_000);
        }
    }

    @Test
    void whatIsNotReadyIsToldSo() throws Exception {
        String path = "/v1/videos/" + id(create("")) + "/content";
        assertThat(world.get(path).error(400).at("code").text()).isEqualTo("video_not_ready");
        assertThat(world.get(path + "?variant=thumbnail").error(400).at("param").text())
                .isEqualTo("variant");
    }

    @Test
    void aWebhookIsAHintWhoseContentIsNotBelievedAndTwoSettleOnce() throws Exception {
        String look = "GET /s3/api/v1/model/prediction/p-1";
        String running = "{\"code\":200,\"data\":{\"id\":\"p-1\",\"status\":\"processing\"}}";
        provider.on("POST /s3/api/v1/model/generateVideo", 200, running).on(look, 200, running);
        try (World atlas =
                World.settings()
                        .slot(4, "atlascloud", provider.origin() + "/s3/v1")
                        .set("SLUICE_PUBLIC_URL", "https://gateway.example/prod")
                        .withoutSweep()
                        .start()) {
            String body = "{\"model\":\"" + KLING + "\",\"prompt\":\"a cat\"}";
            Reply created = atlas.post("/v1/videos", World.KEY, body.getBytes(UTF_8));
            String sent = provider.seen("POST /s3/api/v1/model/generateVideo").getFirst().body();
            String hook = Tree.parse(sent).at("webhook_url").text();
            assertThat(hook)
                    .startsWith("https://gateway.example/prod/hooks/jobs/4.")
                    .doesNotContain("local", created.header("x-request-id"));
            String path = hook.substring("https://gateway.example/prod".length());
            String done = "{\"data\":{\"id\":\"p-1\",\"status\":\"completed\"}}";
            assertThat(atlas.post(path, "", done.getBytes(UTF_8)).status()).isEqualTo(200);
            assertThat(atlas.rows().getFirst()).containsEntry("state", "reserved");
            provider.on(look, 200, running.replace("processing", "completed"));
            String failed = done.replace("completed", "failed");
            for (int i = 0; i < 2; i++) {
                assertThat(atlas.post(path, "", failed.getBytes(UTF_8)).status()).isEqualTo(200);
            }
            assertThat(atlas.settled(created))
                    .containsEntry("outcome", "completed")
                    .containsEntry("costNanoUsd", "153000000");
            assertThat(atlas.day(1)).containsEntry("costNanoUsd", "153000000");
            char last = path.charAt(path.length() - 2);
            String forged =
                    path.substring(0, path.length() - 2)
                            + (last == 'A' ? "B" : "A")
                            + path.charAt(path.length() - 1);
            assertThat(atlas.post(forged, "", done.getBytes(UTF_8)).status()).isEqualTo(404);
            assertThat(atlas.post("/hooks/jobs/4.", "", new byte[0]).status()).isEqualTo(404);
        }
    }

    @Test
    void atlasCloudsFilmsAreBehindTheSameDoorAndPaidAtTheTable() throws Exception {
        provider.on(
                "POST /s3/api/v1/model/generateVideo",
                200,
                "{\"code\":200,\"data\":{\"id\":\"p-1\",\"status\":\"starting\"}}");
        try (World atlas =
                World.settings()
                        .slot(4, "atlascloud", provider.origin() + "/s3/v1")
                        .withoutSweep()
                        .start()) {
            String body =
                    "{\"model\":\""
                            + KLING
                            + "\",\"prompt\":\"a cat\",\"seconds\":\"5\",\"size\":\"1280x720\"}";
            Reply created = atlas.post("/v1/videos", World.KEY, body.getBytes(UTF_8));
            Tree sent =
                    Tree.parse(
                            provider.seen("POST /s3/api/v1/model/generateVideo").getFirst().body());
            assertThat(sent.at("duration").number()).isEqualTo(5);
            assertThat(sent.at("aspect_ratio").text()).isEqualTo("16:9");
            assertThat(sent.names()).doesNotContain("seconds", "size");
            String look = "GET /s3/api/v1/model/prediction/p-1";
            provider.on(
                    look,
                    200,
                    "{\"code\":200,\"data\":{\"id\":\"p-1\",\"status\":\"completed\",\"outputs\":[\""
                            + provider.origin()
                            + "/f.mp4\"]}}");
            provider.on("GET /f.mp4", film());
            String path = "/v1/videos/" + id(created);
            assertThat(atlas.get(path).json().at("status").text()).isEqualTo("completed");
            assertThat(new String(fetch(atlas, path + "/content").body(), UTF_8)).isEqualTo("film");
            assertThat(atlas.settled(created))
                    .containsEntry("costNanoUsd", "153000000")
                    .containsEntry("estimated", "false")
                    .containsEntry("seconds", "5");
        }
    }
}
