package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import dev.sluice.standins.aws.AwsStandIn;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exactly which calls to DynamoDB a request makes, and what follows when there is no DynamoDB. */
class DynamoCallsTest {
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
                        .slot(0, "together", upstream.baseUrl())
                        .startAtRest(dynamo);
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        dynamo.close();
        upstream.close();
    }

    private List<String> callsOf(String key, boolean stream) throws Exception {
        String more = stream ? ",\"stream\":true" : "";
        Reply reply = world.post(key, World.chat(LLAMA, more));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        world.out.await(line -> line.contains(reply.header("x-request-id")));
        Wait.until("summed", () -> dynamo.calls().contains("UpdateItem usage sum"));
        int scopes = key.equals(World.KEY) ? 1 : 2;
        Wait.until("corrected", () -> updates() >= 2L * scopes);
        return dynamo.take();
    }

    private long updates() {
        return dynamo.calls().stream().filter(call -> call.equals("UpdateItem limits")).count();
    }

    @Test
    void aRequestOfAKeyWithoutLimitsMakesSixCalls() throws Exception {
        callsOf(World.KEY, false); // the first one of an instance has to guess the branch
        for (boolean stream : new boolean[] {true, false}) {
            assertThat(callsOf(World.KEY, stream))
                    .containsExactlyInAnyOrder(
                            "UpdateItem limits",
                            "PutItem usage",
                            "UpdateItem usage mark",
                            "UpdateItem usage settle",
                            "UpdateItem usage sum",
                            "UpdateItem limits");
        }
    }

    @Test
    void aKeyWithLimitsCostsOneTakeAndOneCorrectionMore() throws Exception {
        String key = world.key("limited", OptionalLong.of(600), OptionalLong.of(1_000_000));
        assertThat(callsOf(key, false)).startsWith("GetItem keys");
        assertThat(callsOf(key, true))
                .as("the key is cached")
                .containsExactlyInAnyOrder(
                        "UpdateItem limits",
                        "UpdateItem limits",
                        "PutItem usage",
                        "UpdateItem usage mark",
                        "UpdateItem usage settle",
                        "UpdateItem usage sum",
                        "UpdateItem limits",
                        "UpdateItem limits");
    }

    @Test
    void oneRoundTripComesBeforeTheUpstreamIsCalled() throws Exception {
        callsOf(World.KEY, true);
        CountDownLatch looked = new CountDownLatch(1);
        upstream.on(LLAMA, Scripts.after(looked, Scripts.text("ok")));
        Thread asking = Thread.ofVirtual().start(() -> askQuietly());
        upstream.take();
        upstream.take();
        assertThat(dynamo.calls())
                .as("side by side")
                .containsExactlyInAnyOrder(
                        "UpdateItem limits", "PutItem usage", "UpdateItem usage mark");
        assertThat(updates()).isEqualTo(1);
        looked.countDown();
        asking.join();
    }

    private void askQuietly() {
        try {
            world.stream(LLAMA);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRefusalByAScopeThatIsKnownToBeFullCostsNoCall() throws Exception {
        String key = world.key("one", OptionalLong.of(1), OptionalLong.empty());
        world.post(key, World.chat(LLAMA, ""));
        world.post(key, World.chat(LLAMA, "")).error(429);
        dynamo.take();
        int free = 0;
        for (int i = 0; i < 20; i++) {
            world.post(key, World.chat(LLAMA, "")).error(429);
            free += dynamo.take().isEmpty() ? 1 : 0;
        }
        assertThat(free).as("of 20 refusals within a few hundred milliseconds").isGreaterThan(10);
    }

    @Test
    void guessersOfKeysCostOneReadEach() throws Exception {
        for (int i = 0; i < 5; i++) {
            world.post("sk-test-guess", World.chat(LLAMA, "")).error(401);
        }
        assertThat(dynamo.take()).containsExactly("GetItem keys");
        world.post("no-key-at-all", World.chat(LLAMA, "")).error(401);
        assertThat(dynamo.take()).isEmpty();
    }

    @Test
    void withoutItsTablesTheGatewayRefusesAndAsksNobody() throws Exception {
        dynamo.down(true);
        Reply reply = world.ask(LLAMA);
        reply.error(503);
        assertThat(reply.header("retry-after")).isEqualTo("1");
        assertThat(upstream.seen()).isEmpty();
        assertThat(world.get("/health").status()).isEqualTo(200);
        dynamo.down(false);
        assertThat(world.ask(LLAMA).status()).isEqualTo(200);
    }
}
