package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static dev.sluice.standins.Scripts.say;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows that requests leave in a real table: one each, whatever becomes of them. */
class LedgerTest {
    private static final List<String> ATTRIBUTES =
            List.of(
                    "requestId",
                    "callerId",
                    "kind",
                    "slot",
                    "provider",
                    "modelAsked",
                    "modelServed",
                    "state",
                    "outcome",
                    "status",
                    "attempts",
                    "inputTokens",
                    "cachedInputTokens",
                    "outputTokens",
                    "reasoningTokens",
                    "costNanoUsd",
                    "priced",
                    "estimated",
                    "catalogVersion",
                    "createdAt",
                    "durationMillis",
                    "ttl");

    @AutoClose private ScriptedProvider upstream;
    @AutoClose private World world;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        world =
                World.settings()
                        .slot(3, "together", upstream.baseUrl())
                        .serving(5, upstream.baseUrl(), "my/own-model")
                        .start();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCompletedRequestLeavesOneRowWithEverythingInIt(boolean stream) throws Exception {
        Reply reply = stream ? world.stream("general") : world.ask("general");
        Map<String, String> row = world.settled(reply);
        assertThat(row).containsKeys(ATTRIBUTES.toArray(String[]::new));
        assertThat(row)
                .containsEntry("requestId", reply.header("x-request-id"))
                .containsEntry("callerId", "local")
                .containsEntry("slot", "3")
                .containsEntry("provider", "together")
                .containsEntry("modelAsked", "general")
                .containsEntry("modelServed", LLAMA)
                .containsEntry("state", "settled")
                .containsEntry("outcome", "completed")
                .containsEntry("status", "200")
                .containsEntry("finishReason", "stop")
                .containsEntry("attempts", "1")
                .containsEntry("inputTokens", "10")
                .containsEntry("cachedInputTokens", "0")
                .containsEntry("outputTokens", "5")
                .containsEntry("reasoningTokens", "0")
                .containsEntry("costNanoUsd", "13200") // 15 tokens at 0.88 USD a million
                .containsEntry("priced", "true")
                .containsEntry("estimated", "false")
                .doesNotContainKeys("errorCode", "openShard");
        assertThat(Long.parseLong(at(row, "ttftMillis")))
                .isBetween(0L, Long.parseLong(at(row, "durationMillis")));
        assertThat(Duration.between(Instant.parse(at(row, "createdAt")), Instant.now()).abs())
                .isLessThan(Duration.ofMinutes(1));
        assertThat(Instant.ofEpochSecond(Long.parseLong(at(row, "ttl")))).isAfter(Instant.now());
        assertThat(reply.header("x-request-id"))
                .as("UUIDv7")
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }

    @Test
    void noRowHoldsAWordOfPromptOrAnswer() throws Exception {
        upstream.on(LLAMA, Scripts.text("secret-answer"));
        Reply reply =
                world.post(World.chat(LLAMA, ",\"user\":\"x\"").replace("hello", "secret-prompt"));
        world.settled(reply);
        assertThat(World.items("sluice-" + world.stage + "-usage").toString())
                .doesNotContain("secret-answer", "secret-prompt");
        assertThat(String.join("\n", world.out.all())).doesNotContain("secret");
    }

    @Test
    void aModelWithNoKnownPriceIsNotFree() throws Exception {
        Map<String, String> row = world.settled(world.ask("my/own-model"));
        assertThat(row).containsEntry("priced", "false").containsEntry("slot", "5");
        assertThat(world.day(1)).containsEntry("unpricedRequests", "1");
    }

    @Test
    void usageThatIsMissingIsCountedAndMarked() throws Exception {
        upstream.on(
                LLAMA,
                Scripts.stream(say("some words here"), Scripts.finish("stop"), Scripts.DONE));
        Map<String, String> row = world.settled(world.stream(LLAMA));
        assertThat(row).containsEntry("estimated", "true").containsEntry("outcome", "completed");
        assertThat(Long.parseLong(at(row, "outputTokens"))).isBetween(4L, 6L);
        assertThat(Long.parseLong(at(row, "inputTokens"))).isBetween(5L, 12L);
    }

    @Test
    void anErrorACutAndAHangUpLeaveOneRowEach() throws Exception {
        upstream.on(LLAMA, Scripts.error(500, "", "boom"));
        assertThat(world.settled(world.ask(LLAMA)))
                .containsEntry("outcome", "upstreamFailed")
                .containsEntry("status", "502")
                .containsEntry("errorCode", "upstream_error")
                .containsEntry("costNanoUsd", "0")
                .containsKeys(ATTRIBUTES.toArray(String[]::new))
                .doesNotContainKey("ttftMillis");

        upstream.on(LLAMA, Scripts.cut(say("Hel")));
        assertThat(world.settled(world.stream(LLAMA)))
                .containsEntry("outcome", "upstreamFailed")
                .containsEntry("status", "200")
                .containsEntry("errorCode", "upstream_error")
                .containsEntry("estimated", "true")
                .containsKeys(ATTRIBUTES.toArray(String[]::new));

        upstream.on(LLAMA, Scripts.thenSilent(say("Hel")));
        try (RawClient client = world.client()) {
            client.post(
                    "/v1/chat/completions",
                    World.KEY,
                    World.chat(LLAMA, ",\"stream\":true").getBytes(UTF_8));
            String id = client.head().header("x-request-id");
            client.until("Hel");
            client.hangUp();
            assertThat(world.settled(id))
                    .containsEntry("outcome", "clientGone")
                    .containsEntry("errorCode", "client_gone");
        }
        assertThat(world.rows()).hasSize(3);
    }

    @Test
    void aRefusedRequestLeavesNone() throws Exception {
        world.post("{").error(400);
        world.ask("nope").error(404);
        world.post("sk-test-unknown", World.chat(LLAMA, "")).error(401);
        world.post(World.chat(LLAMA, ",\"max_tokens\":150000")).error(400);
        assertThat(world.rows()).isEmpty();
    }

    @Test
    void aDayInSumIsItsRows() throws Exception {
        for (int i = 0; i < 3; i++) {
            world.settled(i % 2 == 0 ? world.ask(LLAMA) : world.stream(LLAMA));
        }
        upstream.on(LLAMA, Scripts.error(500, "", "boom"));
        world.settled(world.ask(LLAMA));
        assertThat(world.day(4))
                .containsEntry("callerId", "local")
                .containsEntry("sk", "day#" + LocalDate.now(ZoneOffset.UTC))
                .containsEntry("inputTokens", "30")
                .containsEntry("outputTokens", "15")
                .containsEntry("costNanoUsd", "39600");
    }

    @Test
    void eachFinishedRequestPrintsOneLine() throws Exception {
        Reply reply = world.ask(LLAMA);
        String line = world.out.await(l -> l.contains(reply.header("x-request-id")));
        assertThat(line)
                .contains("completed 200", "together/" + LLAMA, "10 + 5 tokens", "$0.000013200");
    }

    @Test
    void manyAtOnceLeaveOneRowEachAndTheirSum() throws Exception {
        int requests = 40;
        List<Callable<Reply>> all = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            boolean stream = i % 2 == 0;
            all.add(() -> stream ? world.stream(LLAMA) : world.ask(LLAMA));
        }
        try (var together = Executors.newFixedThreadPool(TestDynamo.AT_ONCE)) {
            for (Future<Reply> reply : together.invokeAll(all)) {
                assertThat(reply.get().status()).isEqualTo(200);
            }
        }
        Wait.until(
                "all settled",
                () ->
                        world.rows().size() == requests
                                && world.rows().stream()
                                        .allMatch(row -> "settled".equals(row.get("state"))));
        assertThat(world.day(requests))
                .containsEntry("costNanoUsd", Integer.toString(13_200 * requests));
    }

    private static String at(Map<String, String> row, String name) {
        return Objects.requireNonNull(row.get(name), name);
    }
}
