package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static dev.sluice.standins.Scripts.DONE;
import static dev.sluice.standins.Scripts.event;
import static dev.sluice.standins.Scripts.finish;
import static dev.sluice.standins.Scripts.say;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.Scripts;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other gateways got wrong on the same bytes, one test a row of that comparison. */
class SideBySideTest extends SideBySideSteps {
    @Test
    void aCutOfAChunkedStreamIsAnErrorEventAndNoEnd() throws Exception {
        upstream.on(LLAMA, Scripts.cut(say("Hel")));
        assertCut(world.stream(LLAMA), "Hel");
    }

    @Test
    void aCutOfAStreamWithNeitherChunksNorLengthIsAnErrorEventAndNoEnd() throws Exception {
        upstream.on(LLAMA, Scripts.bare(say("Hel")));
        assertCut(world.stream(LLAMA), "Hel");
    }

    @Test
    void aCutInTheMiddleOfAnEventIsAnErrorEventAndNoEnd() throws Exception {
        upstream.on(LLAMA, Scripts.bare(say("Hel"), say("lo").substring(0, 40)));
        assertCut(world.stream(LLAMA), "Hel");
    }

    @Test
    void aResetInMidStreamIsAnErrorEventAndNoEnd() throws Exception {
        upstream.on(
                LLAMA,
                call -> {
                    call.write(Scripts.SSE_HEAD).chunk(say("Hel"));
                    // The first event has arrived at the client before the reset overtakes it.
                    Wait.until("row", () -> !world.rows().isEmpty());
                    call.reset();
                });
        Reply reply = world.stream(LLAMA);
        if (reply.status() == 200) {
            assertCut(reply, reply.text());
        } else {
            reply.error(502);
        }
    }

    private void assertCut(Reply reply, String text) {
        Tree error = reply.errorEvent();
        assertThat(error.at("type").text()).isEqualTo("server_error");
        assertThat(reply.text()).isEqualTo(text);
        assertThat(reply.finishReasons()).isEmpty();
        assertThat(reply.whole()).isTrue();
        assertThat(world.settled(reply))
                .containsEntry("outcome", "upstreamFailed")
                .containsEntry("status", "200")
                .containsEntry("estimated", "true");
    }

    @Test
    void aCutUnaryAnswerIs502() throws Exception {
        upstream.on(
                LLAMA,
                call -> {
                    String whole = Scripts.json(200, "", Scripts.completion("Hello"));
                    call.write(whole.substring(0, whole.length() - 20)).close();
                });
        world.ask(LLAMA).error(502);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void status200WithNothingIs502(boolean stream) throws Exception {
        upstream.on(
                LLAMA,
                stream
                        ? Scripts.stream()
                        : call ->
                                call.write(
                                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n"));
        (stream ? world.stream(LLAMA) : world.ask(LLAMA)).error(502);
    }

    @Test
    void onlyDoneAndNoAnswerIs502() throws Exception {
        upstream.on(LLAMA, Scripts.stream(DONE));
        world.stream(LLAMA).error(502);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anHtmlPageIs502(boolean stream) throws Exception {
        String page = "<!DOCTYPE html><html><body>\n\nJust a moment\n\n</body></html>";
        upstream.on(
                LLAMA,
                call ->
                        call.write(
                                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: "
                                        + page.length()
                                        + "\r\n\r\n"
                                        + page));
        Reply reply = stream ? world.stream(LLAMA) : world.ask(LLAMA);
        assertThat(reply.error(502).at("message").text()).doesNotContain("moment");
    }

    @Test
    void doneComesExactlyOnceWhetherTheUpstreamSaysItOrNotOrTwice() throws Exception {
        for (List<String> ending : List.of(List.of(DONE), List.<String>of(), List.of(DONE, DONE))) {
            upstream.on(
                    LLAMA,
                    call -> {
                        call.write(Scripts.SSE_HEAD).chunk(say("Hello")).chunk(finish("stop"));
                        for (String end : ending) {
                            call.chunk(end);
                        }
                        call.write(Scripts.END);
                    });
            Reply reply = world.stream(LLAMA);
            assertThat(reply.body()).containsOnlyOnce("[DONE]").endsWith(DONE);
            assertThat(reply.text()).isEqualTo("Hello");
            assertThat(reply.finishReasons()).containsExactly("stop");
        }
    }

    @Test
    void severalChoicesAllFinish() throws Exception {
        upstream.on(
                LLAMA,
                Scripts.stream(
                        say("A"),
                        event("{\"index\":1,\"delta\":{\"content\":\"B\"},\"finish_reason\":null}"),
                        finish("stop"),
                        event("{\"index\":1,\"delta\":{},\"finish_reason\":\"length\"}"),
                        DONE));
        Reply reply = world.post(World.chat(LLAMA, ",\"stream\":true,\"n\":2"));
        assertThat(upstream.take().body()).contains("\"n\":2");
        assertThat(reply.joined(0, "content")).isEqualTo("A");
        assertThat(reply.joined(1, "content")).isEqualTo("B");
        assertThat(reply.finishReasons()).containsExactly("stop", "length");
    }

    @Test
    void oneOfTwoChoicesUnfinishedAtTheEndIsACut() throws Exception {
        upstream.on(
                LLAMA,
                Scripts.bare(
                        say("A"),
                        event("{\"index\":1,\"delta\":{\"content\":\"B\"},\"finish_reason\":null}"),
                        finish("stop")));
        world.post(World.chat(LLAMA, ",\"stream\":true,\"n\":2")).errorEvent();
    }

    @Test
    void responseFormatGoesThroughByteForByte() throws Exception {
        String format =
                "\"response_format\": {\"type\":\"json_schema\", \"json_schema\":{\"name\":\"a\",\"strict\":true,\"schema\":{\"type\":\"object\",\"$defs\":{\"x\":{}},\"properties\":{\"b\":{\"$ref\":\"#/$defs/x\"}}}}}";
        assertThat(world.post(World.chat(LLAMA, "," + format)).status()).isEqualTo(200);
        assertThat(upstream.take().body()).contains(format);
    }

    @Test
    void reasoningDeltasKeepTheirNames() throws Exception {
        upstream.on(
                LLAMA,
                Scripts.stream(
                        event(
                                "{\"index\":0,\"delta\":{\"reasoning_content\":\"Hm\"},\"finish_reason\":null}"),
                        event(
                                "{\"index\":0,\"delta\":{\"reasoning\":\"so\"},\"finish_reason\":null}"),
                        say("Yes"),
                        finish("stop"),
                        DONE));
        Reply reply = world.stream(LLAMA);
        assertThat(reply.joined(0, "reasoning_content")).isEqualTo("Hm");
        assertThat(reply.joined(0, "reasoning")).isEqualTo("so");
        assertThat(reply.text()).isEqualTo("Yes");
    }

    @Test
    void unknownFieldsSurviveBothWaysDigitForDigit() throws Exception {
        String odd =
                "\"zz_big\":12345678901234567890123,\"zz_float\":1e2,\"zz_exact\":0.10,\"zz_nested\":{\"a\":[1,{\"b\":null}]},\"zz_text\":\"\\u00e9\\/\"";
        upstream.on(
                LLAMA,
                Scripts.answer(
                        Scripts.completion("Hi")
                                .replaceFirst("^\\{", "{" + odd.replace("\\", "\\\\") + ",")));
        Reply reply = world.post(World.chat(LLAMA, ",\"seed\":15924764223251450000," + odd));
        assertThat(reply.body()).contains(odd);
        assertThat(upstream.take().body()).contains("\"seed\":15924764223251450000").contains(odd);

        upstream.on(
                LLAMA,
                Scripts.stream(
                        say("Hi").replace("{\"id\"", "{" + odd + ",\"id\""), finish("stop"), DONE));
        Reply streamed = world.post(World.chat(LLAMA, ",\"stream\":true," + odd));
        assertThat(streamed.body()).contains(odd);
        assertThat(upstream.take().body()).contains(odd);
    }

    @Test
    void a400IsToldAs400AndA429As429WithItsWait() throws Exception {
        upstream.on(LLAMA, Scripts.error(400, "", "temperature must be below 2"));
        Reply bad = world.ask(LLAMA);
        assertThat(bad.error(400).at("message").text()).contains("temperature must be below 2");
        assertThat(bad.header("x-should-retry")).isEqualTo("false");

        upstream.on(LLAMA, Scripts.error(429, "Retry-After: 7\r\n", "slow down"));
        Reply limited = world.ask(LLAMA);
        limited.error(429);
        assertThat(limited.header("retry-after")).isEqualTo("7");
        assertThat(Long.parseLong(limited.header("retry-after-ms"))).isBetween(6_000L, 7_000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "1",
                "null",
                "true",
                "\"x\"",
                "{",
                "}",
                "{]",
                "{\"model\":",
                "nonsense",
                "{\"model\":\"m\"}{}",
                "{'model':'m'}",
                "{\"model\":\"m\",}",
                "\u0000"
            })
    void malformedJsonIs400(String body) throws Exception {
        world.post(body).error(400);
        assertThat(upstream.connections()).isZero();
    }

    /** A good body with one byte changed, dropped or doubled: passed on or refused, never a 5xx. */
    @Test
    void noMutationOfABodyBreaksTheGateway() throws Exception {
        String good =
                World.chat(
                        LLAMA,
                        ",\"stream\":false,\"max_tokens\":5,\"n\":1,\"stop\":[\"x\"],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"logprobs\":true");
        SplittableRandom random = new SplittableRandom(4);
        try (RawClient client = world.client()) {
            for (int i = 0; i < 400; i++) {
                byte[] body = mutated(good, random);
                Reply reply = client.post("/v1/chat/completions", World.KEY, body).reply();
                if (reply.status() != 200) {
                    assertThat(reply.status()).isBetween(400, 404);
                    reply.error(reply.status());
                }
            }
        }
        assertNothingOpen();
    }

    private static byte[] mutated(String good, SplittableRandom random) {
        StringBuilder text = new StringBuilder(good);
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
            case 0 -> text.setCharAt(at, (char) (1 + random.nextInt(255)));
            case 1 -> text.deleteCharAt(at);
            case 2 -> text.insert(at, text.charAt(at));
            default -> text.setLength(at);
        }
        return text.toString().getBytes(ISO_8859_1);
    }

    @Test
    void aBodyOf60MegabytesIs413() throws Exception {
        byte[] body = World.chat(LLAMA, "").replace("hello", "x".repeat(60 << 20)).getBytes(UTF_8);
        Reply reply;
        try (RawClient client = world.client()) {
            reply = client.post("/v1/chat/completions", World.KEY, new byte[0]).reply();
            reply.error(400);
        }
        reply = Bodies.announced(world, 60 << 20, body);
        reply.error(413);
        assertThat(upstream.connections()).isZero();
    }

    @Test
    void one500DoesNotCloseTheOnlySlotToOthers() throws Exception {
        upstream.on(LLAMA, Scripts.error(500, "", "boom"));
        world.ask(LLAMA).error(502);
        upstream.on(LLAMA, Scripts.text("fine"));
        assertThat(world.ask(LLAMA).status()).isEqualTo(200);
    }

    private void assertNothingOpen() {
        Wait.until(
                "every row settled",
                () -> world.rows().stream().allMatch(row -> "settled".equals(row.get("state"))));
    }
}
