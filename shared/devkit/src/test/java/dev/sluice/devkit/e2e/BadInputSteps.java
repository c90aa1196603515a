package dev.sluice.devkit.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/**
 * What must be refused, and how: OpenAI's error with all four keys, nothing asked upstream, no row,
 * nothing taken.
 */
abstract class BadInputSteps {
    static ScriptedProvider upstream;

    static World world;

    @BeforeAll
    static void start() throws IOException {
        upstream = new ScriptedProvider();
        world =
                World.settings()
                        .slot(0, "together", upstream.baseUrl())
                        .limits(0, 100_000, 60_000)
                        .serving(7, upstream.baseUrl(), "my/own-model")
                        .start();
    }

    @AfterAll
    static void stop() throws IOException {
        world.close();
        upstream.close();
    }

    @AfterEach
    void leavesNothingBehind() {
        assertThat(upstream.seen()).isEmpty();
        assertThat(world.rows()).isEmpty();
        assertThat(world.noDay()).isTrue();
        LimitRows.assertUntouched(world, "slot#0");
        assertThat(world.out.all()).noneMatch(line -> line.contains("Exception"));
    }
}
