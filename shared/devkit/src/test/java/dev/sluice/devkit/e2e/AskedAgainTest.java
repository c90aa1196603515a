package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import dev.sluice.standins.aws.AwsStandIn;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A chat of the page waits out a limit that is nearly free, and asks again. */
class AskedAgainTest {
    private static final byte[] CHAT =
            "{\"providers\":[],\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}],\"stream\":true}"
                    .getBytes(UTF_8);

    private static final Pattern OPENED_ID = Pattern.compile("\"sk\":\\{\"S\":\"req#([^\"]+)\"");

    /**
     * What is refused by one id may come late to the ledger, and would meet the row of the next
     * round.
     */
    @Test
    void eachRoundOpensARowOfItsOwnAndTheClientIsToldTheLastOne() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (ScriptedProvider upstream = new ScriptedProvider();
                AwsStandIn dynamo = new AwsStandIn().before(TestDynamo.endpoint());
                World world =
                        World.settings()
                                .behind(dynamo)
                                .slot(0, "together", upstream.baseUrl())
                                .startAtRest(dynamo);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String key = world.key("one", new Limit(Measure.REQUESTS, 1, InFlight.IN_FLIGHT));
            upstream.then(Scripts.after(done, Scripts.text("first")));
            upstream.then(Scripts.text("second"));
            Future<Reply> first = threads.submit(() -> world.post("/chat", key, CHAT));
            Wait.until("the first is at its provider", () -> upstream.seen().size() == 1);
            Future<Reply> second = threads.submit(() -> world.post("/chat", key, CHAT));
            Wait.until("the second was refused", () -> !dynamo.calls("DeleteItem").isEmpty());
            done.countDown();
            String firstId = first.get().header("x-request-id");
            String secondId = second.get().header("x-request-id");
            assertThat(second.get().body()).contains("event: complete");
            List<String> opened = openedIds(dynamo);
            assertThat(opened)
                    .hasSizeGreaterThan(2)
                    .doesNotHaveDuplicates()
                    .startsWith(firstId)
                    .endsWith(secondId);
            assertThat(world.settled(secondId)).containsEntry("outcome", "completed");
        } finally {
            done.countDown();
        }
    }

    private static List<String> openedIds(AwsStandIn dynamo) {
        return dynamo.bodies().stream()
                .filter(body -> body.contains(".PutItem "))
                .flatMap(body -> OPENED_ID.matcher(body).results().map(MatchResult::group))
                .map(found -> found.replaceAll(".*req#|\"", ""))
                .toList();
    }
}
