package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A world that makes pictures, and how it is asked. */
abstract class PictureSteps {
    static final String SCHNELL = "black-forest-labs/FLUX.1-schnell";

    static final String KONTEXT = "black-forest-labs/FLUX.1-kontext-pro";

    static final String GENERATIONS = "/v1/images/generations";

    static final String EDITS = "/v1/images/edits";

    /** Of one pixel. */
    static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    World world;

    @BeforeEach
    void start() throws IOException {
        world = World.settings().start();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
    }

    Reply generate(String members) throws IOException {
        return generate(world, SCHNELL, members);
    }

    static Reply generate(World at, String model, String members) throws IOException {
        String body = "{\"model\":\"" + model + "\"," + members + "}";
        return at.post(GENERATIONS, World.KEY, body.getBytes(UTF_8));
    }

    OpenAIClient client() {
        return OpenAIOkHttpClient.builder().baseUrl(world.url()).apiKey(World.KEY).build();
    }
}
