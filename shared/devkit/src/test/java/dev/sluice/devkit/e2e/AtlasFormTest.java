package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Atlas Cloud's own form: bodies as they are, one row a job. */
class AtlasFormTest {
    private static final String KLING = "kwaivgi/kling-v3.0-std/text-to-video";
    private static final String VIDEO = "/api/v1/model/generateVideo";
    private static final String POST = "POST /s3" + VIDEO;
    private static final String LOOK = "GET /s3/api/v1/model/prediction/p-1";
    private static final String BEGUN =
            "{\"code\":200,\"data\":{\"id\":\"p-1\",\"status\":\"starting\",\"urls\":{\"get\":"
                    + "\"https://api.example/api/v1/model/prediction/p-1\"}}}";
    private ScriptedProvider provider;
    private World world;

    @BeforeEach
    void start() throws IOException {
        provider =
                new ScriptedProvider().on(POST, 200, BEGUN).on(LOOK, 200, status("processing", ""));
        world =
                World.settings()
                        .slot(2, "atlascloud", provider.origin() + "/s3/v1")
                        .slot(3, "atlascloud", provider.origin() + "/s3/v1")
                        .set("SLUICE_PROVIDER_ALLOWED_MODELS_3", "acme/new-film,acme/new-sound")
                        .withoutSweep()
                        .start();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        provider.close();
    }

    private static String status(String status, String outputs) {
        return "{\"code\":200,\"data\":{\"id\":\"p-1\",\"status\":\""
                + status
                + "\",\"outputs\":["
                + outputs
                + "],\"error\":\"\"}}";
    }

    private Reply post(String path, String body) throws IOException {
        return world.post(path, World.KEY, body.getBytes(UTF_8));
    }

    private static String body(String model, String more) {
        return "{ \"model\" : \"" + model + "\", \"prompt\":\"a cat\" " + more + "}";
    }

    private static String id(Reply created) {
        assertThat(created.status()).as(created.body()).isEqualTo(200);
        return created.json().at("data", "id").text();
    }

    @Test
    void aBodyPassesAsItIsButForTheModelAndAnAnswerButForTheJobsName() throws Exception {
        String more = ", \"duration\": 5 , \"x\": {\"y\":[1.50, null]}";
        Reply created = post(VIDEO, body("atlascloud/" + KLING, more));
        assertThat(provider.seen(POST).getFirst().body()).isEqualTo(body(KLING, more));
        assertThat(provider.seen(POST).getFirst().key()).isEqualTo("Bearer upstream-key-2");
        String id = id(created);
        assertThat(created.body())
                .isEqualTo(BEGUN.replace("https://api.example", "").replace("p-1", id));
    }

    @Test
    void aPredictionIsTheProvidersWordAndIsPaidOnceAtTheTable() throws Exception {
        Reply created = post(VIDEO, body(KLING, ""));
        String path = "/api/v1/model/prediction/" + id(created);
        assertThat(world.get(path).json().at("data", "status").text()).isEqualTo("processing");
        provider.on(LOOK, 500, "{\"code\":500,\"msg\":\"later\"}");
        assertThat(world.get(path).json().at("data", "status").text()).isEqualTo("processing");
        provider.on(LOOK, 200, "{\"code\":503,\"msg\":\"later\"}");
        assertThat(world.get(path).json().at("data", "status").text()).isEqualTo("processing");
        assertThat(world.rows().getFirst()).containsEntry("state", "reserved");
        provider.on(LOOK, 200, status("completed", "\"https://films.example/f.mp4\""));
        for (int i = 0; i < 5; i++) {
            Tree seen = world.get(path).json();
            assertThat(seen.at("data", "status").text()).isEqualTo("completed");
            assertThat(seen.at("data", "outputs", 0).text())
                    .isEqualTo("https://films.example/f.mp4");
            assertThat(seen.at("data", "id").text()).isEqualTo(id(created));
        }
        assertThat(world.rows()).hasSize(1);
        assertThat(world.settled(created))
                .containsEntry("costNanoUsd", "153000000")
                .containsEntry("kind", "video");
        assertThat(world.get("/v1/videos").json().at("data").items()).isEmpty();
    }

    @Test
    void picturesThatCameAreBilled() throws Exception {
        String model = "bytedance/seedream-v5.0-lite/sequential";
        provider.on("POST /s3/api/v1/model/generateImage", 200, BEGUN);
        Reply created = post("/api/v1/model/generateImage", body(model, ",\"num_images\":4"));
        provider.on(
                LOOK, 200, status("completed", "\"https://a.example/1\",\"https://a.example/2\""));
        world.get("/api/v1/model/prediction/" + id(created));
        assertThat(world.settled(created))
                .containsEntry("images", "2")
                .containsEntry("costNanoUsd", "64000000");
    }

    @Test
    void ofAJobThatFailedNoPictureIsBilled() throws Exception {
        provider.on("POST /s3/api/v1/model/generateImage", 200, BEGUN);
        Reply created =
                post(
                        "/api/v1/model/generateImage",
                        body("bytedance/seedream-v5.0-lite/sequential", ""));
        provider.on(LOOK, 200, status("failed", ""));
        world.get("/api/v1/model/prediction/" + id(created));
        assertThat(world.settled(created))
                .containsEntry("costNanoUsd", "0")
                .containsEntry("images", "0")
                .containsEntry("priced", "true")
                .containsEntry("outcome", "upstreamFailed");
    }

    @Test
    void aModelThatOnlyASlotNamesWorksAndHasNoPrice() throws Exception {
        Reply created = post(VIDEO, body("acme/new-film", ""));
        provider.on(LOOK, 200, status("completed", "\"https://films.example/f.mp4\""));
        world.get("/api/v1/model/prediction/" + id(created));
        Map<String, String> row = world.settled(created);
        assertThat(row)
                .containsEntry("priced", "false")
                .containsEntry("slot", "3")
                .containsEntry("kind", "video");
        provider.on("POST /s3/api/v1/model/generateAudio", 200, BEGUN);
        assertThat(post("/api/v1/model/generateAudio", body("acme/new-sound", "")).status())
                .isEqualTo(200);
    }

    @Test
    void aRefusalUnderAStatusOfSuccessMeansNoJob() throws Exception {
        provider.on(POST, 200, "{\"code\":400,\"msg\":\"bad prompt\",\"data\":null}");
        Reply refused = post(VIDEO, body(KLING, ""));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(world.settled(refused)).containsEntry("costNanoUsd", "0");
    }

    @Test
    void anotherCallersPredictionIsNotThere() throws Exception {
        String path = "/api/v1/model/prediction/" + id(post(VIDEO, body(KLING, "")));
        String bob = world.key("bob");
        Reply other =
                world.raw(
                        "GET "
                                + path
                                + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                + bob
                                + "\r\n\r\n");
        assertThat(other.status()).isEqualTo(404);
        assertThat(provider.seen(LOOK)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://films.example/a.png",
                "https://127.0.0.1/a.png",
                "https://localhost/a.png",
                "https://0x7f000001/a.png",
                "https://2130706433/a.png",
                "https://[::ffff:169.254.169.254]/latest",
                " https://10.1.2.3/a.png",
                "file:///etc/passwd",
                "HTTP://192.168.0.1",
            })
    void everyAddressInABodyIsJudged(String address) throws Exception {
        for (String more :
                new String[] {
                    ",\"image\":\"" + address + "\"",
                    ",\"references\":[{\"deep\":[\"" + address + "\"]}]",
                    ",\"webhook_url\":\"" + address + "\""
                }) {
            Reply refused = post(VIDEO, body(KLING, more));
            assertThat(refused.error(400).at("param").text())
                    .isIn("image", "references", "webhook_url");
        }
        assertThat(provider.seen(POST)).isEmpty();
        assertThat(world.rows()).isEmpty();
        assertThat(post(VIDEO, body(KLING, ",\"image\":\"https://a.example/b.png\"")).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"n\":0", "\"num_images\":10000", "\"n\":-1", "\"max_images\":\"1000\""})
    void noPicturesAndThousandsAreRefused(String member) throws Exception {
        Reply refused = post("/api/v1/model/generateImage", body("z-image/turbo", "," + member));
        assertThat(member).contains(refused.error(400).at("param").text());
        assertThat(world.rows()).isEmpty();
    }

    /** Six were reserved as one, and billed as one where nobody heard of their job again. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "generateImage | ,'max_images':6 | reservedImages | 6",
                "generateImage | ,'num_images':'4' | reservedImages | 4",
                "generateImage | ,'n':2,'num_images':3 | reservedImages | 3",
                "generateImage | ,'num_images':'some' | reservedImages | 1",
                "generateVideo | ,'duration':'5' | reservedSeconds | 5"
            })
    void whatAnyMemberAsksForIsReserved(String verb, String more, String measure, String amount)
            throws Exception {
        provider.on("POST /s3/api/v1/model/generateImage", 200, BEGUN);
        boolean isFilm = verb.equals("generateVideo");
        String model = isFilm ? KLING : "bytedance/seedream-v5.0-lite/sequential";
        id(post("/api/v1/model/" + verb, body(model, more.replace('\'', '"'))));
        assertThat(world.rows().getFirst()).containsEntry(measure, amount);
    }

    @Test
    void aFileCountsAmongItsCallersRequests() throws Exception {
        provider.on("POST /s3/api/v1/model/uploadMedia", 200, "{\"code\":200}");
        String key = world.key("ann", OptionalLong.of(2), OptionalLong.empty());
        byte[] form = new Form().file("file", "a.png", new byte[] {1}).bytes();
        String head =
                "POST /api/v1/model/uploadMedia HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + key
                        + "\r\nContent-Type: "
                        + Form.TYPE
                        + "\r\nContent-Length: "
                        + form.length
                        + "\r\n\r\n";
        String request = head + new String(form, ISO_8859_1);
        assertThat(world.raw(request).status()).isEqualTo(200);
        assertThat(world.raw(request).status()).isEqualTo(200);
        assertThat(world.raw(request).status()).isEqualTo(429);
        assertThat(world.post(VIDEO, key, body(KLING, "").getBytes(UTF_8)).status()).isEqualTo(429);
        assertThat(provider.seen("POST /s3/api/v1/model/uploadMedia")).hasSize(2);
    }

    /** A key for another provider's models uploaded with this one's key. */
    @Test
    void aFileIsTakenOnlyOfWhoMayUseAModelOfItsKeeper() throws Exception {
        provider.on("POST /s3/api/v1/model/uploadMedia", 200, "{\"code\":200}");
        String form =
                new String(new Form().file("file", "a.png", new byte[] {1}).bytes(), ISO_8859_1);
        Map<String, Integer> told =
                Map.of(
                        "together/*",
                        403,
                        "together/" + World.LLAMA,
                        403,
                        "atlascloud/*",
                        200,
                        KLING,
                        200,
                        "*",
                        200);
        for (Map.Entry<String, Integer> allowed : told.entrySet()) {
            String key =
                    world.key(
                            "k" + allowed.getKey().replaceAll("[^a-z]", ""),
                            List.of(allowed.getKey()),
                            OptionalLong.empty(),
                            OptionalLong.empty(),
                            Optional.empty());
            Reply reply =
                    world.raw(
                            "POST /api/v1/model/uploadMedia HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + key
                                    + "\r\nContent-Type: "
                                    + Form.TYPE
                                    + "\r\nContent-Length: "
                                    + form.length()
                                    + "\r\n\r\n"
                                    + form);
            assertThat(reply.status()).as(allowed.getKey()).isEqualTo(allowed.getValue());
        }
        assertThat(provider.seen("POST /s3/api/v1/model/uploadMedia")).hasSize(3);
    }

    @Test
    void aModelAtTheWrongDoorIsToldTheRightOne() throws Exception {
        Reply refused = post("/api/v1/model/generateImage", body(KLING, ""));
        assertThat(refused.error(400).at("message").text()).contains("/v1/videos").contains(VIDEO);
    }

    @Test
    void anotherProvidersModelIsToldItsDoorAndHasNoRow() throws Exception {
        try (World both =
                World.settings()
                        .slot(2, "atlascloud", provider.origin() + "/s3/v1")
                        .slot(4, "together", provider.origin() + "/s3/v1")
                        .start()) {
            Map<String, String> rightDoors =
                    Map.of(
                            "ByteDance/Seedance-1.0-pro", "/v1/videos",
                            "black-forest-labs/FLUX.1-schnell", "/v1/images/generations",
                            "black-forest-labs/FLUX.1-kontext-pro", "/v1/images/edits");
            for (Map.Entry<String, String> right : rightDoors.entrySet()) {
                String verb =
                        right.getValue().contains("images") ? "generateImage" : "generateVideo";
                Reply refused =
                        both.post(
                                "/api/v1/model/" + verb,
                                World.KEY,
                                body(right.getKey(), "").getBytes(UTF_8));
                assertThat(refused.error(400).at("param").text()).isEqualTo("model");
                assertThat(refused.error(400).at("message").text())
                        .contains(right.getKey())
                        .contains(right.getValue());
            }
            assertThat(both.rows()).isEmpty();
        }
    }

    @Test
    void aFileIsKeptByTheProvider() throws Exception {
        String upload = "POST /s3/api/v1/model/uploadMedia";
        provider.on(
                upload, 200, "{\"code\":200,\"data\":{\"download_url\":\"https://f.example/1\"}}");
        String form =
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhi"
                        + "\r\n--b--\r\n";
        String head =
                "POST /api/v1/model/uploadMedia HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + World.KEY
                        + "\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: "
                        + form.length()
                        + "\r\n\r\n";
        Reply kept = world.raw(head + form);
        assertThat(kept.json().at("data", "download_url").text()).isEqualTo("https://f.example/1");
        assertThat(provider.seen(upload).getFirst().body()).isEqualTo(form);
        assertThat(world.rows()).isEmpty();
        String none = "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nhi\r\n--b--\r\n";
        Reply refused =
                world.raw(
                        head.replace(
                                        "Content-Length: " + form.length(),
                                        "Content-Length: " + none.length())
                                + none);
        assertThat(refused.error(400).at("param").text()).isEqualTo("file");
    }
}
