package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.KEY;
import static dev.sluice.devkit.e2e.World.LLAMA;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A provider, a world, and what is asked of it in Anthropic's Messages. */
abstract class MessageSteps {
    static final String PATH = "/v1/messages";

    static ScriptedProvider upstream;

    static World world;

    @BeforeAll
    static void start() throws IOException {
        upstream = new ScriptedProvider();
        World.Settings settings =
                World.settings()
                        .slot(0, "together", upstream.baseUrl())
                        .set("SLUICE_KEEP_ALIVE_MS", 100)
                        .set("SLUICE_MODEL_MAP", "claude-*=" + LLAMA + ",claude-opus-4-8=m/9");
        for (int slot = 1; slot < 20; slot++) {
            settings.serving(slot, upstream.baseUrl(), "m/" + slot);
        }
        world = settings.start();
    }

    @AfterAll
    static void stop() throws IOException {
        world.close();
        upstream.close();
    }

    static Reply post(String body) throws IOException {
        return world.post(PATH, KEY, body.getBytes(UTF_8));
    }

    static String ask(String model, String more) {
        return "{\"model\":\""
                + model
                + "\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Say"
                + " hello\"}]"
                + more
                + "}";
    }

    static Tree error(Reply reply, int status, String type) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        Tree json = reply.json();
        assertThat(json.names()).containsExactlyInAnyOrder("type", "error", "request_id");
        assertThat(json.at("type").text()).isEqualTo("error");
        assertThat(json.at("request_id").text()).isEqualTo(reply.header("request-id"));
        assertThat(json.at("error", "type").text()).isEqualTo(type);
        return json.at("error");
    }

    static List<String> names(Reply reply) {
        return names(reply.body());
    }

    static List<String> names(String body) {
        List<String> names = new ArrayList<>();
        body.lines()
                .filter(line -> line.startsWith("event: "))
                .map(line -> line.substring("event: ".length()))
                .filter(name -> !name.equals("ping"))
                .forEach(names::add);
        return names;
    }
}
