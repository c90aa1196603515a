package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A keep-alive commits the status and no candidate: until the first event of an answer, a silent or
 * failing provider is left for the next one.
 */
class KeepAliveTest {
    @AutoClose private ScriptedProvider first;
    @AutoClose private ScriptedProvider second;

    @BeforeEach
    void start() throws IOException {
        first = new ScriptedProvider();
        second = new ScriptedProvider();
    }

    private World world() throws IOException {
        return World.settings()
                .slot(0, "together", first.baseUrl())
                .slot(1, "together", second.baseUrl())
                .set("SLUICE_PROVIDER_PRIORITY_0", 1)
                .set("SLUICE_KEEP_ALIVE_MS", 40)
                .set("SLUICE_FIRST_BYTE_TIMEOUT_MS", 400)
                .start();
    }

    @Test
    void aSilentProviderIsLeftForTheNextOne() throws Exception {
        first.on(LLAMA, Scripts.silent());
        second.on(LLAMA, Scripts.text("ok"));
        try (World world = world()) {
            Reply reply = world.stream(LLAMA);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).startsWith(": keep-alive").endsWith("data: [DONE]\n\n");
            assertThat(reply.text()).isEqualTo("ok");
            assertThat(reply.header("x-sluice-provider")).as("not known by then").isNullOrEmpty();
            assertThat(world.settled(reply))
                    .containsEntry("outcome", "completed")
                    .containsEntry("slot", "1")
                    .containsEntry("attempts", "2");
        }
    }

    @Test
    void aProviderThatFailsAfterAKeepAliveIsLeftForTheNextOne() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        first.on(LLAMA, Scripts.after(heard, Scripts.error(500, "", "overloaded")));
        second.on(LLAMA, Scripts.text("ok"));
        try (World world = world()) {
            Reply reply =
                    world.streamInTwo(
                            "/v1/chat/completions",
                            World.chat(LLAMA, ",\"stream\":true"),
                            ": keep-alive",
                            heard);
            assertThat(reply.body()).startsWith(": keep-alive").doesNotContain("overloaded");
            assertThat(reply.text()).isEqualTo("ok");
        }
    }

    @Test
    void whereNobodyAnswersTheStreamSaysSoAndDoesNotEndCleanly() throws Exception {
        first.on(LLAMA, Scripts.silent());
        second.on(LLAMA, Scripts.silent());
        try (World world = world()) {
            Reply reply = world.stream(LLAMA);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.errorEvent().at("code").text()).isEqualTo("upstream_timeout");
            assertThat(reply.body()).doesNotContain("[DONE]");
            assertThat(world.settled(reply))
                    .containsEntry("outcome", "upstreamFailed")
                    .containsEntry("status", "200")
                    .containsEntry("attempts", "2")
                    // Both had the prompt, of seven tokens, and most likely work on.
                    .containsEntry("estimated", "true")
                    .containsEntry("outputTokens", "0")
                    .containsEntry("costNanoUsd", Long.toString(2 * 7 * 880));
        }
    }
}
