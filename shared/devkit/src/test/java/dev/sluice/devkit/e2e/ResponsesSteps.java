package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.standins.ScriptedProvider;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Providers that speak chats, one that speaks Responses, a world, and what is asked of it. */
abstract class ResponsesSteps {
    ScriptedProvider upstream;
    World world;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        world =
                World.settings()
                        .slot(0, "together", upstream.baseUrl())
                        .serving(1, upstream.baseUrl(), "raw/a", "raw/b")
                        .slot(2, "openai", upstream.baseUrl())
                        .set("SLUICE_PROVIDER_MODEL_2", "gpt-own")
                        .set("SLUICE_MODEL_MAP", "gpt-5.5 = raw/a , gpt-7* = raw/b")
                        .set("SLUICE_KEEP_ALIVE_MS", 200)
                        .start();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        upstream.close();
    }

    Reply ask(String model, String members) throws IOException {
        return ask(World.KEY, model, members);
    }

    Reply ask(String key, String model, String members) throws IOException {
        String body = "{\"model\":\"" + model + "\"," + members.replace('\'', '"') + "}";
        return world.post("/v1/responses", key, body.getBytes(UTF_8));
    }

    static List<String> types(Reply reply) {
        return reply.chunks().stream().map(event -> event.at("type").text()).toList();
    }
}
