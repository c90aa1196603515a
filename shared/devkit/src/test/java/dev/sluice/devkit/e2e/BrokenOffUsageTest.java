package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.KEY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.standins.Http;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.ScriptedProvider.Script;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A stream that does not come to its end has used at least what was relayed, whatever its provider
 * told on the way: at each door, passed through or translated, whoever breaks it off.
 */
class BrokenOffUsageTest {
    /** 7,000 bytes, said four times and followed by 8 more. */
    private static final String WORDS = "word ".repeat(1_400);

    private static final long ESTIMATED_TOKENS = 8_003;

    private static final String CLAUDE = "claude-haiku-4-5";
    private static final String OWN = "gpt-own";
    private static final String RAW = "raw/a";

    private static final String USAGE_AT_THE_START =
            "{\"input_tokens\":10,\"cache_creation_input_tokens\":200,\"cache_read_input_tokens\":3000,\"output_tokens\":1}";

    @AutoClose private ScriptedProvider upstream;
    @AutoClose private World world;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        world =
                World.settings()
                        .slot(0, "anthropic", upstream.baseUrl().replace("/v1", ""))
                        .serving(1, upstream.baseUrl(), RAW)
                        .slot(2, "openai", upstream.baseUrl())
                        .set("SLUICE_PROVIDER_MODEL_2", OWN)
                        .start();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/messages, " + CLAUDE,
        "/v1/chat/completions, " + CLAUDE,
        "/v1/responses, " + CLAUDE,
        "/v1/messages, " + RAW,
        "/v1/chat/completions, " + RAW,
        "/v1/responses, " + RAW,
        "/v1/responses, " + OWN
    })
    void itHasUsedWhatWasRelayed(String path, String model) throws Exception {
        String[] events = events(model);
        upstream.on(model, Scripts.cut(events));
        assertUsed(world.settled(world.post(path, KEY, ask(path, model))), "upstreamFailed", model);
        upstream.on(model, Scripts.thenSilent(events));
        assertUsed(hungUp(path, model, "the end."), "clientGone", model);
    }

    /** Hidden reasoning came free where an answer was passed through. */
    @ParameterizedTest
    @CsvSource({"/v1/messages, " + CLAUDE, "/v1/responses, " + OWN})
    void aHangUpAfterTheLastPartIsBilledByTheUsageThatFollows(String path, String model)
            throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        upstream.on(
                model,
                call -> {
                    call.write(Scripts.SSE_HEAD);
                    for (String event : events(model)) {
                        call.chunk(event);
                    }
                    call.chunk(partIsOver(model));
                    hungUp.await(Wait.LONG.toSeconds(), TimeUnit.SECONDS);
                    never.await(300, TimeUnit.MILLISECONDS); // the gateway hears of it first
                    call.chunk(end(model)).write(Scripts.END);
                });
        try (RawClient client = world.client()) {
            client.post(path, KEY, ask(path, model));
            Http.Head head = client.head();
            client.until("over");
            client.hangUp();
            hungUp.countDown();
            assertThat(world.settled(head.header("x-request-id")))
                    .containsEntry("outcome", "clientGone")
                    .containsEntry("outputTokens", "9999")
                    .containsEntry("estimated", "false");
        }
    }

    static List<Arguments> tellers() {
        String none = "{\"id\":\"c1\",\"choices\":[],\"usage\":" + Scripts.USAGE + "}";
        String usage = Scripts.usageEvent();
        return List.of(
                arguments("a stream", true, Scripts.stream(usage, Scripts.DONE)),
                arguments("a stream that broke off", true, Scripts.cut(usage)),
                arguments("events for a whole answer", false, Scripts.stream(usage, Scripts.DONE)),
                arguments("events that broke off", false, Scripts.cut(usage)),
                arguments("a whole answer for a stream", true, Scripts.answer(none)),
                arguments("a whole answer", false, Scripts.answer(none)));
    }

    /** It came free. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("tellers")
    void whatWasToldBesideNoAnswerIsSpent(String what, boolean streams, Script script)
            throws Exception {
        upstream.on(RAW, script);
        Reply reply = world.post(World.chat(RAW, streams ? ",\"stream\":true" : ""));
        assertThat(reply.status()).as(reply.body()).isEqualTo(502);
        assertThat(world.settled(reply))
                .as(what)
                .containsEntry("inputTokens", "10")
                .containsEntry("outputTokens", "5");
    }

    @Test
    void whatAMessageThatNeverBeganHasReadIsSpent() throws Exception {
        upstream.on(CLAUDE, Scripts.cut(events(CLAUDE)[0]));
        for (String path : List.of("/v1/messages", "/v1/chat/completions")) {
            Reply reply = world.post(path, KEY, ask(path, CLAUDE));
            assertThat(reply.status()).as(reply.body()).isEqualTo(502);
            assertThat(world.settled(reply))
                    .containsEntry("inputTokens", "3210")
                    .containsEntry("cachedInputTokens", "3000");
        }
    }

    private Map<String, String> hungUp(String path, String model, String seen) throws IOException {
        try (RawClient client = world.client()) {
            client.post(path, KEY, ask(path, model));
            Http.Head head = client.head();
            client.until(seen);
            client.hangUp();
            return world.settled(head.header("x-request-id"));
        }
    }

    private static void assertUsed(Map<String, String> row, String outcome, String model) {
        assertThat(row).containsEntry("outcome", outcome).containsEntry("estimated", "true");
        assertThat(Long.parseLong(row.get("outputTokens"))).isEqualTo(ESTIMATED_TOKENS);
        if (model.equals(CLAUDE)) {
            assertThat(row)
                    .containsEntry("inputTokens", "3210")
                    .containsEntry("cachedInputTokens", "3000")
                    .containsEntry("cacheWriteTokens", "200")
                    // 10 at $1, 3000 at $0.10, 200 at $1.25, 8003 at $5
                    .containsEntry("costNanoUsd", "40575000");
        }
    }

    private static byte[] ask(String path, String model) {
        String more = ",\"max_tokens\":9000,\"stream\":true";
        String body =
                path.endsWith("responses")
                        ? "{\"model\":\"" + model + "\",\"stream\":true,\"input\":\"Tell\"}"
                        : World.chat(model, more);
        return body.getBytes(UTF_8);
    }

    private static String[] events(String model) {
        List<String> events = new ArrayList<>();
        switch (model) {
            case CLAUDE -> {
                events.add(
                        message(
                                "message_start",
                                "\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"usage\":"
                                        + USAGE_AT_THE_START
                                        + "}"));
                events.add(
                        message(
                                "content_block_start",
                                "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"));
            }
            case OWN -> events.add(message("response.output_item.added", "\"item\":{\"x\": 1.50}"));
            default -> {}
        }
        for (int i = 0; i < 4; i++) {
            events.add(says(model, WORDS));
        }
        events.add(says(model, "the end."));
        return events.toArray(String[]::new);
    }

    private static String says(String model, String text) {
        return switch (model) {
            case CLAUDE ->
                    message(
                            "content_block_delta",
                            "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\""
                                    + text
                                    + "\"}");
            case OWN -> message("response.output_text.delta", "\"delta\":\"" + text + "\"");
            default -> // a usage of each chunk's own
                    Scripts.say(text)
                            .replace(
                                    "]}\n",
                                    "],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1}}\n");
        };
    }

    private static String message(String type, String rest) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + rest + "}\n\n";
    }

    private static String partIsOver(String model) {
        return model.equals(CLAUDE)
                ? message("content_block_stop", "\"index\":0,\"over\":true")
                : message("response.output_text.done", "\"over\":true");
    }

    private static String end(String model) {
        return model.equals(CLAUDE)
                ? message(
                                "message_delta",
                                "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":9999}")
                        + message("message_stop", "\"x\":1")
                : message(
                        "response.completed",
                        "\"response\":{\"usage\":{\"input_tokens\":9,\"output_tokens\":9999}}");
    }
}
