package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static dev.sluice.standins.Scripts.say;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.Http;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each time of a request, and what the client sees while it runs. */
class TimeoutsTest {
    @AutoClose private ScriptedProvider upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
    }

    private World world(String setting, long millis) throws IOException {
        return World.settings()
                .slot(0, "together", upstream.baseUrl())
                .set(setting, millis)
                .start();
    }

    @Test
    void noFirstByteInTimeIs504AndCancelsTheUpstream() throws Exception {
        upstream.on(LLAMA, Scripts.silent());
        try (World world = world("SLUICE_FIRST_BYTE_TIMEOUT_MS", 150)) {
            for (boolean stream : new boolean[] {true, false}) {
                Reply reply = stream ? world.stream(LLAMA) : world.ask(LLAMA);
                assertThat(reply.error(504).at("code").text()).isEqualTo("upstream_timeout");
                upstream.awaitHangUpNanos();
                assertThat(world.settled(reply))
                        .containsEntry("outcome", "upstreamFailed")
                        .containsEntry("status", "504");
            }
        }
    }

    @Test
    void silenceInMidStreamIsAnErrorEventAndCancelsTheUpstream() throws Exception {
        upstream.on(LLAMA, Scripts.thenSilent(say("Hel")));
        try (World world = world("SLUICE_IDLE_TIMEOUT_MS", 1_000)) {
            long startNanos = System.nanoTime();
            Reply reply = world.stream(LLAMA);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos))
                    .isBetween(1_000L, 30_000L);
            assertThat(reply.errorEvent().at("code").text()).isEqualTo("upstream_timeout");
            assertThat(reply.text()).isEqualTo("Hel");
            upstream.awaitHangUpNanos();
            assertThat(world.settled(reply))
                    .containsEntry("outcome", "upstreamFailed")
                    .containsEntry("errorCode", "upstream_timeout")
                    .containsEntry("estimated", "true");
        }
    }

    @Test
    void silenceInTheMiddleOfAUnaryAnswerIs504() throws Exception {
        upstream.on(
                LLAMA,
                call -> {
                    call.write(
                            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{");
                    call.awaitHangUp();
                });
        try (World world = world("SLUICE_IDLE_TIMEOUT_MS", 150)) {
            world.ask(LLAMA).error(504);
            upstream.awaitHangUpNanos();
        }
    }

    @Test
    void theOverallTimeEndsALivelyStreamAsADeadline() throws Exception {
        upstream.on(
                LLAMA,
                call -> {
                    call.write(Scripts.SSE_HEAD);
                    while (true) {
                        call.chunk(say("x"));
                        Thread.sleep(20); // the upstream's pace, not a wait of the test
                    }
                });
        try (World world = world("SLUICE_OVERALL_TIMEOUT_MS", 2_000)) {
            Reply reply = world.stream(LLAMA);
            reply.errorEvent();
            assertThat(reply.text()).startsWith("xx");
            assertThat(world.settled(reply)).containsEntry("outcome", "deadline");
        }
    }

    @Test
    void aCommentIsASignOfLife() throws Exception {
        upstream.on(
                LLAMA,
                call -> {
                    call.write(Scripts.SSE_HEAD);
                    for (int i = 0; i < 25; i++) {
                        call.chunk(": thinking\n\n");
                        Thread.sleep(100); // the upstream's pace, not a wait of the test
                    }
                    call.chunk(say("Hello"))
                            .chunk(Scripts.finish("stop"))
                            .chunk(Scripts.DONE)
                            .write(Scripts.END);
                });
        try (World world = world("SLUICE_FIRST_BYTE_TIMEOUT_MS", 2_000)) {
            assertThat(world.stream(LLAMA).text()).isEqualTo("Hello");
        }
    }

    @Test
    void aServerThatTakesNoConnectionIsGivenUpInTime() throws Exception {
        // A queue of one that is full: the kernel answers no further connection.
        List<Socket> filling = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 2; i++) {
                filling.add(new Socket(full.getInetAddress(), full.getLocalPort()));
            }
            try (World world =
                    World.settings()
                            .slot(0, "together", "http://127.0.0.1:" + full.getLocalPort() + "/v1")
                            .set("SLUICE_CONNECT_TIMEOUT_MS", 200)
                            .start()) {
                long startNanos = System.nanoTime();
                Reply reply = world.ask(LLAMA);
                long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
                assertThat(reply.status()).isIn(502, 504);
                reply.error(reply.status());
                assertThat(tookMillis).isBetween(150L, 4_900L);
            }
        } finally {
            for (Socket socket : filling) {
                socket.close();
            }
        }
    }

    private static void askForStream(RawClient client) throws IOException {
        String body = World.chat(LLAMA, ",\"stream\":true");
        client.post("/v1/chat/completions", World.KEY, body.getBytes(UTF_8));
    }

    @Test
    void aSilentStreamIsKeptAliveByCommentsAndEndsWhole() throws Exception {
        CountDownLatch twoComments = new CountDownLatch(1);
        upstream.on(LLAMA, Scripts.after(twoComments, Scripts.text("Hello")));
        try (World world = world("SLUICE_KEEP_ALIVE_MS", 50);
                RawClient client = world.client()) {
            askForStream(client);
            Http.Head head = client.head();
            assertThat(head.status()).isEqualTo(200);
            for (int i = 0; i < 2; i++) {
                assertThat(client.chunk()).startsWith(":").endsWith("\n\n");
            }
            twoComments.countDown();
            assertThat(client.until("[DONE]")).contains("Hello");
            assertThat(world.settled(head.header("x-request-id")))
                    .containsEntry("outcome", "completed");
        }
    }

    @Test
    void aFailureAfterAKeepAliveIsAnErrorEvent() throws Exception {
        CountDownLatch oneComment = new CountDownLatch(1);
        upstream.on(LLAMA, Scripts.after(oneComment, Scripts.error(500, "", "boom")));
        try (World world = world("SLUICE_KEEP_ALIVE_MS", 50);
                RawClient client = world.client()) {
            askForStream(client);
            client.head();
            client.chunk();
            oneComment.countDown();
            assertThat(client.until("error")).contains("\"error\":{\"message\"");
            assertThat(world.onlySettled()).containsEntry("outcome", "upstreamFailed");
        }
    }

    @Test
    void eachEventIsRelayedBeforeTheNextOneComes() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        upstream.on(
                LLAMA,
                call -> {
                    call.write(Scripts.SSE_HEAD).chunk(say("first"));
                    assertThat(seen.await(Wait.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
                    call.chunk(say("second"))
                            .chunk(Scripts.finish("stop"))
                            .chunk(Scripts.DONE)
                            .write(Scripts.END);
                });
        try (World world = World.together(upstream);
                RawClient client = world.client()) {
            askForStream(client);
            client.head();
            client.until("first");
            seen.countDown();
            client.until("[DONE]");
        }
    }

    @Test
    void eventsThatCameTogetherLeaveTogetherAndWaitForNoPart() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        String rest = say("third");
        upstream.on(
                LLAMA,
                call -> {
                    call.write(Scripts.SSE_HEAD)
                            .chunk(say("first") + say("second") + rest.substring(0, 20));
                    assertThat(seen.await(Wait.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
                    call.chunk(rest.substring(20) + Scripts.finish("stop") + Scripts.DONE)
                            .write(Scripts.END);
                });
        try (World world = World.together(upstream);
                RawClient client = world.client()) {
            askForStream(client);
            client.head();
            assertThat(client.chunk()).contains("first", "second").doesNotContain("third");
            seen.countDown();
            assertThat(client.until("[DONE]")).contains("third");
        }
    }

    @Test
    void whatCameLeavesBeforeItsRowIsSettledWhichMayTakeItsTime() throws Exception {
        String all = say("first") + say("last") + Scripts.finish("stop") + Scripts.DONE;
        String broken = say("first") + "data: {\"error\":{\"message\":\"no\"}}\n\n";
        for (String sent : List.of(all, broken)) {
            upstream.on(LLAMA, call -> call.write(Scripts.SSE_HEAD).chunk(sent).write(Scripts.END));
            try (World world = World.together(upstream);
                    RawClient client = world.client()) {
                askForStream(client);
                client.head();
                assertThat(client.chunk()).contains("first").doesNotContain("[DONE]", "\"error\"");
                assertThat(client.chunk()).contains(sent.equals(all) ? "[DONE]" : "\"error\"");
            }
        }
    }

    @Test
    void anEventOfMoreThanSixteenMebibytesIsAnErrorAndOfLessIsNot() throws Exception {
        upstream.on(
                LLAMA,
                Scripts.stream(say("x".repeat(1_000_000)), Scripts.finish("stop"), Scripts.DONE));
        try (World world = world("SLUICE_PROVIDER_TPM_0", 10_000_000)) {
            assertThat(world.stream(LLAMA).text()).hasSize(1_000_000);
            upstream.on(LLAMA, Scripts.stream(say("x".repeat(17_000_000)), Scripts.DONE));
            assertThat(world.stream(LLAMA).error(502).at("message").text()).contains("16777216");
            upstream.on(LLAMA, Scripts.stream(say("Hel"), say("x".repeat(17_000_000))));
            Reply reply = world.stream(LLAMA);
            assertThat(reply.errorEvent().at("message").text()).contains("16777216");
            assertThat(reply.text()).isEqualTo("Hel");
        }
    }
}
