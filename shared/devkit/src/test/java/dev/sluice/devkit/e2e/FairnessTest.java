package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.standins.Http;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.ScriptedProvider.Script;
import dev.sluice.standins.Scripts;
import dev.sluice.standins.aws.AwsStandIn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one caller does, or its provider says to it, takes nothing from the others. */
class FairnessTest {
    private static final String SMALL = "openai/gpt-oss-20b";

    private ScriptedProvider upstream;
    private AwsStandIn dynamo;
    private World world;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        dynamo = new AwsStandIn().before(TestDynamo.endpoint());
        world =
                World.settings()
                        .behind(dynamo)
                        .set("SLUICE_PROVIDER_RPM_0", 110)
                        .slot(0, "together", upstream.baseUrl())
                        .start();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        dynamo.close();
        upstream.close();
    }

    private static Limit rpm(long amount) {
        return Limit.perMinute(Measure.REQUESTS, amount);
    }

    private static Limit tpm(long amount) {
        return Limit.perMinute(Measure.TOKENS, amount);
    }

    /** A key with RPM=2 made 60 calls in 2.4 s, for each refusal gave the request back. */
    @Test
    void aRequestThatItsProviderRefusesStaysCounted() throws Exception {
        upstream.on(LLAMA, Scripts.error(400, "", "bad temperature"));
        String key = world.key("wrong", rpm(2));
        for (int i = 0; i < 30; i++) {
            world.post(key, World.chat(LLAMA, "")).error(i < 2 ? 400 : 429);
        }
        assertThat(upstream.seen()).hasSize(2);
    }

    @Test
    void whatOneCallerCanProvokeStopsNobodyElse() throws Exception {
        List<Script> provoked =
                List.of(
                        Scripts.error(400, "", "bad temperature"),
                        Scripts.error(404, "", "no such model"),
                        Scripts.error(413, "", "too large"),
                        Scripts.error(
                                402,
                                "",
                                "This request requires more credits, or fewer max_tokens."),
                        Scripts.error(
                                429,
                                "Retry-After: 300\r\n",
                                "Request too large for this model on tokens per min (TPM):"
                                        + " Limit 30000, Requested 90000."));
        for (Script script : provoked) {
            upstream.on(LLAMA, script);
            assertThat(world.ask(LLAMA).status()).isGreaterThanOrEqualTo(400);
            upstream.on(LLAMA, Scripts.text("ok"));
            assertThat(world.ask(LLAMA).status()).isEqualTo(200);
        }
    }

    @Test
    void aLimitOfOneModelLeavesTheOthersOnItsSlot() throws Exception {
        upstream.on(LLAMA, Scripts.error(429, "Retry-After: 300\r\n", "slow down"));
        world.ask(LLAMA).error(429);
        world.ask(LLAMA).error(429);
        assertThat(upstream.requestsFor(LLAMA)).isEqualTo(1);
        assertThat(world.ask(SMALL).status()).isEqualTo(200);
    }

    @Test
    void aSpentQuotaOfTheAccountCoolsTheWholeSlotDown() throws Exception {
        upstream.on(
                LLAMA,
                Scripts.error(429, "Retry-After: 300\r\n", "You exceeded your current quota"));
        world.ask(LLAMA).error(429);
        world.ask(SMALL).error(429);
        assertThat(upstream.seen()).hasSize(1);
    }

    /** 3 of 113 were refused, and a refused try cost 1.47 writes. */
    @Test
    void aFloodOfOneRefusedKeyTakesNothingFromAnother() throws Exception {
        String flooding = world.key("flooding", rpm(1));
        String other = world.key("other", rpm(600));
        assertThat(world.post(flooding, World.chat(LLAMA, "")).status()).isEqualTo(200);
        world.post(flooding, World.chat(LLAMA, "")).error(429);
        AtomicBoolean over = new AtomicBoolean();
        try (var together = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> floods = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                floods.add(together.submit(() -> flood(flooding, over)));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(world.post(other, World.chat(LLAMA, "")).status()).isEqualTo(200);
            }
            over.set(true);
            for (Future<Integer> flood : floods) {
                assertThat(flood.get()).isPositive();
            }
        }
        assertThat(upstream.seen()).hasSize(101);
    }

    private int flood(String key, AtomicBoolean over) throws IOException {
        int refused = 0;
        while (!over.get()) {
            world.post(key, World.chat(LLAMA, "")).error(429);
            refused++;
        }
        return refused;
    }

    @Test
    void aRefusedTryOfAFloodCostsHardlyAWrite() throws Exception {
        String key = world.key("flooding", rpm(1));
        world.settled(world.post(key, World.chat(LLAMA, "")));
        world.post(key, World.chat(LLAMA, "")).error(429);
        dynamo.take();
        for (int i = 0; i < 100; i++) {
            world.post(key, World.chat(LLAMA, "")).error(429);
        }
        long writes =
                dynamo.take().stream()
                        .filter(call -> !call.startsWith("GetItem") && !call.startsWith("Query"))
                        .count();
        assertThat(writes).isLessThanOrEqualTo(50);
    }

    @Test
    void aLargerRequestAfterASmallRefusalIsToldItsOwnWait() throws Exception {
        String key = world.key("one", tpm(1_000), inFlight(1));
        try (RawClient running = holding(key, 800)) {
            Reply small = world.post(key, World.chat(LLAMA, ",\"max_tokens\":5"));
            small.error(429);
            assertThat(Long.parseLong(small.header("retry-after"))).isBetween(1L, 10L);
            Reply large = world.post(key, World.chat(LLAMA, ",\"max_tokens\":500"));
            large.error(429);
            assertThat(Long.parseLong(large.header("retry-after"))).isBetween(30L, 66L);
        }
    }

    /** Told 3.9 s, then 55.7 s more. */
    @Test
    void whereCallerAndSlotRefuseTheLongerWaitIsTold() throws Exception {
        try (World narrow =
                World.settings()
                        .set("SLUICE_PROVIDER_RPM_0", 1)
                        .slot(0, "together", upstream.baseUrl())
                        .start()) {
            world.close();
            world = narrow;
            String key = narrow.key("one", inFlight(1));
            try (RawClient running = holding(key, 100)) {
                for (int i = 0; i < 5; i++) {
                    Reply both = narrow.post(key, World.chat(LLAMA, ""));
                    both.error(429);
                    assertThat(Long.parseLong(both.header("retry-after"))).isBetween(30L, 66L);
                }
            }
        }
    }

    private static Limit inFlight(long amount) {
        return new Limit(Measure.REQUESTS, amount, InFlight.IN_FLIGHT);
    }

    /** A stream that runs until it is closed. */
    private RawClient holding(String key, int maxTokens) throws IOException {
        upstream.on(LLAMA, Scripts.thenSilent(Scripts.say("Hel")));
        RawClient client = world.client();
        client.post(
                "/v1/chat/completions",
                key,
                World.chat(LLAMA, ",\"stream\":true,\"max_tokens\":" + maxTokens).getBytes(UTF_8));
        client.head();
        client.until("Hel");
        return client;
    }

    /** 24,060 tokens came at once on TPM = 6,000. */
    @Test
    void aLongAnswerCountsWhileItStreams() throws Exception {
        String key = world.key("long", tpm(6_000));
        CountDownLatch seen = new CountDownLatch(1);
        upstream.on(
                LLAMA,
                call -> {
                    call.write(Scripts.SSE_HEAD).chunk(Scripts.say("x".repeat(84_000)));
                    while (!seen.await(50, TimeUnit.MILLISECONDS)) {
                        call.chunk(Scripts.say("y"));
                    }
                    call.chunk(Scripts.finish("length")).chunk(Scripts.DONE).write(Scripts.END);
                });
        try (RawClient client = world.client()) {
            client.post(
                    "/v1/chat/completions",
                    key,
                    World.chat(LLAMA, ",\"stream\":true").getBytes(UTF_8));
            Http.Head head = client.head();
            Wait.until(
                    "the limit counts what has come",
                    () -> LimitRows.tokensTaken(world, "caller#long") >= 24_000);
            world.post(key, World.chat(LLAMA, ",\"max_tokens\":1")).error(429);
            seen.countDown();
            Map<String, String> row = world.settled(head.header("x-request-id"));
            long used =
                    Long.parseLong(row.get("inputTokens"))
                            + Long.parseLong(row.get("outputTokens"));
            Wait.until("counted once", () -> LimitRows.tokensTaken(world, "caller#long") == used);
        }
    }

    @Test
    void aPromptLongerThanTheContextIsRefusedHere() throws Exception {
        String ids = "1,".repeat(200_000) + "1";
        Reply reply =
                world.post(
                        "/v1/completions",
                        World.KEY,
                        "{\"model\":\"%s\",\"prompt\":[%s]}".formatted(LLAMA, ids).getBytes(UTF_8));
        assertThat(reply.error(400).at("code").text()).isEqualTo("context_length_exceeded");
        Reply chat =
                world.post(World.chat(LLAMA, "").replace("Say hello", "word ".repeat(200_000)));
        assertThat(chat.error(400).at("code").text()).isEqualTo("context_length_exceeded");
        assertThat(upstream.seen()).isEmpty();
    }
}
