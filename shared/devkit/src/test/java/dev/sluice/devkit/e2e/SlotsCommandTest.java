package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** {@code make slots}: as a program, beside a running world. */
class SlotsCommandTest {
    private static final String SMALL = "openai/gpt-oss-20b";

    @Test
    void cooldownsAreListedAndEndWhenCleared() throws Exception {
        try (ScriptedProvider upstream = new ScriptedProvider();
                World world =
                        World.settings()
                                .slot(3, "together", upstream.baseUrl())
                                .slot(4, "together", upstream.baseUrl())
                                .start()) {
            assertThat(slots(world, "list").out()).contains("No slot");
            upstream.on(SMALL, Scripts.error(429, "Retry-After: 300\r\n", "slow down"));
            world.ask(SMALL).error(429);
            upstream.on(LLAMA, Scripts.error(402, "", "spending limit"));
            world.ask(LLAMA).error(503);
            assertThat(slots(world, "list").out())
                    .contains("slot 3: parked", "slot 4: parked", "requests per minute")
                    .contains("  " + SMALL + " cools down for ");
            upstream.on(LLAMA, Scripts.text("ok"));
            upstream.on(SMALL, Scripts.text("ok"));
            Processes.Ended cleared = slots(world, "clear", "--slot=3");
            assertThat(cleared.out()).as(cleared.err()).contains("Cleared slot 3");
            Wait.until("it serves again", () -> world.ask(LLAMA).status() == 200);
            Wait.until("its model too", () -> world.ask(SMALL).status() == 200);
            assertThat(slots(world, "list").out())
                    .contains("slot 3: open")
                    .containsOnlyOnce(SMALL + " cools down");
            assertThat(slots(world, "clear", "--slot=9").code()).isEqualTo(1);
        }
    }

    @Test
    void whatIsLimitedApartOnASlotIsListedAndClearedWithIt() throws Exception {
        String vectors = "intfloat/multilingual-e5-large-instruct";
        try (ScriptedProvider upstream = new ScriptedProvider();
                World world = World.settings().slot(3, "together", upstream.baseUrl()).start()) {
            String ask = "{\"model\":\"" + vectors + "\",\"input\":\"a\"}";
            upstream.on(vectors, Scripts.error(402, "", "spending limit"));
            embed(world, ask).error(503);
            assertThat(slots(world, "list").out()).contains("slot 3 embedding: parked");
            assertThat(slots(world, "clear", "--slot=3").out()).contains("Cleared slot 3");
            assertThat(slots(world, "list").out()).contains("slot 3 embedding: open");
            Wait.until("it is asked again", () -> embed(world, ask).status() == 503);
        }
    }

    private static Reply embed(World world, String body) throws IOException {
        return world.post("/v1/embeddings", World.KEY, body.getBytes(UTF_8));
    }

    private static Processes.Ended slots(World world, String... arguments) throws Exception {
        return Processes.operator(world, "SlotsCommand", arguments);
    }
}
