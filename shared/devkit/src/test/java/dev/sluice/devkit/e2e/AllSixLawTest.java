package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import dev.sluice.standins.aws.AwsStandIn;
import dev.sluice.standins.aws.Fault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever a request that came to admission is answered, its answer tells all six limits (docs/
 * decisions/0004): those that its scopes have, as this instance knows them.
 */
class AllSixLawTest {
    private static final String OWN = "my/own-model";
    private static final int ALWAYS = 1_000;

    private ScriptedProvider upstream;
    private AwsStandIn dynamo;
    private World world;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        dynamo = new AwsStandIn().before(TestDynamo.endpoint());
        world =
                World.settings()
                        .set("AWS_ENDPOINT_URL_DYNAMODB", dynamo.endpoint())
                        .slot(0, "together", upstream.baseUrl())
                        .slot(1, "together", upstream.baseUrl())
                        .serving(9, upstream.baseUrl(), OWN)
                        .limits(9, 1_000, 1_000_000)
                        .start();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        dynamo.close();
        upstream.close();
    }

    @Test
    void whateverTheProviderSays() throws IOException {
        Map<String, Integer> told = new TreeMap<>();
        for (int status : new int[] {400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 503, 529}) {
            for (String header : new String[] {"", "Retry-After: 1\r\n"}) {
                for (String stream : new String[] {"", ",\"stream\":true"}) {
                    try (World own = World.together(upstream)) {
                        upstream.on(LLAMA, Scripts.error(status, header, "no"));
                        Reply reply = own.post(World.chat(LLAMA, stream));
                        assertThat(reply.status()).isGreaterThanOrEqualTo(400);
                        LimitRows.assertAllSix(reply);
                        LimitRows.assertAllSix(
                                own.post(World.chat(LLAMA, stream))); // may be pausing
                        told.merge(Integer.toString(reply.status()), 1, Integer::sum);
                    }
                }
            }
        }
        assertThat(told).containsKeys("400", "404", "413", "422", "429", "502", "503", "504");
    }

    @Test
    void whateverLimitRefuses() throws Exception {
        List<String> keys = new ArrayList<>();
        keys.add(world.key("few-tokens", Limit.perMinute(Measure.TOKENS, 50)));
        keys.add(
                world.key(
                        "no-money", new Limit(Measure.NANO_USD, 1, Calendar.DAY))); // 400: no price
        keys.add(world.key("no-credit", new Limit(Measure.NANO_USD, 1, Calendar.EVER)));
        for (String key : keys) {
            for (String model : new String[] {LLAMA, OWN}) {
                Reply reply = world.post(key, World.chat(model, ",\"max_tokens\":60"));
                if (reply.status() != 200) {
                    assertThat(reply.status()).as(key + model).isIn(400, 402);
                }
                LimitRows.assertAllSix(reply);
            }
        }
        Reply large = world.post(World.chat(OWN, ",\"max_tokens\":2000000"));
        assertThat(large.error(400).at("code").text()).isEqualTo("request_exceeds_limit");
        LimitRows.assertAllSix(large);
        String spent = world.key("spent", new Limit(Measure.NANO_USD, 13_200, Calendar.DAY));
        LimitRows.assertAllSix(world.post(spent, World.chat(LLAMA, ",\"max_tokens\":1")));
        LimitRows.assertAllSix(world.post(spent, World.chat(LLAMA, ",\"max_tokens\":1")));
    }

    @Test
    void aPlaceInFlight() throws Exception {
        String key = world.key("one", new Limit(Measure.REQUESTS, 1, InFlight.IN_FLIGHT));
        CountDownLatch goOn = new CountDownLatch(1);
        upstream.on(OWN, Scripts.after(goOn, Scripts.text("ok")));
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Reply> first = pool.submit(() -> world.post(key, World.chat(OWN, "")));
            Wait.until("it is called", () -> !upstream.seen().isEmpty());
            Reply refused = world.post(key, World.chat(OWN, ""));
            assertThat(refused.status()).isEqualTo(429);
            LimitRows.assertAllSix(refused);
            goOn.countDown();
            LimitRows.assertAllSix(first.get());
        }
    }

    /** By what the instance has seen of them: here nothing, so all is told as unused. */
    @Test
    void aStoreThatCannotBeReached() throws IOException {
        for (String call : List.of("UpdateItem limits", "PutItem usage")) {
            dynamo.breaks(call, Fault.ERROR, ALWAYS);
            Reply reply = world.ask(OWN);
            reply.error(503);
            LimitRows.assertAllSix(reply);
            dynamo.heal();
        }
    }

    @Test
    void aSecondCandidateThatIsNotAdmittedAfterAFirstThatFailed() throws IOException {
        try (World two =
                World.settings()
                        .serving(1, upstream.baseUrl(), OWN)
                        .limits(1, 1_000, 1_000_000)
                        .serving(2, upstream.baseUrl(), OWN)
                        .limits(2, 1_000, 5)
                        .start()) {
            upstream.on(OWN, Scripts.error(500, "", "no"));
            Reply reply = two.ask(OWN);
            assertThat(reply.status()).isEqualTo(502);
            LimitRows.assertAllSix(reply);
        }
    }
}
