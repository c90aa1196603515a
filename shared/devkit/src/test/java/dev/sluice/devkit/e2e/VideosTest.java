package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /v1/videos}: jobs of Together and Atlas Cloud behind OpenAI's form. */
class VideosTest {
    private static final String SEEDANCE = "ByteDance/Seedance-1.0-pro";
    private static final long TABLE_NANO_USD = 570_000_000;
    private static final String KLING = "kwaivgi/kling-v3.0-std/text-to-video";
    private static final String POST = "POST /s3/v2/videos";
    private static final String LOOK = "GET /s3/v2/videos/job-1";
    private static final String BEGUN =
            "{\"id\":\"job-1\",\"object\":\"video\",\"status\":\"in_progress\"}";
    private final HttpClient http = HttpClient.newHttpClient();
    private ScriptedProvider provider;
    private World world;

    @BeforeEach
    void start() throws IOException {
        provider = new ScriptedProvider().on(POST, 200, BEGUN).on(LOOK, 200, BEGUN);
        world = settings().start();
    }

    /** One slot of Together's, and no sweep in the way. */
    private World.Settings settings() {
        return World.settings().slot(3, "together", provider.origin() + "/s3/v1").withoutSweep();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        provider.close();
    }

    private Reply create(World at, String key, String members) throws IOException {
        String body = "{\"model\":\"" + SEEDANCE + "\",\"prompt\":\"a cat\"" + members + "}";
        return at.post("/v1/videos", key, body.getBytes(UTF_8));
    }

    private Reply create(String members) throws IOException {
        return create(world, World.KEY, members);
    }

    private static String id(Reply created) {
        assertThat(created.status()).as(created.body()).isEqualTo(200);
        return created.json().at("id").text();
    }

    private static String ended(String more) {
        return "{\"id\":\"job-1\",\"object\":\"video\"," + more + "}";
    }

    private HttpResponse<byte[]> fetch(World at, String path, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at.port() + path))
                        .header("Authorization", "Bearer " + World.KEY);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void aFilmOfTheLocalWorldIsMadePlayedInPartsAndPaidOnce() throws Exception {
        try (World local = World.settings().start()) {
            Reply created = create(local, World.KEY, ",\"seconds\":\"2\",\"size\":\"1280x720\"");
            String path = "/v1/videos/" + id(created);
            assertThat(created.json().at("object").text()).isEqualTo("video");
            assertThat(created.json().at("seconds").text()).isEqualTo("2");
            assertThat(created.json().at("size").text()).isEqualTo("1280x720");
            assertThat(created.json().at("model").text()).isEqualTo(SEEDANCE);
            Wait.until(
                    "completed",
                    () -> "completed".equals(local.get(path).json().at("status").text()));
            HttpResponse<byte[]> film = fetch(local, path + "/content");
            assertThat(film.statusCode()).isEqualTo(200);
            assertThat(film.headers().firstValue("content-type")).contains("video/mp4");
            assertThat(new String(film.body(), 4, 8, UTF_8)).isEqualTo("ftypisom");
            HttpResponse<byte[]> part = fetch(local, path + "/content", "Range", "bytes=4-11");
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(new String(part.body(), UTF_8)).isEqualTo("ftypisom");
            assertThat(part.headers().firstValue("content-range"))
                    .contains("bytes 4-11/" + film.body().length);
            Map<String, String> row = local.settled(created);
            assertThat(row)
                    .containsEntry("kind", "video")
                    .containsEntry("outcome", "completed")
                    .containsEntry("seconds", "2")
                    .containsEntry("estimated", "false")
                    .containsEntry("costNanoUsd", "100000000");
        }
    }

    @Test
    void filmsOfTheLocalWorldMisbehaveOnDemand() throws Exception {
        try (World local = World.settings().set("SLUICE_SWEEP_INTERVAL_MS", 200).start()) {
            Reply fails = scripted(local, "error");
            String path = "/v1/videos/" + id(fails);
            Wait.until("failed", () -> "failed".equals(local.get(path).json().at("status").text()));
            assertThat(local.settled(fails)).containsEntry("costNanoUsd", "10000000");
            Reply cut = scripted(local, "cut");
            assertThat(cut.error(502).at("code").text()).isEqualTo("job_unknown");
            assertThat(local.settled(cut)).containsEntry("estimated", "true");
            assertThat(local.settled(scripted(local, "empty")))
                    .containsEntry("errorCode", "job_forgotten");
            assertThat(scripted(local, "500").status()).isEqualTo(502);
        }
    }

    private static Reply scripted(World local, String script) throws IOException {
        String body = "{\"model\":\"scripted/" + script + "\",\"prompt\":\"a cat\"}";
        return local.post("/v1/videos", World.KEY, body.getBytes(UTF_8));
    }

    @Test
    void whatIsAskedReachesTheProviderBesideItsBaseInItsWords() throws Exception {
        create(
                ",\"seconds\":8,\"size\":\"1280x720\",\"seed\":7,\"input_reference\":{\"image_url\":"
                        + "\"https://files.example/cat.png\"}");
        ScriptedProvider.Seen seen = provider.seen(POST).getFirst();
        assertThat(seen.key()).isEqualTo("Bearer upstream-key-3");
        Tree sent = Tree.parse(seen.body());
        assertThat(sent.at("model").text()).isEqualTo(SEEDANCE);
        assertThat(sent.at("seconds").text()).isEqualTo("8");
        assertThat(sent.at("width").number()).isEqualTo(1280);
        assertThat(sent.at("height").number()).isEqualTo(720);
        assertThat(sent.at("seed").number()).isEqualTo(7);
        assertThat(sent.at("media", "frame_images", 0, "input_image").text())
                .isEqualTo("https://files.example/cat.png");
        assertThat(sent.names()).doesNotContain("size", "input_reference");
    }

    @Test
    void aFormWithAFileBecomesADataUrl() throws Exception {
        String png = "\u0089PNG\r\n\u001a\n....";
        String form =
                "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n"
                        + SEEDANCE
                        + "\r\n--b\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na cat"
                        + "\r\n--b\r\nContent-Disposition: form-data; name=\"seconds\"\r\n\r\n4"
                        + "\r\n--b\r\nContent-Disposition: form-data; name=\"input_reference\";"
                        + " filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"
                        + png
                        + "\r\n--b--\r\n";
        byte[] bytes = form.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        HttpResponse<String> reply =
                http.send(
                        HttpRequest.newBuilder(URI.create(world.url() + "/videos"))
                                .header("Authorization", "Bearer " + World.KEY)
                                .header("Content-Type", "multipart/form-data; boundary=b")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        Tree sent = Tree.parse(provider.seen(POST).getFirst().body());
        assertThat(sent.at("media", "frame_images", 0, "input_image").text())
                .startsWith("data:image/png;base64,iVBORw0KGgo");
        assertThat(sent.at("seconds").text()).isEqualTo("4");
    }

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
        assertThat(world.rollups().getFirst()).containsEntry("requests", "1");
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

    private static Reply send(World at, String method, String path, String key) throws IOException {
        return at.raw(
                method
                        + " "
                        + path
                        + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + key
                        + "\r\nContent-Length: 0\r\n\r\n");
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
    void anotherCallersJobIsNotThere() throws Exception {
        String path = "/v1/videos/" + id(create(""));
        String bob = world.key("bob");
        assertThat(send(world, "GET", path, bob).error(404).at("code").text()).isNotBlank();
        assertThat(send(world, "GET", path + "/content", bob).status()).isEqualTo(404);
        assertThat(send(world, "DELETE", path, bob).status()).isEqualTo(404);
        assertThat(send(world, "GET", "/v1/videos", bob).json().at("data").items()).isEmpty();
        assertThat(send(world, "GET", path, "sk-nobody").status()).isEqualTo(401);
        assertThat(provider.seen(LOOK)).isEmpty();
        assertThat(world.get("/v1/videos/video_nonsense").status()).isEqualTo(404);
        assertThat(world.get(path).status()).isEqualTo(200);
    }

    @Test
    void aCallersJobsAreListedNewestFirstInPages() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.addFirst(id(create("")));
        }
        Tree first = world.get("/v1/videos?limit=2").json();
        assertThat(first.at("data").items().stream().map(each -> each.at("id").text()))
                .containsExactly(ids.get(0), ids.get(1));
        assertThat(first.at("has_more").value()).isEqualTo(true);
        Tree second = world.get("/v1/videos?limit=2&after=" + first.at("last_id").text()).json();
        assertThat(second.at("data", 0, "id").text()).isEqualTo(ids.get(2));
        assertThat(second.at("has_more").value()).isEqualTo(false);
        assertThat(world.get("/v1/videos?order=asc").json().at("data", 0, "id").text())
                .isEqualTo(ids.get(2));
        assertThat(world.get("/v1/videos?limit=0").error(400).at("param").text())
                .isEqualTo("limit");
        send(world, "DELETE", "/v1/videos/" + ids.get(0), World.KEY);
        assertThat(world.get("/v1/videos").json().at("data").items()).hasSize(2);
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
            for (int i = 0; i < 12; i++) {
                World at = i % 2 == 0 ? world : other;
                polls.add(() -> at.get(path).json().at("status").text());
            }
            for (Future<String> poll : threads.invokeAll(polls)) {
                assertThat(poll.get()).isEqualTo("completed");
            }
            world.settled(created);
            assertThat(world.rollups()).hasSize(1);
            assertThat(world.rollups().getFirst())
                    .containsEntry("requests", "1")
                    .containsEntry("costNanoUsd", "500000000");
        }
    }

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

    private static ScriptedProvider.Script film() {
        return Scripts.whole("video/mp4", "film".getBytes(UTF_8));
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

    @Test
    void whatIsNotReadyIsToldSo() throws Exception {
        String path = "/v1/videos/" + id(create("")) + "/content";
        assertThat(world.get(path).error(400).at("code").text()).isEqualTo("video_not_ready");
        assertThat(world.get(path + "?variant=thumbnail").error(400).at("param").text())
                .isEqualTo("variant");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ",\"seconds\":\"0\" | seconds",
                ",\"seconds\":true | seconds",
                ",\"seconds\":\"a\" | seconds",
                ",\"size\":\"big\" | size",
                ",\"size\":\"1281x721\" | size",
                ",\"size\":7 | size",
                ",\"size\":\"64x64\",\"width\":64 | size",
                ",\"input_reference\":7 | input_reference",
                ",\"input_reference\":{\"image_url\":\"http://a.example/b.png\"} | input_reference",
                ",\"input_reference\":{\"image_url\":\"https://127.0.0.1/b.png\"} | input_reference",
                ",\"input_reference\":{\"image_url\":\"https://2130706433/b.png\"} | input_reference",
                ",\"input_reference\":{\"image_url\":\"data:image/png;base64,aGVsbG8=\"} | input_reference",
                ",\"media\":{\"source_video\":\"https://[::ffff:10.0.0.1]/v\"} | media",
                ",\"prompt\":\"b\" | prompt",
            })
    void badInputIsA400ThatNamesTheMember(String members, String param) throws Exception {
        assertThat(create(members).error(400).at("param").text()).isEqualTo(param);
        assertThat(world.rows()).isEmpty();
        assertThat(provider.seen(POST)).isEmpty();
    }

    @Test
    void aModelAtTheWrongDoorIsToldTheRightOne() throws Exception {
        Reply chat = world.ask(SEEDANCE);
        assertThat(chat.error(400).at("message").text()).contains("/v1/videos");
        String body = "{\"model\":\"" + World.LLAMA + "\",\"prompt\":\"a\"}";
        Reply video = world.post("/v1/videos", World.KEY, body.getBytes(UTF_8));
        assertThat(video.error(400).at("message").text()).contains("/v1/chat/completions");
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
            assertThat(atlas.rollups().getFirst()).containsEntry("requests", "1");
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
