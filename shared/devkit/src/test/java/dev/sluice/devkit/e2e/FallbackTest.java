package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows from a provider's refusal, before the first byte. */
class FallbackTest {
    private static final String GPT = "openai/gpt-oss-120b";

    @AutoClose private ScriptedProvider first;
    @AutoClose private ScriptedProvider second;

    @BeforeEach
    void start() throws IOException {
        first = new ScriptedProvider();
        second = new ScriptedProvider();
    }

    /** Two slots of one provider; the first one is always tried first. */
    private World.Settings twoSlots() {
        return World.settings()
                .slot(0, "together", first.baseUrl())
                .set("SLUICE_PROVIDER_PRIORITY_0", 1)
                .slot(1, "together", second.baseUrl())
                .set("SLUICE_PROVIDER_PRIORITY_1", 2);
    }

    @Test
    void a429CoolsTheSlotDownForEveryInstance() throws Exception {
        first.on(LLAMA, Scripts.error(429, "Retry-After: 30\r\n", "slow down"));
        World.Settings settings = twoSlots();
        try (World world = settings.start();
                World other = settings.start()) {
            Reply reply = world.ask(LLAMA);
            assertThat(reply.status()).isEqualTo(200);
            Map<String, String> row = world.settled(reply);
            assertThat(row)
                    .containsEntry("slot", "1")
                    .containsEntry("attempts", "2")
                    .containsEntry("outcome", "completed");
            assertThat(world.ask(LLAMA).status()).isEqualTo(200);
            assertThat(other.ask(LLAMA).status()).isEqualTo(200);
            assertThat(first.seen()).hasSize(1);
            assertThat(second.seen()).hasSize(3);
        }
    }

    @Test
    void anOnlySlotThatCoolsDownIs429WithItsWaitAndNoRow() throws Exception {
        first.on(LLAMA, Scripts.error(429, "x-ratelimit-reset: 30\r\nRetry-After: 5\r\n", "slow"));
        World.Settings settings = World.settings().slot(0, "together", first.baseUrl());
        try (World world = settings.start();
                World other = settings.start()) {
            Reply told = world.ask(LLAMA);
            told.error(429);
            assertThat(told.header("retry-after"))
                    .as("Together's own header counts")
                    .isEqualTo("30");
            assertThat(world.settled(told))
                    .containsEntry("outcome", "upstreamFailed")
                    .containsEntry("status", "429")
                    .containsEntry("costNanoUsd", "0");
            for (World each : new World[] {world, other, world}) {
                Reply refused = each.ask(LLAMA);
                refused.error(429);
                assertThat(Long.parseLong(refused.header("retry-after"))).isBetween(20L, 30L);
                assertThat(Long.parseLong(refused.header("retry-after-ms")))
                        .isBetween(20_000L, 30_000L);
            }
            assertThat(first.seen()).hasSize(1);
            assertThat(world.rows()).hasSize(1);
            LimitRows.assertOneRequestTaken(world, "slot#0");
        }
    }

    @Test
    void a429WithNoWaitBacksOffAllTheSame() throws Exception {
        first.on(LLAMA, Scripts.error(429, "", "slow"));
        try (World world = World.together(first)) {
            Reply told = world.ask(LLAMA);
            told.error(429);
            assertThat(Long.parseLong(told.header("retry-after"))).isPositive();
            world.ask(LLAMA).error(429);
            assertThat(first.seen()).hasSize(1);
        }
    }

    @Test
    void a401ParksTheSlotAndTheNextOneServes() throws Exception {
        first.on(LLAMA, Scripts.error(401, "", "bad key"));
        try (World world = twoSlots().start()) {
            assertThat(world.ask(LLAMA).status()).isEqualTo(200);
            assertThat(world.ask(LLAMA).status()).isEqualTo(200);
            assertThat(first.seen()).as("asked once, the key read again is the same").hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 529})
    void aServerErrorGoesToTheNextSlotAndClosesNothing(int status) throws Exception {
        first.on(LLAMA, Scripts.error(status, "", "boom"));
        try (World world = twoSlots().start()) {
            Reply reply = world.ask(LLAMA);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(world.settled(reply))
                    .containsEntry("slot", "1")
                    .containsEntry("attempts", "2");
            assertThat(world.limit("slot#0")).doesNotContainKey("cooldownUntil");
            LimitRows.assertUntouched(world, "slot#0");
        }
    }

    @Test
    void aServerThatIsNotThereGoesToTheNextSlot() throws Exception {
        first.close();
        try (World world = twoSlots().start()) {
            assertThat(world.ask(LLAMA).status()).isEqualTo(200);
        }
    }

    @Test
    void anErrorObjectWithStatus200GoesToTheNextSlot() throws Exception {
        first.on(
                LLAMA,
                Scripts.stream("data: {\"error\":{\"message\":\"overloaded\",\"code\":503}}\n\n"));
        try (World world = twoSlots().start()) {
            Reply reply = world.stream(LLAMA);
            assertThat(reply.text()).isEqualTo("ok");
            assertThat(reply.body()).doesNotContain("overloaded");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 422})
    void theCallersOwnFaultIsToldAtOnce(int status) throws Exception {
        first.on(LLAMA, Scripts.error(status, "", "key upstream-key-0 says: bad temperature"));
        try (World world = twoSlots().start()) {
            Reply reply = world.ask(LLAMA);
            assertThat(reply.error(status).at("message").text())
                    .contains("bad temperature")
                    .doesNotContain("upstream-key-0");
            assertThat(reply.header("x-should-retry")).isEqualTo("false");
            assertThat(second.seen()).isEmpty();
            assertThat(world.settled(reply)).containsEntry("status", Integer.toString(status));
            LimitRows.assertOneRequestTaken(world, "slot#0");
        }
    }

    @Test
    void aContextOverflowIs400HoweverItComes() throws Exception {
        for (int status : new int[] {400, 403}) {
            first.on(
                    LLAMA,
                    Scripts.error(
                            status,
                            "",
                            "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 131073"));
            try (World world = twoSlots().start()) {
                Reply reply = world.ask(LLAMA);
                assertThat(reply.error(400).at("code").text()).isEqualTo("context_length_exceeded");
                assertThat(second.seen()).isEmpty();
            }
        }
    }

    @Test
    void anAliasFallsToItsNextModel() throws Exception {
        first.on(LLAMA, Scripts.error(500, "", "boom"));
        try (World world = World.together(first)) {
            Reply reply = world.ask("general");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("x-sluice-model")).isEqualTo(GPT);
            assertThat(first.requestsFor(GPT)).isEqualTo(1);
            assertThat(world.settled(reply))
                    .containsEntry("modelAsked", "general")
                    .containsEntry("modelServed", GPT)
                    .containsEntry("attempts", "2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LLAMA, "together/" + LLAMA, "together:" + LLAMA})
    void anExactModelNeverFallsToAnother(String name) throws Exception {
        first.on(LLAMA, Scripts.error(500, "", "boom"));
        try (World world = World.together(first)) {
            Reply reply = world.ask(name);
            reply.error(502);
            assertThat(first.seen()).hasSize(1);
            assertThat(world.settled(reply)).containsEntry("attempts", "1");
        }
    }

    @Test
    void aListOfModelsIsTriedInItsOrderAndStaysHere() throws Exception {
        first.on(LLAMA, Scripts.error(500, "", "boom"));
        try (World world = World.together(first)) {
            Reply reply =
                    world.post(World.chat(LLAMA, ",\"models\":[\"" + GPT + "\",\"general\"]"));
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("x-sluice-model")).isEqualTo(GPT);
            assertThat(first.seen())
                    .allSatisfy(seen -> assertThat(seen.body()).doesNotContain("models"));
        }
    }

    @Test
    void attemptsHaveOneBudget() throws Exception {
        World.Settings settings = World.settings();
        for (int slot = 0; slot < 8; slot++) {
            settings.slot(slot, "together", first.baseUrl());
        }
        first.on(LLAMA, Scripts.error(500, "", "boom"));
        try (World world = settings.start()) {
            Reply reply = world.ask(LLAMA);
            reply.error(502);
            assertThat(first.seen()).hasSize(4);
            assertThat(world.settled(reply)).containsEntry("attempts", "4");
        }
    }

    @Test
    void allAttemptsShareOneOverallTime() throws Exception {
        first.on(LLAMA, Scripts.silent());
        second.on(LLAMA, Scripts.silent());
        try (World world =
                twoSlots()
                        .set("SLUICE_FIRST_BYTE_TIMEOUT_MS", 4_000)
                        .set("SLUICE_OVERALL_TIMEOUT_MS", 6_000)
                        .start()) {
            world.ask(GPT); // all is loaded
            long startNanos = System.nanoTime();
            Reply reply = world.ask(LLAMA);
            long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
            reply.error(504);
            assertThat(tookMillis).isBetween(5_900L, 7_950L);
            assertThat(second.requestsFor(LLAMA)).isEqualTo(1);
        }
    }

    @Test
    void slotsOfOneProviderShareTheLoad() throws Exception {
        try (World world =
                World.settings()
                        .slot(0, "together", first.baseUrl())
                        .slot(42, "together", second.baseUrl())
                        .start()) {
            for (int i = 0; i < 6; i++) {
                assertThat(world.ask(LLAMA).status()).isEqualTo(200);
            }
            assertThat(first.seen()).hasSize(3);
            assertThat(second.seen()).hasSize(3);
            assertThat(first.take().key()).isEqualTo("Bearer upstream-key-0");
            assertThat(second.take().key()).isEqualTo("Bearer upstream-key-42");
        }
    }

    @Test
    void aFullSlotGoesToTheNextOneWithoutAsking() throws Exception {
        try (World world = twoSlots().set("SLUICE_PROVIDER_RPM_0", 1).start()) {
            for (int i = 0; i < 3; i++) {
                assertThat(world.ask(LLAMA).status()).isEqualTo(200);
            }
            assertThat(first.seen()).hasSize(1);
            assertThat(second.seen()).hasSize(2);
        }
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        first.on(
                LLAMA,
                call ->
                        call.write(
                                "HTTP/1.1 302 Found\r\nLocation: "
                                        + second.baseUrl()
                                        + "/chat/completions\r\nContent-Length: 0\r\n\r\n"));
        try (World world = World.together(first)) {
            world.ask(LLAMA).error(502);
            assertThat(second.connections()).isZero();
        }
    }
}
