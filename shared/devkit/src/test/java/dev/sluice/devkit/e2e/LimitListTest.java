package dev.sluice.devkit.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.standins.ScriptedProvider;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits of any measure and window, of a slot and of a key. */
class LimitListTest {
    @AutoClose private ScriptedProvider upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
    }

    @Test
    void aSlotServesSoManyRequestsADayAndNoMore() throws Exception {
        try (World world =
                World.settings()
                        .slot(0, "together", upstream.baseUrl())
                        .set("SLUICE_PROVIDER_LIMITS_0", "requestsDay=2,tokens60s=100000")
                        .start()) {
            assertThat(world.ask(World.LLAMA).status()).isEqualTo(200);
            assertThat(world.ask(World.LLAMA).status()).isEqualTo(200);
            Reply refused = world.ask(World.LLAMA);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.body()).contains("requests per day");
            assertThat(upstream.seen()).hasSize(2);
        }
    }

    @Test
    void aSlotThatIsSpentLeavesItsRequestsToTheNext() throws Exception {
        try (World world =
                World.settings()
                        .slot(0, "together", upstream.baseUrl())
                        .set("SLUICE_PROVIDER_LIMITS_0", "requestsDay=1")
                        .slot(1, "together", upstream.baseUrl())
                        .start()) {
            for (int i = 0; i < 4; i++) {
                assertThat(world.ask(World.LLAMA).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aKeyMayUseSoManyTokensADay() throws Exception {
        try (World world = World.together(upstream)) {
            String key = world.key("daily", new Limit(Measure.TOKENS, 1_000, Calendar.DAY));
            assertThat(world.post(key, World.chat(World.LLAMA, ",\"max_tokens\":5")).status())
                    .isEqualTo(200);
            Reply refused = world.post(key, World.chat(World.LLAMA, ",\"max_tokens\":990"));
            assertThat(refused.status()).isIn(400, 429);
            assertThat(refused.body()).contains("tokens per day");
        }
    }
}
