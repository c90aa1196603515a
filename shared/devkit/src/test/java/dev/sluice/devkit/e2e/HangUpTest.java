package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static dev.sluice.standins.Scripts.say;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.Http;
import dev.sluice.standins.Scripts;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A client that goes away: its provider is left at once, and what it used is billed. */
class HangUpTest extends SideBySideSteps {
    /** At once, on a machine with much to do; no time-out of the gateway is as short. */
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(15);

    @Test
    void hangUpInMidStreamCancelsTheUpstreamWithinASecond() throws Exception {
        upstream.on(LLAMA, Scripts.thenSilent(say("one "), say("two ")));
        try (RawClient client = world.client()) {
            client.post("/v1/chat/completions", World.KEY, streamed());
            Http.Head head = client.head();
            client.until("two");
            assertCancelledSoon(client);
            Map<String, String> row = world.settled(head.header("x-request-id"));
            assertThat(row)
                    .containsEntry("outcome", "clientGone")
                    .containsEntry("status", "200")
                    .containsEntry("estimated", "true");
            assertThat(Long.parseLong(row.get("outputTokens"))).isBetween(2L, 8L);
            assertCorrectedTo(row);
        }
    }

    /** Hidden reasoning came free: $0.000129 instead of $0.002684. */
    @Test
    void hangUpAfterTheLastTextIsBilledByTheUsageThatFollows() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        upstream.on(
                LLAMA,
                call -> {
                    call.write(Scripts.SSE_HEAD).chunk(say("42")).chunk(Scripts.finish("stop"));
                    never.await(300, TimeUnit.MILLISECONDS); // the hang-up comes first
                    call.chunk(
                                    Scripts.usageEvent()
                                            .replace("_tokens\":5", "_tokens\":3000")
                                            .replace("_tokens\":15", "_tokens\":3010"))
                            .chunk(Scripts.DONE)
                            .write(Scripts.END);
                });
        try (RawClient client = world.client()) {
            client.post("/v1/chat/completions", World.KEY, streamed());
            Http.Head head = client.head();
            client.until("stop");
            client.hangUp();
            assertThat(world.settled(head.header("x-request-id")))
                    .containsEntry("outcome", "clientGone")
                    .containsEntry("outputTokens", "3000")
                    .containsEntry("estimated", "false");
        }
    }

    @Test
    void aUsageThatNeverComesIsNotWaitedForLongAfterAHangUp() throws Exception {
        upstream.on(LLAMA, Scripts.thenSilent(say("42"), Scripts.finish("stop")));
        try (RawClient client = world.client()) {
            client.post("/v1/chat/completions", World.KEY, streamed());
            Http.Head head = client.head();
            client.until("stop");
            client.hangUp();
            upstream.awaitHangUpNanos();
            assertThat(world.settled(head.header("x-request-id")))
                    .containsEntry("outcome", "clientGone")
                    .containsEntry("estimated", "true");
        }
    }

    @Test
    void hangUpOfAStreamBeforeItsFirstByteCancelsTheUpstream() throws Exception {
        upstream.on(LLAMA, Scripts.silent());
        try (RawClient client = world.client()) {
            client.post("/v1/chat/completions", World.KEY, streamed());
            assertGoneUnanswered(client);
        }
    }

    @Test
    void hangUpOfAUnaryCallCancelsTheUpstream() throws Exception {
        upstream.on(LLAMA, Scripts.silent());
        try (RawClient client = world.client()) {
            client.post("/v1/chat/completions", World.KEY, unary());
            assertGoneUnanswered(client);
        }
    }

    @Test
    void hangUpOfAUnaryCallInTheMiddleOfItsBodyCancelsTheUpstream() throws Exception {
        upstream.on(
                LLAMA,
                call -> {
                    call.write(
                            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{\"id\":");
                    call.awaitHangUp();
                });
        try (RawClient client = world.client()) {
            client.post("/v1/chat/completions", World.KEY, unary());
            assertGoneUnanswered(client);
        }
    }

    @Test
    void aResetOfTheClientCancelsTheUpstreamToo() throws Exception {
        upstream.on(LLAMA, Scripts.thenSilent(say("one ")));
        RawClient client = world.client();
        client.post("/v1/chat/completions", World.KEY, streamed());
        Http.Head head = client.head();
        client.until("one");
        long goneNanos = System.nanoTime();
        client.reset();
        assertThat(upstream.awaitHangUpNanos() - goneNanos).isLessThan(SOON_NANOS);
        assertThat(world.settled(head.header("x-request-id")))
                .containsEntry("outcome", "clientGone");
    }

    private void assertGoneUnanswered(RawClient client) throws Exception {
        upstream.take();
        assertCancelledSoon(client);
        Map<String, String> row = world.onlySettled();
        assertThat(row)
                .containsEntry("outcome", "clientGone")
                .containsEntry("status", "499")
                .containsEntry("estimated", "true")
                .containsEntry("outputTokens", "0");
        assertCorrectedTo(row);
        assertThat(upstream.seen()).as("nobody asks again for a client that is gone").hasSize(1);
    }

    private void assertCancelledSoon(RawClient client) throws Exception {
        long goneNanos = System.nanoTime();
        client.hangUp();
        assertThat(upstream.awaitHangUpNanos() - goneNanos).isLessThan(SOON_NANOS);
    }

    /** 180,000 tokens a minute: what stays taken is what the row says, not what was reserved. */
    private void assertCorrectedTo(Map<String, String> row) {
        long usedTokens =
                Long.parseLong(row.get("inputTokens")) + Long.parseLong(row.get("outputTokens"));
        Wait.until(
                "the slot holds " + usedTokens + " tokens: " + world.limit("slot#0"),
                () -> LimitRows.tokensTaken(world, "slot#0") == usedTokens);
    }

    private static byte[] unary() {
        return World.chat(LLAMA, "").getBytes(UTF_8);
    }
}
