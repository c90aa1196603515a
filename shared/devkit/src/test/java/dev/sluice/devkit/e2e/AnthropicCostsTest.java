package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.KEY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Anthropic takes beside input and output: for its cache, and for its searches. */
final class AnthropicCostsTest extends AnthropicSteps {
    /** What is written for five minutes costs $1.25 here, for an hour twice the input's $1. */
    @ParameterizedTest
    @ValueSource(strings = {"/v1/messages", "/v1/chat/completions"})
    void whatIsWrittenToTheCacheForAnHourCostsItsOwnPrice(String path) throws IOException {
        String hour =
                "\"cache_creation\":{\"ephemeral_5m_input_tokens\":80,\"ephemeral_1h_input_tokens\":120},";
        upstream.on(
                MODEL,
                Scripts.answer(WHOLE.replace("\"cache_read_input", hour + "\"cache_read_input")));
        Reply reply = world.post(path, KEY, ask("").getBytes(UTF_8));
        assertThat(world.settled(reply))
                .containsEntry("cacheWriteTokens", "200")
                .containsEntry("cacheWriteHourTokens", "120")
                // 10 at $1, 3000 at $0.10, 80 at $1.25, 120 at $2, 42 at $5
                .containsEntry("costNanoUsd", "860000");
    }

    /** What is searched costs a cent each: told at the end, and reserved before. */
    @Test
    void searchesInTheWebAreInTheRowAndInTheBudget() throws IOException {
        String tools = ",\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"%s}]";
        upstream.on(
                MODEL,
                Scripts.answer(
                        WHOLE.replace(
                                "\"cache_read_input",
                                "\"server_tool_use\":{\"web_search_requests\":2},\"cache_read_input")));
        Reply reply = post(ask(tools.formatted("")));
        assertThat(world.settled(reply))
                .containsEntry("searches", "2")
                .containsEntry("costNanoUsd", "20770000")
                .containsEntry("priced", "true");

        String key = world.key("day", new Limit(Measure.NANO_USD, 50_000_000, Calendar.DAY));
        Reply ten = world.post("/v1/messages", key, ask(tools.formatted("")).getBytes(UTF_8));
        assertThat(ten.status()).as("ten searches may be ten cents").isEqualTo(400);
        Reply once =
                world.post(
                        "/v1/messages",
                        key,
                        ask(tools.formatted(",\"max_uses\":3")).getBytes(UTF_8));
        assertThat(once.status()).as(once.body()).isEqualTo(200);
    }

    /** A thousand tokens at $1, $1.25 or $2, and a hundred at $5. */
    @ParameterizedTest
    @CsvSource({
        "/v1/messages, 1600000, '', 200",
        "/v1/messages, 1600000, '{\"type\":\"ephemeral\"}', 400",
        "/v1/messages, 1850000, '{\"type\":\"ephemeral\"}', 200",
        "/v1/messages, 1850000, '{\"type\":\"ephemeral\",\"ttl\":\"1h\"}', 400",
        "/v1/messages, 2600000, '{\"type\":\"ephemeral\",\"ttl\":\"1h\"}', 200",
        "/v1/chat/completions, 1600000, '', 200",
        "/v1/chat/completions, 1600000, '{\"type\":\"ephemeral\"}', 400",
        "/v1/chat/completions, 1850000, '{\"type\":\"ephemeral\"}', 200",
        "/v1/chat/completions, 1850000, '{\"type\":\"ephemeral\",\"ttl\":\"1h\"}', 400",
        "/v1/chat/completions, 2600000, '{\"type\":\"ephemeral\",\"ttl\":\"1h\"}', 200"
    })
    void whatMayBeWrittenToTheCacheIsReservedAtItsPrice(
            String path, long dayNanoUsd, String hint, int told) throws IOException {
        upstream.on(MODEL, Scripts.answer(WHOLE));
        String key = world.key("day", new Limit(Measure.NANO_USD, dayNanoUsd, Calendar.DAY));
        String body =
                ask("").replace("Say", "Say " + "a word ".repeat(500))
                        .replace(
                                "\"role\"",
                                hint.isEmpty()
                                        ? "\"role\""
                                        : "\"cache_control\":" + hint + ",\"role\"");
        Reply reply = world.post(path, key, body.getBytes(UTF_8));
        assertThat(reply.status()).as(reply.body()).isEqualTo(told);
        if (told == 200 && !hint.isEmpty()) {
            assertThat(upstream.seen().getLast().body()).contains("\"cache_control\":" + hint);
        }
    }

    /** Where nothing is to be answered Anthropic reads the prompt into its cache. */
    @Test
    void aPromptIsReadIntoTheCacheWhereNothingIsToBeAnswered() throws IOException {
        upstream.on(MODEL, Scripts.answer(WHOLE));
        String body = ask("").replace("\"max_tokens\":100", "\"max_tokens\":0");
        Reply reply = post(body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(upstream.seen().getLast().body()).isEqualTo(body);
        assertThat(world.settled(reply)).containsEntry("cacheWriteTokens", "200");
        Reply other = post(body.replace(MODEL, "m/1"));
        assertThat(other.status()).isEqualTo(400);
        assertThat(other.body()).contains("max_tokens: 0 is not supported");
    }
}
