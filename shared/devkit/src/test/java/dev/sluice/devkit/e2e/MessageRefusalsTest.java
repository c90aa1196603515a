package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.KEY;
import static dev.sluice.devkit.e2e.World.LLAMA;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What agents that speak Messages are refused with: the sentences and waits that they act upon. */
class MessageRefusalsTest extends MessageSteps {
    @Test
    void whatIsWrongIsToldInAnthropicsShape() throws IOException {
        error(post("{"), 400, "invalid_request_error");
        error(post("[]"), 400, "invalid_request_error");
        Tree missing = error(post("{\"model\":\"m/1\"}"), 400, "invalid_request_error");
        assertThat(missing.at("message").text()).isEqualTo("messages: Field required");
        error(post(ask("no/such-model", "")), 404, "not_found_error");
        error(world.get(PATH), 405, "invalid_request_error");
        error(world.get(PATH + "/batches"), 404, "not_found_error");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}] | web_search_20250305",
                "\"mcp_servers\":[{\"name\":\"x\"}] | mcp_servers",
                "\"container\":\"c_1\" | container",
                "\"temperature\":\"x\" | temperature: Input should be a valid number",
                "\"tool_choice\":{\"type\":\"some\"},\"tools\":[{\"name\":\"a\"}] | tool_choice",
                "\"output_format\":{\"type\":\"grammar\"} | grammar",
            })
    void whatAChatHasNoWordsForIsRefusedByName(String member, String name) throws Exception {
        int before = upstream.seen().size();
        Reply reply = post(ask("m/7", "," + member));
        Tree error = error(reply, 400, "invalid_request_error");
        assertThat(error.at("message").text()).contains(name);
        assertThat(upstream.seen()).hasSize(before);
        assertThat(world.rows())
                .noneMatch(row -> reply.header("request-id").equals(row.get("requestId")));
    }

    @Test
    void aPictureOrPdfThatCannotBeReadIsToldInTheSentenceThatTakesItOut() throws IOException {
        String pdf =
                "{\"model\":\"m/7\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"JVBERg==\"}}]}]}";
        assertThat(error(post(pdf), 400, "invalid_request_error").at("message").text())
                .contains("The PDF specified was not valid");
        upstream.on("m/7", Scripts.error(400, "", "this model has no vision"));
        assertThat(error(post(ask("m/7", "")), 400, "invalid_request_error").at("message").text())
                .startsWith("Could not process image: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | `inputs` tokens + `max_new_tokens` must be <= 131073. Given: 131000 `inputs` tokens and 2048 `max_new_tokens` | 133048 tokens > 131073 maximum",
                "400 | This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens. | 9000 tokens > 8192 maximum",
                "403 | maximum context length is 8192 tokens, you requested 9100 tokens (9000 in the messages, 100 in the completion) | 9100 tokens > 8192 maximum",
                "413 | prompt is too long: 250000 tokens > 200000 maximum | 250000 tokens > 200000 maximum",
            })
    void anOverflowIsToldInTheSentenceThatMakesAgentsCompact(
            int status, String message, String told) throws IOException {
        upstream.on("m/8", Scripts.error(status, "", message));
        Reply reply = post(ask("m/8", ",\"stream\":true"));
        assertThat(reply.json().at("error", "message").text())
                .isEqualTo("prompt is too long: " + told);
        assertThat(reply.json().at("error", "type").text())
                .isEqualTo(status == 413 ? "request_too_large" : "invalid_request_error");
    }

    /** Agents show what is refused with a 422, and compact at none. */
    @Test
    void anOverflowThatAProviderCallsUnprocessableIsABadRequest() throws IOException {
        upstream.on("m/11", Scripts.error(422, "", "`inputs` tokens must be <= 9000. Given: 9100"));
        Tree error = error(post(ask("m/11", "")), 400, "invalid_request_error");
        assertThat(error.at("message").text())
                .isEqualTo("prompt is too long: 9100 tokens > 9000 maximum");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"stream\":true"})
    void anOverflowWithoutNumbersIsToldWithOurs(String stream) throws IOException {
        upstream.on(LLAMA, Scripts.error(400, "", "The prompt exceeds the context window."));
        Tree known = error(post(ask(LLAMA, stream)), 400, "invalid_request_error");
        assertThat(known.at("message").text())
                .isEqualTo("prompt is too long: 131073 tokens > 131072 maximum");
        upstream.on("m/12", Scripts.error(400, "", "The prompt exceeds the context window."));
        Tree unknown = error(post(ask("m/12", stream)), 400, "invalid_request_error");
        assertThat(unknown.at("message").text())
                .matches("prompt is too long: \\d+ tokens > \\d+ maximum");
        upstream.on(LLAMA, Scripts.text("ok"));
    }

    @Test
    void anOverflowBehindAPingIsToldInTheSameSentence() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        ScriptedProvider.Script overflow =
                Scripts.error(400, "", "The prompt exceeds the context window.");
        upstream.on("m/13", Scripts.after(latch, overflow));
        try (RawClient client = world.client()) {
            client.post(PATH, KEY, ask("m/13", ",\"stream\":true").getBytes(UTF_8));
            client.head();
            client.until("event: ping");
            latch.countDown();
            assertThat(client.until(" maximum\"")).contains("prompt is too long: ");
        }
    }

    @Test
    void aPromptThatNoModelCanReadIsRefusedHereInTheSameSentence() throws IOException {
        String body = ask(LLAMA, "").replace("Say hello", "word ".repeat(200_000));
        Tree error = error(post(body), 400, "invalid_request_error");
        assertThat(error.at("message").text())
                .matches("prompt is too long: \\d+ tokens > 131072 maximum");
    }

    /** Claude Code lowers max_tokens by the first, and compacts at the second. */
    @Test
    void whatALimitCanNeverPassIsToldInItsParts() throws IOException {
        String key = world.key("narrow", OptionalLong.empty(), OptionalLong.of(1_000));
        String wide = ask(LLAMA, "").replace("\"max_tokens\":100", "\"max_tokens\":5000");
        Tree error =
                error(world.post(PATH, key, wide.getBytes(UTF_8)), 400, "invalid_request_error");
        assertThat(error.at("message").text())
                .matches(
                        "input length and `max_tokens` exceed context limit: \\d{1,2} \\+ 5000 >"
                                + " 1000\\. This request may need .*");
        String longer = ask(LLAMA, "").replace("Say hello", "word ".repeat(3_000));
        Tree over =
                error(world.post(PATH, key, longer.getBytes(UTF_8)), 400, "invalid_request_error");
        assertThat(over.at("message").text())
                .matches(
                        "input length and `max_tokens` exceed context limit: \\d{4} \\+ 100 >"
                                + " 1000\\. This request may need .*");
    }

    @Test
    void limitsAreToldAsAnthropicTellsThem() throws IOException {
        String key = world.key("paced", OptionalLong.of(1), OptionalLong.of(100_000));
        Reply served = world.post(PATH, key, ask(LLAMA, "").getBytes(UTF_8));
        assertThat(served.status()).isEqualTo(200);
        assertThat(served.header("anthropic-ratelimit-requests-limit")).isEqualTo("1");
        assertThat(served.header("anthropic-ratelimit-requests-remaining")).isEqualTo("0");
        assertThat(served.header("anthropic-ratelimit-requests-reset"))
                .matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        for (String tokens : List.of("tokens", "input-tokens", "output-tokens")) {
            assertThat(served.header("anthropic-ratelimit-" + tokens + "-limit"))
                    .isEqualTo("100000");
            assertThat(served.headers())
                    .containsKeys(
                            "anthropic-ratelimit-" + tokens + "-remaining",
                            "anthropic-ratelimit-" + tokens + "-reset");
        }
        assertThat(served.headers())
                .doesNotContainKeys("x-ratelimit-limit-requests", "openai-processing-ms");
        Reply refused = world.post(PATH, key, ask(LLAMA, "").getBytes(UTF_8));
        error(refused, 429, "rate_limit_error");
        assertThat(Long.parseLong(refused.header("retry-after"))).isBetween(1L, 60L);
        assertThat(refused.headers()).doesNotContainKey("x-should-retry");
    }

    @Test
    void aSpentBudgetStopsAgentsAtOnce() throws Exception {
        String key = world.key("poor", new Limit(Measure.NANO_USD, 100_000, Calendar.DAY));
        String body = ask(LLAMA, "").replace("\"max_tokens\":100", "\"max_tokens\":1");
        Wait.until(
                "the budget is spent",
                () -> world.post(PATH, key, body.getBytes(UTF_8)).body().contains("budget"));
        Wait.until(
                "nothing is held any more",
                () ->
                        world.post(PATH, key, body.getBytes(UTF_8))
                                .body()
                                .contains("insufficient_quota"));
        Reply reply = world.post(PATH, key, body.getBytes(UTF_8));
        error(reply, 429, "rate_limit_error");
        assertThat(reply.header("x-should-retry")).isEqualTo("false");
        assertThat(Long.parseLong(reply.header("retry-after"))).isGreaterThan(60);
    }

    @ParameterizedTest
    @ValueSource(ints = {503, 529})
    void anOverloadedProviderIsToldWithAShortWait(int status) throws IOException {
        upstream.on("m/10", Scripts.error(status, "", "busy"));
        Reply reply = post(ask("m/10", ""));
        error(reply, 503, "overloaded_error");
        assertThat(Long.parseLong(reply.header("retry-after"))).isBetween(1L, 10L);
    }
}
