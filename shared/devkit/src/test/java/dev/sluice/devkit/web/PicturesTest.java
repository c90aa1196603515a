package dev.sluice.devkit.web;

import static dev.sluice.devkit.web.WebWorld.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The frontend's {@code /generate-image} and {@code /image-edit}. */
class PicturesTest {
    private static final String ANSWER =
            "{\"object\":\"list\",\"data\":[{\"index\":0,\"url\":\"https://cdn.example/a.png\"}]}";

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
                .containsEntry("imageUrl", "https://cdn.example/a.png")
                .containsEntry("model", "black-forest-labs/FLUX.1-schnell");
        assertThat(JSON.std.mapFrom(provider.seen().getLast().body()))
                .containsEntry("width", 512)
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
        assertThat(event)
                .containsEntry("type", "complete")
                .containsEntry("imageUrl", "https://cdn.example/a.png");
        assertThat(JSON.std.mapFrom(provider.seen().getLast().body()))
                .containsEntry("image_url", "https://cdn.example/in.png");
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
