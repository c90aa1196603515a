package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys with a budget, and with so many requests in flight. */
class BudgetTest {
    private static final String UNPRICED = "my/own-model";
    private static final long CENT = 10_000_000;

    @AutoClose private ScriptedProvider upstream;
    @AutoClose private World world;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        world =
                World.settings()
                        .slot(0, "together", upstream.baseUrl())
                        .serving(9, upstream.baseUrl(), UNPRICED)
                        .start();
    }

    /** A thousand tokens of output are reserved at $0.00088; the answer uses eight of them. */
    @Test
    void aBudgetCountsWhatWasUsedAndNotWhatWasReserved() throws Exception {
        String key = world.key("rich", budget(CENT / 8));
        for (int i = 0; i < 5; i++) {
            Reply reply = world.post(key, World.chat(LLAMA, ",\"max_tokens\":1000"));
            assertThat(reply.status()).isEqualTo(200);
            world.settled(reply);
            Wait.until("the reservation is corrected", () -> spent("rich") < CENT / 20);
        }
        assertThat(spent("rich"))
                .isEqualTo(
                        world.rows().stream()
                                .mapToLong(row -> Long.parseLong(row.get("costNanoUsd")))
                                .sum());
    }

    @Test
    void aSpentBudgetIsInsufficientQuotaAndNotWorthARetry() throws Exception {
        String key = world.key("poor", budget(30_000));
        int answered = 0;
        Reply reply = world.post(key, World.chat(LLAMA, ",\"max_tokens\":1"));
        while (reply.status() == 200 && answered < 20) {
            world.settled(reply);
            answered++;
            reply = world.post(key, World.chat(LLAMA, ",\"max_tokens\":1"));
        }
        assertThat(reply.status()).isEqualTo(429);
        Wait.until(
                "nothing is held any more",
                () -> ask(key).error(429).at("code").text().equals("insufficient_quota"));
        reply = ask(key);
        assertThat(reply.error(429).at("type").text()).isEqualTo("insufficient_quota");
        assertThat(reply.error(429).at("message").text()).contains("budget", "per day");
        assertThat(reply.header("x-should-retry")).isEqualTo("false");
        assertThat(reply.headers()).doesNotContainKey("retry-after");
    }

    @Test
    void whatHasNoKnownPriceIsNotServedWithinABudget() throws Exception {
        Reply reply = world.post(world.key("careful", budget(CENT)), World.chat(UNPRICED, ""));
        assertThat(reply.error(400).at("code").text()).isEqualTo("model_not_priced");
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void aRequestDearerThanTheWholeBudgetCanNeverPass() throws Exception {
        Reply reply =
                world.post(
                        world.key("small", budget(1_000)),
                        World.chat(LLAMA, ",\"max_tokens\":1000"));
        assertThat(reply.error(400).at("code").text()).isEqualTo("request_exceeds_limit");
        assertThat(reply.error(400).at("message").text()).contains("$0.000001");
    }

    @Test
    void onlySoManyRequestsOfAKeyAreInFlight() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        upstream.on(LLAMA, Scripts.after(latch, Scripts.text("Hello!")));
        String key = world.key("one", new Limit(Measure.REQUESTS, 1, InFlight.IN_FLIGHT));
        try (RawClient client = world.client()) {
            client.post("/v1/chat/completions", key, World.chat(LLAMA, "").getBytes(UTF_8));
            upstream.take();
            Reply refused = ask(key);
            assertThat(refused.error(429).at("code").text()).isEqualTo("rate_limit_exceeded");
            assertThat(refused.error(429).at("message").text()).contains("in flight");
            assertThat(Long.parseLong(refused.header("retry-after"))).isBetween(1L, 10L);
            latch.countDown();
            assertThat(client.reply().status()).isEqualTo(200);
        }
        Wait.until("the place is free", () -> ask(key).status() == 200);
    }

    private Reply ask(String key) {
        try {
            return world.post(key, World.chat(LLAMA, ",\"max_tokens\":1"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private long spent(String name) {
        String sum = world.limit("caller#" + name).get("sumCostNanoUsdDay");
        return sum == null ? 0 : Long.parseLong(sum);
    }

    private static Limit budget(long nanoUsd) {
        return new Limit(Measure.NANO_USD, nanoUsd, Calendar.DAY);
    }
}
