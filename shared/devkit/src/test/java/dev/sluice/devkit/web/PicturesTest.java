package dev.sluice.devkit.web;

import static dev.sluice.devkit.web.WebWorld.KEY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The frontend's {@code /generate-image} and {@code /image-edit}. */
class PicturesTest {
    private static final String ANSWER =
            "{\"object\":\"list\",\"data\":[{\"index\":0,\"b64_json\":\"/9j/4AAQ\"}]}";
    private static final String PICTURE = "data:image/jpeg;base64,/9j/4AAQ";

    private final ScriptedProvider provider;
    private final WebWorld world;

    PicturesTest() throws IOException {
        provider = ChatScripts.provider();
        world = WebWorld.together(provider);
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        provider.close();
    }

    private void answers() {
        provider.then(Scripts.json(200, ANSWER));
    }

    @Test
    void aPictureIsMadeByTheModelThatIsNamed() throws Exception {
        answers();
        HttpResponse<String> made =
                world.post(
                        "/generate-image",
                        KEY,
                        "{\"prompt\":\"a cat\",\"size\":\"512x512\",\"model\":\"black-forest-labs/FLUX.1-schnell\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        assertThat(JSON.std.mapFrom(made.body()))
                .containsEntry("success", true)
                .as("the page draws it on a canvas")
                .containsEntry("imageUrl", PICTURE)
                .containsEntry("model", "black-forest-labs/FLUX.1-schnell");
        assertThat(JSON.std.mapFrom(provider.seen().getLast().body()))
                .containsEntry("width", 512)
                .containsEntry("response_format", "base64")
                .containsEntry("prompt", "a cat");
    }

    @Test
    void anEditIsOneEventWithoutAName() throws Exception {
        answers();
        HttpResponse<String> changed =
                world.post(
                        "/image-edit",
                        KEY,
                        "{\"prompt\":\"blue\",\"images\":[{\"url\":\"https://cdn.example/in.png\"}]}");
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(changed.headers().firstValue("content-type").orElse(""))
                .startsWith("text/event-stream");
        assertThat(changed.body()).startsWith("data: {").endsWith("}\n\n");
        Map<String, Object> event =
                JSON.std.mapFrom(changed.body().substring("data: ".length()).strip());
        assertThat(event).containsEntry("type", "complete").containsEntry("imageUrl", PICTURE);
        assertThat(JSON.std.mapFrom(provider.seen().getLast().body()))
                .containsEntry("image_url", "https://cdn.example/in.png");
    }

    /** As the page sends it: without the header. */
    @Test
    void thePageSaysInTheBodyWhoItIs() throws Exception {
        answers();
        String asked = "{\"prompt\":\"a cat\",\"quality\":\"hd\",\"accessToken\":\"%s\"}";
        HttpResponse<String> made = world.post("/generate-image", "", asked.formatted(KEY));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        assertThat(JSON.std.mapFrom(made.body())).containsEntry("imageUrl", PICTURE);
        assertThat(provider.seen().getLast().body()).doesNotContain(KEY);

        assertThat(world.post("/generate-image", "", asked.formatted("sk-other")).statusCode())
                .isEqualTo(401);
        String padded = asked.formatted(KEY).replace("a cat", "x".repeat(70_000));
        assertThat(world.post("/generate-image", "", padded).statusCode())
                .as("a stranger's body is short")
                .isEqualTo(413);
    }

    private List<Map<String, Object>> edits(String operations) throws Exception {
        String images =
                "[{\"id\":\"a\",\"url\":\"https://cdn.example/a.png\"},"
                        + "{\"id\":\"b\",\"url\":\"https://cdn.example/b.png\"}]";
        HttpResponse<String> changed =
                world.send(
                        world.request("/image-edit", "")
                                .header("X-Google-OAuth-Token", KEY)
                                .POST(
                                        BodyPublishers.ofString(
                                                "{\"images\":%s,\"operations\":%s}"
                                                        .formatted(images, operations)))
                                .build());
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        List<Map<String, Object>> events = new ArrayList<>();
        for (String event : changed.body().split("\n\n")) {
            assertThat(event).startsWith("data: ");
            events.add(JSON.std.mapFrom(event.substring("data: ".length())));
        }
        return events;
    }

    /** A picture may take minutes, and proxies cut what is silent for one. */
    @Test
    void aPageThatWaitsForAPictureHearsThatItIsMade() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        provider.then(Scripts.after(heard, Scripts.json(200, ANSWER)));
        String asked =
                "{\"images\":[{\"id\":\"a\",\"url\":\"https://cdn.example/a.png\"}],"
                        + "\"operations\":[{\"type\":\"generate\",\"params\":{\"prompt\":\"blue\"}}]}";
        try (WebWorld quick = WebWorld.at(provider).set("SLUICE_KEEP_ALIVE_MS", 40).start();
                InputStream in = quick.open("/image-edit", KEY, asked).body()) {
            StringBuilder seen = new StringBuilder();
            while (seen.indexOf("image_start") < 0 || seen.indexOf(": keep-alive\n\n") < 0) {
                int next = in.read();
                assertThat(next).as("%s", seen).isNotNegative();
                seen.append((char) next);
            }
            heard.countDown();
            assertThat(new String(in.readAllBytes(), UTF_8))
                    .contains("\"type\":\"image_complete\"")
                    .containsPattern("\n\ndata: \\{\"type\":\"complete\".*\"successCount\":1");
        }
    }

    private static List<Object> types(List<Map<String, Object>> events) {
        return events.stream().map(event -> event.get("type")).toList();
    }

    @Test
    void eachPictureIsChangedByACallOfItsOwnAndToldByEvents() throws Exception {
        answers();
        provider.then(Scripts.json(400, "{\"error\":{\"message\":\"not this one\"}}"));
        List<Map<String, Object>> events =
                edits("[{\"type\":\"generate\",\"params\":{\"prompt\":\"blue\"},\"label\":\"x\"}]");
        assertThat(types(events))
                .containsExactly(
                        "started",
                        "image_start",
                        "image_complete",
                        "image_start",
                        "image_error",
                        "complete");
        assertThat(events.get(2)).containsEntry("imageId", "a").containsEntry("imageIndex", 0);
        assertThat(Fields.object(events.get(2).get("result")).get("url")).isEqualTo(PICTURE);
        assertThat(events.get(4)).containsEntry("imageId", "b");
        assertThat(String.valueOf(events.get(4).get("error"))).contains("not this one");
        assertThat(events.get(5)).containsEntry("successCount", 1).containsEntry("errorCount", 1);
        assertThat(provider.seen())
                .extracting(seen -> JSON.std.mapFrom(seen.body()).get("image_url"))
                .containsExactly("https://cdn.example/a.png", "https://cdn.example/b.png");
        assertThat(
                        world.transactions().stream()
                                .filter(
                                        row ->
                                                "image_generation"
                                                        .equals(Fields.object(row).get("type"))))
                .hasSize(2);
    }

    @Test
    void aStepWorksOnWhatTheOneBeforeMade() throws Exception {
        for (int i = 0; i < 4; i++) {
            answers();
        }
        String step = "{\"type\":\"generate\",\"params\":{\"prompt\":\"blue\"}}";
        assertThat(types(edits("[" + step + "," + step + "]")))
                .containsExactly(
                        "started",
                        "image_start",
                        "image_complete",
                        "image_start",
                        "image_complete",
                        "complete");
        assertThat(JSON.std.mapFrom(provider.seen().get(1).body()))
                .containsEntry("image_url", PICTURE);
    }

    @Test
    void whatIsNotDoneByAPromptIsRefusedBeforeAnythingIsPaidFor() throws Exception {
        List<Map<String, Object>> events =
                edits(
                        "[{\"type\":\"generate\",\"params\":{\"prompt\":\"blue\"}},"
                                + "{\"type\":\"resize\",\"params\":{\"percentage\":50}}]");
        assertThat(types(events))
                .containsExactly(
                        "started",
                        "image_start",
                        "image_error",
                        "image_start",
                        "image_error",
                        "complete");
        assertThat(String.valueOf(events.get(2).get("error"))).contains("resize");
        assertThat(events.get(5)).containsEntry("errorCount", 2);
        events = edits("[{\"type\":\"generate\",\"params\":{\"strength\":1}}]");
        assertThat(String.valueOf(events.get(2).get("error")))
                .contains("\"generate\" has no prompt");
        assertThat(provider.seen()).isEmpty();
        for (String body :
                new String[] {
                    "{\"operations\":[]}",
                    "{\"images\":[],\"operations\":[{\"type\":\"generate\"}]}",
                    "{\"images\":[%s{}],\"operations\":[{}]}".formatted("{},".repeat(20))
                }) {
            assertThat(world.post("/image-edit", KEY, body).statusCode()).as(body).isEqualTo(400);
        }
    }

    @Test
    void badRequestsAreToldAsTheFrontendReadsThem() throws Exception {
        for (String body : new String[] {"{}", "no json", "[]", "{\"prompt\":\" \"}"}) {
            HttpResponse<String> refused = world.post("/generate-image", KEY, body);
            assertThat(refused.statusCode()).as(body).isEqualTo(400);
            assertThat(JSON.std.mapFrom(refused.body()).get("error")).isInstanceOf(String.class);
        }
        assertThat(world.post("/image-edit", KEY, "{\"prompt\":\"x\"}").statusCode())
                .isEqualTo(400);
        String inside = "{\"prompt\":\"x\",\"image\":\"https://127.0.0.1/a.png\"}";
        assertThat(world.post("/image-edit", KEY, inside).statusCode()).isEqualTo(400);
        assertThat(world.post("/generate-image", "", "{\"prompt\":\"x\"}").statusCode())
                .isEqualTo(401);
        assertThat(provider.seen()).isEmpty();
    }
}
