package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.KEY;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.standins.ScriptedProvider;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A provider that speaks Anthropic's Messages, a world, and what is asked of it. */
abstract class AnthropicSteps {
    static final String MODEL = "claude-haiku-4-5";

    static final String WHOLE =
            "{\"id\":\"msg_1\",  \"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\",\"citations\":null}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":10,\"cache_creation_input_tokens\":200,\"cache_read_input_tokens\":3000,\"output_tokens\":42}}";

    ScriptedProvider upstream;
    World world;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        String base = upstream.baseUrl().replace("/v1", "");
        world =
                World.settings()
                        .slot(0, "anthropic", base)
                        .serving(1, upstream.baseUrl(), "m/1")
                        .start();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        upstream.close();
    }

    static String ask(String more) {
        return "{\"model\":\""
                + MODEL
                + "\", \"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Say"
                + " hello\"}]"
                + more
                + "}";
    }

    Reply post(String body) throws IOException {
        return world.post("/v1/messages", KEY, body.getBytes(UTF_8));
    }
}
