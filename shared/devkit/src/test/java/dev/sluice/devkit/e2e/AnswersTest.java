package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What providers send that is not what was asked for: through the real server. */
class AnswersTest extends AnswerSteps {
    private static final String GPT = "openai/gpt-oss-120b";

    private World.Settings twoSlots() {
        return World.settings()
                .slot(0, "together", upstream.baseUrl())
                .set("SLUICE_PROVIDER_PRIORITY_0", 1)
                .slot(1, "together", second.baseUrl())
                .set("SLUICE_PROVIDER_PRIORITY_1", 2);
    }

    // ---- errors with status 200

    /** Where an error may stand in an answer with status 200, with its code. */
    private static List<String> errors(String code) {
        String error = "{\"message\":\"provider says m\",\"code\":" + code + "}";
        String choice = "\"finish_reason\":\"error\",\"error\":" + error + "}]";
        return List.of(
                "{\"error\":" + error + "}",
                "{\"id\":\"c\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"\"},"
                        + choice
                        + ",\"usage\":"
                        + Scripts.USAGE
                        + "}",
                "[{\"error\":" + error + "}]");
    }

    private static String outcome(Reply reply, int calls) {
        Tree error = reply.error(reply.status());
        return reply.status()
                + " "
                + error.at("message").text()
                + " "
                + error.at("code").text()
                + " calls "
                + calls;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "400",
                "401",
                "403",
                "404",
                "429",
                "502",
                "null",
                "\"insufficient_quota\"",
                "\"context_length_exceeded\""
            })
    void anErrorMeansTheSameWhereverItStands(String code) throws IOException {
        Set<String> outcomes = new TreeSet<>();
        for (String error : errors(code)) {
            for (boolean asEvents : new boolean[] {true, false}) {
                ScriptedProvider.Script script =
                        asEvents
                                ? Scripts.stream("data: " + error + "\n\n", Scripts.DONE)
                                : Scripts.answer(error);
                upstream.on(LLAMA, script);
                for (boolean stream : new boolean[] {true, false}) {
                    try (World world = World.together(upstream)) {
                        int before = upstream.seen().size();
                        Reply told = stream ? world.stream(LLAMA) : world.ask(LLAMA);
                        world.ask(LLAMA); // tells whether something cools down
                        outcomes.add(outcome(told, upstream.seen().size() - before));
                    }
                }
            }
        }
        assertThat(outcomes).hasSize(1);
        String outcome = outcomes.iterator().next();
        String digits = code.replace("\"", "");
        if (List.of("400", "413", "422", "429", "502", "504").contains(digits)) {
            assertThat(outcome).startsWith(digits);
        }
        assertThat(outcome.contains("provider says m"))
                .as("the provider's words, of the caller's own fault alone: %s", outcome)
                .isEqualTo(
                        List.of("400", "413", "422", "context_length_exceeded").contains(digits));
    }

    @Test
    void usageBesideAChoicesErrorIsCounted() throws IOException {
        String error = errors("502").get(1);
        for (ScriptedProvider.Script script :
                List.of(
                        Scripts.answer(error),
                        Scripts.stream("data: " + error + "\n\n"),
                        Scripts.stream(Scripts.say("a"), "data: " + error + "\n\n"))) {
            upstream.on(LLAMA, script);
            try (World world = World.together(upstream)) {
                for (Reply reply : List.of(world.ask(LLAMA), world.stream(LLAMA))) {
                    assertThat(world.settled(reply))
                            .containsEntry("outcome", "upstreamFailed")
                            .containsEntry("inputTokens", "10")
                            .containsEntry("outputTokens", "5")
                            .doesNotContainEntry("costNanoUsd", "0");
                }
            }
        }
    }

    @Test
    void anErrorInABegunStreamEndsItWithoutDone() throws IOException {
        for (String error : errors("400")) {
            upstream.on(
                    LLAMA,
                    Scripts.stream(Scripts.say("a"), "data: " + error + "\n\n", Scripts.DONE));
            try (World world = World.together(upstream)) {
                Reply reply = world.stream(LLAMA);
                reply.errorEvent();
                assertThat(world.settled(reply)).containsEntry("outcome", "upstreamFailed");
            }
        }
    }

    // ---- usage

    @Test
    void aFractionOfATokenIsRounded() throws IOException {
        upstream.on(
                LLAMA,
                Scripts.answer(
                        Scripts.completion("ok")
                                .replace(
                                        Scripts.USAGE,
                                        "{\"prompt_tokens\":1000.0,\"completion_tokens\":5.0}")));
        try (World world = World.together(upstream)) {
            assertThat(world.settled(world.ask(LLAMA)))
                    .containsEntry("inputTokens", "1000")
                    .containsEntry("outputTokens", "5")
                    .containsEntry("estimated", "false");
        }
    }

    @Test
    void zerosBesideRealTextAreEstimated() throws IOException {
        String zero = "{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}";
        upstream.on(
                LLAMA, Scripts.answer(Scripts.completion("a text").replace(Scripts.USAGE, zero)));
        try (World world = World.together(upstream)) {
            Map<String, String> row = world.settled(world.ask(LLAMA));
            assertThat(row).containsEntry("estimated", "true").containsEntry("outputTokens", "2");
            assertThat(row.get("inputTokens")).isNotEqualTo("0");
        }
    }

    // ---- access, waits

    @Test
    void aRefusalOfAccessGoesToTheNextAndIsToldAsSuch() throws IOException {
        String page = "<html><body><h1>Access denied: secret-page</h1></body></html>";
        upstream.on(
                LLAMA,
                call ->
                        call.write(
                                "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nContent-Length: "
                                        + page.length()
                                        + "\r\n\r\n"
                                        + page));
        try (World world = twoSlots().start()) {
            assertThat(world.ask(LLAMA).status()).isEqualTo(200);
            assertThat(second.seen()).hasSize(1);
        }
        try (World world = World.together(upstream)) {
            Reply reply = world.ask(LLAMA);
            assertThat(reply.error(503).at("message").text()).contains("refused access");
            assertThat(reply.body()).doesNotContain("secret-page", "html");
            assertThat(world.ask(GPT).status()).as("another model of the slot").isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 403, 429})
    void theSlotsOtherModelsServeOn(int status) throws IOException {
        upstream.on(LLAMA, Scripts.error(status, "", "not this one"));
        try (World world = World.together(upstream)) {
            assertThat(world.ask(LLAMA).status()).isNotEqualTo(200);
            assertThat(world.ask(GPT).status()).isEqualTo(200);
        }
    }

    @Test
    void a400ThatIsAPageIsNotQuoted() throws IOException {
        for (String body :
                List.of(
                        "<html><body>secret-page</body></html>",
                        "{\"error\":{\"message\":\"<!DOCTYPE html><html>secret-page</html>\"}}",
                        "oops <html>secret-page</html>")) {
            upstream.on(LLAMA, call -> call.write(Scripts.json(400, "", body)));
            try (World world = World.together(upstream)) {
                Reply reply = world.ask(LLAMA);
                reply.error(400);
                assertThat(reply.body()).doesNotContain("secret-page", "html>");
            }
        }
    }

    @Test
    void theWaitMayBeADateOfAnyFormOn429And503() throws IOException {
        for (int status : new int[] {429, 503}) {
            for (String pattern :
                    List.of(
                            "EEE, dd MMM yyyy HH:mm:ss 'GMT'",
                            "EEEE, dd-MMM-yy HH:mm:ss 'GMT'",
                            "EEE MMM ppd HH:mm:ss yyyy")) {
                String date =
                        DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)
                                .format(Instant.now().plusSeconds(300).atOffset(ZoneOffset.UTC));
                assertCools(status, "Retry-After: " + date + "\r\n");
            }
            assertCools(
                    status,
                    "x-ratelimit-reset: " + (System.currentTimeMillis() + 300_000) + "\r\n");
        }
    }

    private void assertCools(int status, String header) throws IOException {
        upstream.on(LLAMA, Scripts.error(status, header, "later"));
        try (World world = World.together(upstream)) {
            long before = upstream.seen().size();
            Reply told = world.ask(LLAMA);
            told.error(status);
            assertThat(Long.parseLong(told.header("retry-after"))).as(header).isBetween(200L, 300L);
            Reply cooling = world.ask(LLAMA);
            cooling.error(429);
            assertThat(Long.parseLong(cooling.header("retry-after"))).isBetween(200L, 300L);
            assertThat(upstream.seen().size() - before).isEqualTo(1);
        }
    }
}
