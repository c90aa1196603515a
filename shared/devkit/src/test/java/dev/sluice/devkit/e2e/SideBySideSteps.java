package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.standins.ScriptedProvider;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;

/** One provider and one world, and that nothing stays open between them. */
abstract class SideBySideSteps {
    @AutoClose ScriptedProvider upstream;

    @AutoClose World world;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        world = World.together(upstream);
    }

    static byte[] streamed() {
        return World.chat(LLAMA, ",\"stream\":true").getBytes(UTF_8);
    }
}
