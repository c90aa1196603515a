package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static dev.sluice.standins.Scripts.say;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gateway that is told to end says so to whom it is answering, and does not just go. */
class ToldToEndTest {
    @AutoClose private ScriptedProvider upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
    }

    private World world() throws IOException {
        return World.settings()
                .slot(0, "together", upstream.baseUrl())
                .slot(1, "together", upstream.baseUrl())
                .withoutSweep()
                .start();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, messages, 'data: {\"error\":'",
        "/v1/messages, 'max_tokens\":50,\"messages', 'event: error'",
        "/v1/responses, input, 'event: response.failed'",
        "/chat, messages, 'event: error'",
    })
    void aStreamEndsWithTheReason(String path, String member, String told) throws Exception {
        upstream.on(LLAMA, Scripts.thenSilent(say("Hel")));
        String body =
                "{\"model\":\"together/%s\",\"stream\":true,\"%s\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                        .formatted(LLAMA, member);
        try (World world = world();
                RawClient client = world.client()) {
            String id = id(client.post(path, World.KEY, body.getBytes(UTF_8)));
            client.until("Hel");
            CompletableFuture<Void> stopping = stopping(world);
            StringBuilder rest = new StringBuilder();
            for (String chunk = client.chunk(); !chunk.isEmpty(); chunk = client.chunk()) {
                rest.append(chunk); // to an end as it should be
            }
            stopping.join();
            assertThat(rest).contains(told, "told to end").doesNotContain("[DONE]");
            upstream.awaitHangUpNanos();
            assertThat(world.settled(id))
                    .containsEntry("outcome", "deadline")
                    .containsEntry("errorCode", "service_unavailable")
                    .containsEntry("attempts", "1")
                    .containsEntry("estimated", "true");
        }
    }

    private static String id(RawClient client) throws IOException {
        var head = client.head();
        String id = head.header("x-request-id");
        return id.isEmpty() ? head.header("request-id") : id;
    }

    @Test
    void whoHasNoAnswerYetIsToldToAskAgain() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        upstream.on(
                LLAMA,
                call -> {
                    asked.countDown();
                    call.awaitHangUp();
                });
        try (World world = world()) {
            CompletableFuture<Reply> asking =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return world.ask(LLAMA);
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            },
                            Thread::startVirtualThread);
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
            stopping(world).join();
            Reply reply = asking.join();
            assertThat(reply.error(503).at("code").text()).isEqualTo("service_unavailable");
            assertThat(reply.header("retry-after")).isEqualTo("1");
            assertThat(world.settled(reply))
                    .as("the second slot is not asked")
                    .containsEntry("attempts", "1")
                    .containsEntry("estimated", "true");
        }
    }

    /** Bytes cannot say it: theirs is no clean end. */
    @Test
    void aSoundBreaksOff() throws Exception {
        upstream.otherwise(
                call -> {
                    call.write(
                            "HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nsound\r\n");
                    call.awaitHangUp();
                });
        try (World world = world();
                RawClient client = world.client()) {
            client.post(
                    "/v1/audio/speech",
                    World.KEY,
                    "{\"model\":\"canopylabs/orpheus-3b-0.1-ft\",\"voice\":\"tara\",\"input\":\"Hi\"}"
                            .getBytes(UTF_8));
            String id = id(client);
            client.until("sound");
            stopping(world).join();
            assertThat(client.rest()).isEmpty();
            assertThat(world.settled(id)).containsEntry("outcome", "deadline");
        }
    }

    private static CompletableFuture<Void> stopping(World world) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        world.stop(Duration.ZERO);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                Thread::startVirtualThread);
    }
}
