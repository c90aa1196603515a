package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.StoreTrouble.ALWAYS;
import static dev.sluice.devkit.e2e.StoreTrouble.MOST_CALLS;
import static dev.sluice.devkit.e2e.StoreTrouble.NOTE;
import static dev.sluice.devkit.e2e.StoreTrouble.SETTLE;
import static dev.sluice.devkit.e2e.StoreTrouble.TAKE;
import static dev.sluice.devkit.e2e.StoreTrouble.timely;
import static dev.sluice.devkit.e2e.World.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import dev.sluice.standins.aws.AwsStandIn;
import dev.sluice.standins.aws.Fault;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a request may ask of its tables is one budget over all its phases, the next candidate and
 * the notes of a stream among them: docs/decisions/0006.
 */
class StoreBudgetTest {
    private ScriptedProvider first;
    private ScriptedProvider second;
    private AwsStandIn dynamo;
    private World world;

    @BeforeEach
    void start() throws IOException {
        first = new ScriptedProvider();
        second = new ScriptedProvider();
        dynamo = new AwsStandIn().before(TestDynamo.endpoint());
        world =
                StoreTrouble.start(
                        World.settings()
                                .slot(0, "together", first.baseUrl())
                                .set("SLUICE_PROVIDER_PRIORITY_0", 1)
                                .slot(1, "together", second.baseUrl())
                                .set("SLUICE_PROVIDER_PRIORITY_1", 2),
                        dynamo);
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        dynamo.close();
        second.close();
        first.close();
    }

    /** The first slot's provider fails, and from then on this breaks. */
    private void breaksAfterTheFirst(String call, Fault fault, int times) {
        first.on(
                LLAMA,
                asked -> {
                    dynamo.breaks(call, fault, times);
                    Scripts.error(500, "", "no").play(asked);
                });
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void oneLostCallBeforeTheNextCandidateIsNotFelt(Fault fault) throws Exception {
        for (String call : List.of(TAKE, NOTE)) {
            breaksAfterTheFirst(call, fault, 1);
            Reply reply = world.stream(LLAMA);
            assertThat(reply.status()).as(call + " " + reply.body()).isEqualTo(200);
            assertThat(world.settled(reply))
                    .containsEntry("slot", "1")
                    .containsEntry("attempts", "2")
                    .containsEntry("estimated", "false");
            assertThat(dynamo.take()).as(call).hasSizeLessThanOrEqualTo(MOST_CALLS);
            dynamo.heal();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ERROR", "THROTTLE", "RESET", "HANG"})
    void withoutLimitsOrRowNoNextCandidateIsCalled(Fault fault) throws Exception {
        for (String call : List.of(TAKE, NOTE)) {
            breaksAfterTheFirst(call, fault, ALWAYS);
            Reply reply = timely(() -> world.stream(LLAMA));
            reply.error(503);
            assertThat(second.seen()).as(call).isEmpty();
            assertThat(world.settled(reply))
                    .containsEntry("slot", "0")
                    .containsEntry("attempts", "1")
                    .containsEntry("costNanoUsd", "0");
            assertThat(dynamo.take()).as(call).hasSizeLessThanOrEqualTo(MOST_CALLS);
            dynamo.heal();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ERROR", "HANG", "DELAY"})
    void whatNeverAnswersKeepsNobodyForLongerThanOneBudget(Fault fault) throws Exception {
        first.on(
                LLAMA,
                asked -> {
                    dynamo.breaksAll(fault);
                    Scripts.text("served all the same").play(asked);
                });
        Reply reply = timely(() -> world.stream(LLAMA));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).endsWith("data: [DONE]\n\n");
        if (fault != Fault.DELAY) {
            String id = reply.header("x-request-id");
            world.out.await(line -> line.contains(id) && line.contains("unsettled"));
            timely(() -> world.ask(LLAMA)).error(503);
            dynamo.heal();
            assertThat(world.settled(id))
                    .containsEntry("outcome", "completed")
                    .containsEntry("estimated", "false");
        }
        assertThat(dynamo.take()).hasSizeLessThanOrEqualTo(2 * MOST_CALLS);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ERROR", "LOSE_ANSWER", "HANG"})
    void notesThatAreLostHoldUpNothing(Fault fault) throws Exception {
        first.on(
                LLAMA,
                asked -> {
                    dynamo.breaks(NOTE, fault, ALWAYS);
                    asked.write(Scripts.SSE_HEAD);
                    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(9);
                    while (System.nanoTime() - endNanos < 0) { // two notes are due
                        asked.chunk(Scripts.say("word "));
                        TimeUnit.MILLISECONDS.sleep(500); // the upstream's pace
                    }
                    asked.chunk(Scripts.finish("stop"))
                            .chunk(Scripts.usageEvent())
                            .chunk(Scripts.DONE)
                            .write(Scripts.END);
                });
        Reply reply = world.stream(LLAMA);
        assertThat(reply.body()).endsWith("data: [DONE]\n\n");
        assertThat(world.settled(reply))
                .containsEntry("outcome", "completed")
                .containsEntry("estimated", "false")
                .containsEntry("outputTokens", "5");
        assertThat(dynamo.take()).contains(NOTE).hasSizeLessThanOrEqualTo(MOST_CALLS);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aKeyIsReadInTheSameBudget(Fault fault) throws Exception {
        String key = world.key("new-" + fault, OptionalLong.of(100), OptionalLong.empty());
        dynamo.breaks("GetItem keys", fault, 1);
        dynamo.breaks(TAKE, fault, 1);
        assertThat(world.post(key, World.chat(LLAMA, "")).status()).isEqualTo(200);
        assertThat(dynamo.take()).hasSizeLessThanOrEqualTo(MOST_CALLS);
        if (fault != Fault.DELAY) {
            String other = world.key("other-" + fault, OptionalLong.of(100), OptionalLong.empty());
            dynamo.breaks("GetItem keys", fault, ALWAYS);
            timely(() -> world.post(other, World.chat(LLAMA, ""))).error(503);
            assertThat(dynamo.take()).hasSizeLessThanOrEqualTo(MOST_CALLS);
        }
    }

    @Test
    void aRowThatCannotBeSettledKeepsNoPlaceInFlight() throws Exception {
        String key = world.key("one", new Limit(Measure.REQUESTS, 1, InFlight.IN_FLIGHT));
        dynamo.breaks(SETTLE, Fault.ERROR, ALWAYS);
        for (int i = 0; i < 2; i++) {
            assertThat(world.post(key, World.chat(LLAMA, "")).status()).isEqualTo(200);
        }
        assertThat(world.limit("caller#one")).containsEntry("sumRequestsInFlight", "0");
    }

    @Test
    void aTakeWhoseAnswerWasLostCountsOnce() throws Exception {
        String key = world.key("once", OptionalLong.of(100), OptionalLong.of(1_000_000));
        dynamo.breaks(TAKE, Fault.LOSE_ANSWER, 2);
        Reply reply = world.post(key, World.chat(LLAMA, ""));
        assertThat(reply.status()).isEqualTo(200);
        world.settled(reply);
        Wait.until(
                "the reservation is corrected",
                () -> LimitRows.tokensTaken(world, "caller#once") == 15);
        assertThat(world.limit("caller#once")).containsEntry("sumRequests60s", "1");
        assertThat(world.limit("slot#0")).containsEntry("sumRequests60s", "2");
    }
}
