package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /v1/videos}: jobs of Together and Atlas Cloud behind OpenAI's form. */
class VideosTest extends VideoSteps {
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
                ",\"size\":\"1284x724\" | size",
                ",\"size\":7 | size",
                ",\"n\":0 | n",
                ",\"n\":10000 | n",
                ",\"width\":\"wide\" | width",
                ",\"height\":-8 | height",
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
}
