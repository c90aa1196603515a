package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.StoreTrouble.ALWAYS;
import static dev.sluice.devkit.e2e.StoreTrouble.MARK;
import static dev.sluice.devkit.e2e.StoreTrouble.MOST_CALLS;
import static dev.sluice.devkit.e2e.StoreTrouble.ROW;
import static dev.sluice.devkit.e2e.StoreTrouble.SETTLE;
import static dev.sluice.devkit.e2e.StoreTrouble.SUM;
import static dev.sluice.devkit.e2e.StoreTrouble.TAKE;
import static dev.sluice.devkit.e2e.StoreTrouble.timely;
import static dev.sluice.devkit.e2e.World.LLAMA;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import dev.sluice.standins.aws.AwsStandIn;
import dev.sluice.standins.aws.Fault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DynamoDB slow, throttled, down, and an answer lost, in each phase: docs/decisions/0006. */
class StoreFaultsTest {

    private ScriptedProvider upstream;
    private AwsStandIn dynamo;
    private World world;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        dynamo = new AwsStandIn().before(TestDynamo.endpoint());
        start("refuse");
    }

    private void start(String withoutStore) throws IOException {
        world =
                StoreTrouble.start(
                        World.settings()
                                .set("SLUICE_LIMITS_WITHOUT_STORE", withoutStore)
                                .slot(0, "together", upstream.baseUrl())
                                .limits(0, 1_000_000, 1_000_000_000),
                        dynamo);
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        dynamo.close();
        upstream.close();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void oneLostCallOrAnswerIsNotFelt(Fault fault) throws Exception {
        int asked = 1;
        for (String phase : List.of(TAKE, ROW, MARK, SETTLE, SUM)) {
            for (boolean stream : new boolean[] {true, false}) {
                dynamo.take();
                dynamo.breaks(phase, fault, 1);
                Reply reply = stream ? world.stream(LLAMA) : world.ask(LLAMA);
                asked++;
                assertThat(reply.status()).as(phase + " " + reply.body()).isEqualTo(200);
                assertThat(world.settled(reply))
                        .containsEntry("outcome", "completed")
                        .containsEntry("estimated", "false")
                        .containsEntry("costNanoUsd", "13200");
                assertThat(dynamo.take()).as(phase).hasSizeLessThanOrEqualTo(MOST_CALLS);
                assertThat(upstream.seen()).hasSize(asked);
                dynamo.heal();
            }
        }
        assertThat(world.rows()).hasSize(asked);
        assertThat(world.day(asked)).containsEntry("costNanoUsd", Integer.toString(13_200 * asked));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ERROR", "THROTTLE", "RESET", "HANG"})
    void withoutLimitsOrRowNobodyIsCalledAndNothingStays(Fault fault) throws Exception {
        for (String phase : List.of(TAKE, ROW, MARK)) {
            dynamo.take();
            dynamo.breaks(phase, fault, ALWAYS);
            timely(() -> world.ask(LLAMA)).error(503);
            assertThat(dynamo.take()).as(phase).hasSizeLessThanOrEqualTo(MOST_CALLS);
            dynamo.heal();
            assertThat(upstream.seen()).hasSize(1);
            assertThat(world.rows()).hasSize(1);
        }
        assertThat(world.ask(LLAMA).status()).isEqualTo(200);
    }

    @Test
    void aRowWhoseEveryAnswerWasLostIsTakenAway() throws Exception {
        dynamo.breaks(ROW, Fault.LOSE_ANSWER, ALWAYS);
        Reply reply = world.ask(LLAMA);
        dynamo.heal();
        if (reply.status() != 200) { // the second try saw that it stands
            reply.error(503);
            assertThat(world.rows()).hasSize(1);
            assertThat(upstream.seen()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ERROR", "THROTTLE", "HANG"})
    void anAnswerWhoseRowCannotBeSettledEndsCleanlyAndIsSettledLaterByItsExactFigures(Fault fault)
            throws Exception {
        dynamo.breaks(SETTLE, fault, ALWAYS);
        Reply reply = timely(() -> world.stream(LLAMA));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.whole()).isTrue();
        assertThat(reply.body()).endsWith("data: [DONE]\n\n").doesNotContain("\"error\"");
        String id = reply.header("x-request-id");
        assertThat(world.out.await(line -> line.contains(id) && line.contains("unsettled")))
                .contains("10 + 5 tokens", "nanoUsd 13200", "slot 0", "attempts 1");
        dynamo.heal();
        assertThat(world.settled(id))
                .containsEntry("outcome", "completed")
                .containsEntry("estimated", "false")
                .containsEntry("costNanoUsd", "13200");
        assertThat(world.day(2)).containsEntry("costNanoUsd", "26400");
        assertThat(dynamo.take()).hasSizeLessThanOrEqualTo(MOST_CALLS);
    }

    /** Its row is settled: nobody is told of it, and nothing is told twice. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ERROR", "THROTTLE", "HANG", "LOSE_ANSWER"})
    void aRowWhoseDayCannotBeWrittenIsSettledAndAddedToItLater(Fault fault) throws Exception {
        dynamo.breaks(SUM, fault, ALWAYS);
        Reply reply = timely(() -> world.stream(LLAMA));
        assertThat(reply.body()).endsWith("data: [DONE]\n\n");
        assertThat(row(reply)).containsEntry("state", "settled");
        dynamo.heal();
        assertThat(world.day(2)).containsEntry("costNanoUsd", "26400");
        assertThat(world.out.all()).noneMatch(line -> line.contains("unsettled"));
        assertThat(dynamo.take()).hasSizeLessThanOrEqualTo(MOST_CALLS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"THROTTLE", "ERROR"})
    void limitsKeptByTheInstanceAloneServeOnWithinTheLimit(String fault) throws Exception {
        world.close();
        dynamo.take();
        start("local");
        String key = world.key("two", OptionalLong.of(2), OptionalLong.empty());
        dynamo.breaks(TAKE, Fault.valueOf(fault), ALWAYS);
        for (int i = 0; i < 2; i++) {
            Reply reply = world.post(key, World.chat(LLAMA, ""));
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            world.settled(reply);
        }
        world.post(key, World.chat(LLAMA, "")).error(429);
        dynamo.breaks(ROW, Fault.ERROR, ALWAYS);
        int called = upstream.seen().size();
        world.ask(LLAMA).error(503);
        assertThat(upstream.seen()).as("no row, no call").hasSize(called);
    }

    @Test
    void fiftyOfOneKeyTenAtOnceSettleAndAddUp() throws Exception {
        int requests = 50;
        List<Callable<Reply>> all = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            boolean stream = i % 2 == 0;
            all.add(() -> stream ? world.stream(LLAMA) : world.ask(LLAMA));
        }
        try (var together = Executors.newFixedThreadPool(TestDynamo.AT_ONCE)) {
            for (Future<Reply> future : together.invokeAll(all)) {
                Reply reply = future.get();
                assertThat(reply.status()).as(reply.body()).isEqualTo(200);
                assertThat(row(reply))
                        .as("settled before its client has all of it")
                        .containsEntry("state", "settled");
            }
        }
        assertThat(world.day(requests + 1))
                .containsEntry("costNanoUsd", Integer.toString(13_200 * (requests + 1)));
        assertThat(world.out.all()).noneMatch(line -> line.contains("unsettled"));
    }

    private Map<String, String> row(Reply reply) {
        return world.rows().stream()
                .filter(row -> reply.header("x-request-id").equals(row.get("requestId")))
                .findFirst()
                .orElse(Map.of());
    }

    /** The row is right even where the provider says what no row could hold. */
    @Test
    void aFinishReasonOf450KilobytesIsCut() throws Exception {
        String finish = "x".repeat(450_000);
        upstream.on(
                LLAMA,
                Scripts.stream(
                        Scripts.say("ok"),
                        Scripts.finish(finish),
                        Scripts.usageEvent(),
                        Scripts.DONE));
        Reply reply = world.stream(LLAMA);
        Map<String, String> row = world.settled(reply);
        assertThat(String.valueOf(row.get("finishReason")).getBytes(UTF_8)).hasSizeLessThan(1_000);
        assertThat(row).containsEntry("outputTokens", "5");
    }
}
