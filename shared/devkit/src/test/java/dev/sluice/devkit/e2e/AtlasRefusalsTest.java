package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is refused of what Atlas Cloud's models are asked for, and how that is told. */
class AtlasRefusalsTest {
    private static final String TURBO = "z-image/turbo";
    private static final String EDIT = "google/nano-banana-2/edit";
    private static final String KLING = "kwaivgi/kling-v3.0-std/text-to-video";
    private static final String VIDEO = "/api/v1/model/generateVideo";

    private ScriptedProvider upstream;
    private World world;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        world = World.settings().slot(4, "atlascloud", upstream.baseUrl()).start();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        upstream.close();
    }

    private Reply post(String path, String body) throws IOException {
        return world.post(path, World.KEY, body.getBytes(UTF_8));
    }

    private static String body(String model, String more) {
        return "{\"model\":\"" + model + "\",\"prompt\":\"x\"" + more + "}";
    }

    private Reply generate(String members) throws IOException {
        return post("/v1/images/generations", body(TURBO, members));
    }

    private static String told(String members) {
        return "{\"code\":200,\"data\":{\"id\":\"p-1\"," + members + "}}";
    }

    @Test
    void aTypeOfPictureOfWhichNothingIsKnownIsA400ThatNamesIt() throws Exception {
        for (String type : new String[] {"\"webp\"", "\"gif\"", "7"}) {
            Reply refused = generate(",\"output_format\":" + type);
            assertThat(refused.error(400).at("param").text()).isEqualTo("output_format");
        }
        assertThat(upstream.seen()).isEmpty();
        assertThat(world.rows()).isEmpty();
        upstream.on(TURBO, Scripts.answer(told("\"status\":\"succeeded\",\"outputs\":[\"u\"]")));
        for (String type : new String[] {"png", "jpeg"}) {
            assertThat(generate(",\"output_format\":\"" + type + "\"").status()).isEqualTo(200);
        }
    }

    @Test
    void aModelThatChangesPicturesAndOneThatMakesThemHaveADoorEach() throws Exception {
        String given = ",\"images\":[{\"image_url\":\"https://cdn.example/a.png\"}]";
        String[][] wrong = {
            {"/v1/images/generations", EDIT, "", "/v1/images/edits"},
            {"/v1/images/edits", TURBO, given, "/v1/images/generations"},
        };
        for (String[] each : wrong) {
            String body = "{\"model\":\"" + each[1] + "\",\"prompt\":\"x\"" + each[2] + "}";
            Tree error = world.post(each[0], World.KEY, body.getBytes(UTF_8)).error(400);
            assertThat(error.at("message").text()).contains(each[1], each[3]);
            assertThat(error.at("param").text()).isEqualTo("model");
        }
        assertThat(upstream.seen()).isEmpty();
        assertThat(world.rows()).isEmpty();
    }

    @Test
    void anErrorIsAtlasCloudsAndOpenAisAtOnce() throws Exception {
        Reply[] refused = {
            post(VIDEO, "{"),
            post(VIDEO, body("no/such", "")),
            post("/api/v1/model/generateImage", body(KLING, "")),
            post("/api/v1/model/uploadMedia", "{}"),
            post("/api/v1/model/generate3D", "{}"),
            world.get("/api/v1/model/prediction/none"),
            world.get(VIDEO),
            world.post(VIDEO, "", body(KLING, "").getBytes(UTF_8))
        };
        for (Reply reply : refused) {
            Tree error = reply.error(reply.status());
            assertThat(reply.json().names())
                    .containsExactly("code", "msg", "request_id", "data", "error");
            assertThat(reply.json().at("code").number()).isEqualTo(reply.status());
            assertThat(reply.json().at("msg").text()).isEqualTo(error.at("message").text());
            assertThat(reply.json().at("request_id").text())
                    .isEqualTo(reply.header("x-request-id"));
            assertThat(reply.body()).contains("\"data\":null");
        }
        assertThat(refused[0].status()).isEqualTo(400);
        assertThat(refused[5].status()).isEqualTo(404);
        assertThat(refused[7].status()).isEqualTo(401);
    }
}
