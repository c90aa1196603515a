package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** {@code make usage}: as a program, beside a running world. */
class UsageCommandTest {
    private static final String OWN = "my/own-model";

    @Test
    void eachKeysDaysAreListedWithWhatTheyCost() throws Exception {
        try (ScriptedProvider upstream = new ScriptedProvider();
                World world =
                        World.settings()
                                .slot(0, "together", upstream.baseUrl())
                                .serving(1, upstream.baseUrl(), OWN)
                                .start()) {
            assertThat(usage(world, "list").out().strip().lines()).hasSize(2);
            String alice = world.key("alice", OptionalLong.empty(), OptionalLong.empty());
            String bob = world.key("bob", OptionalLong.empty(), OptionalLong.empty());
            world.settled(world.post(alice, World.chat(LLAMA, "")));
            world.settled(world.post(alice, World.chat(LLAMA, "")));
            world.settled(world.post(bob, World.chat(OWN, "")));

            String all = usage(world, "list").out();
            assertThat(all)
                    .containsPattern("alice +20\\d\\d-\\d\\d-\\d\\d +\\d +\\d+ +\\d+ +0\\.0000\\d+")
                    .containsPattern("bob +20.* 0\\.000000000  and 1 without a known price")
                    .containsPattern("all keys +3 +30 +15 +0\\.000026400  and 1 without");
            assertThat(usage(world, "list", "--name=alice", "--days=30").out())
                    .containsPattern("all +2 +20 +10 +0\\.000026400\\R")
                    .doesNotContain("bob");
            Processes.Ended wrong = usage(world, "list", "--days=many");
            assertThat(wrong.code()).isEqualTo(1);
            assertThat(wrong.err()).contains("DAYS must be a whole number from 1 to 400");
        }
    }

    private static Processes.Ended usage(World world, String... arguments) throws Exception {
        return Processes.operator(world, "UsageCommand", arguments);
    }
}
