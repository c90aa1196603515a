package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static dev.sluice.standins.Scripts.say;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.Http;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that pauses, or reads no more: its provider is not blamed, and its row is settled. */
class SlowReaderTest {
    private static final String ORPHEUS = "canopylabs/orpheus-3b-0.1-ft";
    private static final int IDLE_MILLIS = 1_500;
    private static final int PIECE_BYTES = 100_000;

    /** More than all buffers on the way hold. */
    private static final int PIECES = 500;

    private static final int WHOLE_BYTES = 24_000_000;

    private final AtomicInteger sent = new AtomicInteger();

    @AutoClose private ScriptedProvider upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        upstream.on(LLAMA, this::text);
        upstream.on(ORPHEUS, this::sound);
    }

    private void text(ScriptedProvider.Call call) throws Exception {
        String piece = say("x".repeat(PIECE_BYTES));
        call.write(Scripts.SSE_HEAD);
        for (int i = 0; i < PIECES; i++) {
            call.chunk(piece);
            sent.incrementAndGet();
        }
        call.chunk(Scripts.finish("stop") + Scripts.DONE).write(Scripts.END);
    }

    private void sound(ScriptedProvider.Call call) throws Exception {
        byte[] piece = new byte[PIECE_BYTES];
        call.write(
                "HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nContent-Length: %d\r\n\r\n"
                        .formatted(PIECES * PIECE_BYTES));
        for (int i = 0; i < PIECES; i++) {
            call.write(piece);
            sent.incrementAndGet();
        }
    }

    private World world(String setting, long millis) throws IOException {
        return World.settings()
                .slot(0, "together", upstream.baseUrl())
                .set("SLUICE_PROVIDER_TPM_0", 1_000_000_000)
                .set(setting, millis)
                .withoutSweep()
                .start();
    }

    private static Http.Head asked(RawClient client, String what) throws IOException {
        if (what.equals("text")) {
            String body = World.chat(LLAMA, ",\"stream\":true");
            client.post("/v1/chat/completions", World.KEY, body.getBytes(UTF_8));
        } else {
            String body = "{\"model\":\"" + ORPHEUS + "\",\"input\":\"Hallo\",\"voice\":\"tara\"}";
            client.post("/v1/audio/speech", World.KEY, body.getBytes(UTF_8));
        }
        Http.Head head = client.head();
        assertThat(head.status()).isEqualTo(200);
        return head;
    }

    /** All buffers are full, and have been for longer than a provider may be silent. */
    private void pause() {
        Wait.untilStill(sent, Duration.ofMillis(2 * IDLE_MILLIS));
        assertThat(sent).hasValueLessThan(PIECES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "sound"})
    void aClientThatPausesForLongerThanAProviderMayGetsAll(String what) throws Exception {
        try (World world = world("SLUICE_IDLE_TIMEOUT_MS", IDLE_MILLIS);
                RawClient client = world.client()) {
            Http.Head head = asked(client, what);
            pause();
            if (what.equals("text")) {
                String last = "";
                for (String chunk = client.chunk(); !chunk.isEmpty(); chunk = client.chunk()) {
                    last = chunk;
                }
                assertThat(last).contains("[DONE]").doesNotContain("error");
            } else {
                long bytes = (long) PIECES * PIECE_BYTES;
                assertThat(client.skip(bytes)).isEqualTo(bytes);
            }
            assertThat(world.settled(head.header("x-request-id")))
                    .containsEntry("outcome", "completed");
        }
    }

    /** No sweep closes it: it is settled by who served it. */
    @ParameterizedTest
    @ValueSource(strings = {"text", "sound"})
    void aClientThatReadsNoMoreIsCutWhenItsTimeIsOverAndBilled(String what) throws Exception {
        try (World world = world("SLUICE_OVERALL_TIMEOUT_MS", 3_000);
                RawClient client = world.client()) {
            Http.Head head = asked(client, what);
            Map<String, String> row = world.settled(head.header("x-request-id"));
            assertThat(row.get("outcome")).isIn("clientGone", "deadline");
            assertThat(Long.parseLong(row.get("costNanoUsd"))).isPositive();
            assertThat(sent).hasValueLessThan(PIECES);
        }
    }

    /** Its row is settled before its first byte. */
    @Test
    void aWholeAnswerIsNotCutWhenItsTimeIsOver() throws Exception {
        upstream.on(LLAMA, Scripts.text("x".repeat(WHOLE_BYTES)));
        try (World world = world("SLUICE_OVERALL_TIMEOUT_MS", 3_000);
                RawClient client = world.client()) {
            String body = World.chat(LLAMA, "");
            client.post("/v1/chat/completions", World.KEY, body.getBytes(UTF_8));
            Http.Head head = client.head();
            assertThat(head.status()).isEqualTo(200);
            Thread.sleep(5_000); // the client's pace, not a wait of the test
            long bytes = Long.parseLong(head.header("content-length"));
            assertThat(bytes).isGreaterThan(WHOLE_BYTES);
            assertThat(client.skip(bytes)).isEqualTo(bytes);
            assertThat(world.settled(head.header("x-request-id")))
                    .containsEntry("outcome", "completed");
        }
    }

    @Test
    void aHangUpWhileItReadsNothingIsSeenAndBilled() throws Exception {
        try (World world = world("SLUICE_OVERALL_TIMEOUT_MS", 600_000);
                RawClient client = world.client()) {
            Http.Head head = asked(client, "text");
            pause();
            client.shutdownOutput();
            assertThat(world.settled(head.header("x-request-id")))
                    .containsEntry("outcome", "clientGone");
        }
    }
}
