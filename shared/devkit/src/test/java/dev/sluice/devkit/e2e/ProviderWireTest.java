package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.KEY;
import static dev.sluice.devkit.e2e.World.LLAMA;
import static dev.sluice.standins.Scripts.say;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes of a provider that nobody asked for, and codings that nobody asked for. */
class ProviderWireTest {
    private static final String FOREIGN = "another caller's words";

    @AutoClose private ScriptedProvider upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
    }

    private static String chat(String prompt) {
        return World.chat(LLAMA, ",\"user\":\"" + prompt + "\"");
    }

    /** Each of many calls gets its own answer, and each answer has this behind it. */
    private void eachGetsItsOwn(String extra) throws Exception {
        Semaphore written = new Semaphore(0);
        upstream.on(
                LLAMA,
                call -> {
                    String prompt = Tree.parse(call.seen().body()).at("user").text();
                    call.write(Scripts.json(200, "", Scripts.completion(prompt)) + extra);
                    written.release();
                });
        try (World world = World.together(upstream)) {
            for (int i = 0; i < 10; i++) {
                Reply reply = world.post(KEY, chat("mine " + i));
                assertThat(reply.status()).as(reply.body()).isEqualTo(200);
                assertThat(reply.body()).contains("\"mine " + i + "\"").doesNotContain(FOREIGN);
                assertThat(written.tryAcquire(Wait.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            }
            assertThat(upstream.seen()).hasSize(10);
        }
    }

    @Test
    void aSecondAnswerToOneCallGoesToNobody() throws Exception {
        eachGetsItsOwn(Scripts.json(200, "", Scripts.completion(FOREIGN)));
    }

    @Test
    void bytesBeyondTheLengthHoldUpNobody() throws Exception {
        eachGetsItsOwn("0123456789");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 408})
    void anUnaskedRefusalGoesToNobody(int status) throws Exception {
        eachGetsItsOwn(Scripts.json(status, "Connection: close\r\n", FOREIGN));
    }

    @Test
    void aProviderThatKeepsAndClosesFailsNoCall() throws Exception {
        Semaphore closed = new Semaphore(0);
        upstream.on(
                LLAMA,
                call -> {
                    call.write(
                            Scripts.json(
                                    200, "Connection: keep-alive\r\n", Scripts.completion("ok")));
                    call.shut();
                    closed.release();
                });
        try (World world = World.together(upstream)) {
            for (int i = 0; i < 10; i++) {
                assertThat(world.ask(LLAMA).status()).isEqualTo(200);
                assertThat(closed.tryAcquire(Wait.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            }
            assertThat(upstream.seen()).hasSize(10);
        }
    }

    @Test
    void aGoodConnectionIsKeptForStreamsAndWholeAnswers() throws Exception {
        upstream.on(
                LLAMA,
                call -> {
                    if (call.seen().body().contains("\"stream\":true")) {
                        call.write(Scripts.SSE_HEAD)
                                .chunk(say("ok"))
                                .chunk(Scripts.finish("stop"))
                                .write(chunked(Scripts.DONE) + Scripts.END);
                    } else {
                        call.write(Scripts.json(200, "", Scripts.completion("ok")));
                    }
                });
        try (World world = World.together(upstream)) {
            for (int i = 0; i < 20; i++) {
                assertThat(world.ask(LLAMA).status()).isEqualTo(200);
                assertThat(world.stream(LLAMA).text()).isEqualTo("ok");
            }
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    private static String chunked(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    @Test
    void noCodingIsAskedFor() throws Exception {
        upstream.on(LLAMA, Scripts.text("ok"));
        try (World world = World.together(upstream)) {
            world.ask(LLAMA);
            assertThat(upstream.take().head().header("accept-encoding")).isEqualTo("identity");
        }
    }

    private static byte[] coded(String coding, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out =
                coding.equals("deflate")
                        ? new DeflaterOutputStream(bytes)
                        : new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void answer(ScriptedProvider.Call call, int status, String coding, byte[] body)
            throws IOException {
        call.write(
                "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n"
                        .formatted(status, coding, body.length));
        call.write(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "X-GZip", "deflate"})
    void aCodedAnswerIsDecoded(String coding) throws Exception {
        upstream.on(
                LLAMA,
                call -> answer(call, 200, coding, coded(coding, Scripts.completion("in clear"))));
        try (World world = World.together(upstream)) {
            for (int i = 0; i < 3; i++) {
                Reply reply = world.ask(LLAMA);
                assertThat(reply.status()).as(reply.body()).isEqualTo(200);
                assertThat(reply.body()).contains("in clear");
                assertThat(reply.headers()).doesNotContainKey("content-encoding");
            }
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void aCodedRefusalIsDecodedToo() throws Exception {
        String error = "{\"error\":{\"message\":\"temperature is too high\",\"code\":400}}";
        upstream.on(LLAMA, call -> answer(call, 400, "gzip", coded("gzip", error)));
        try (World world = World.together(upstream)) {
            assertThat(world.ask(LLAMA).error(400).at("message").text())
                    .contains("temperature is too high");
        }
    }

    @Test
    void anUnknownCodingIsTheProvidersFault() throws Exception {
        upstream.on(LLAMA, call -> answer(call, 200, "br", "not to be seen".getBytes(UTF_8)));
        try (World world = World.together(upstream)) {
            Reply reply = world.ask(LLAMA);
            reply.error(502);
            assertThat(reply.body()).doesNotContain("not to be seen");
        }
    }

    @Test
    void aCutCodingIsABrokenAnswer() throws Exception {
        byte[] whole = coded("gzip", Scripts.completion("in clear"));
        byte[] cut = Arrays.copyOf(whole, whole.length - 9);
        upstream.on(LLAMA, call -> answer(call, 200, "gzip", cut));
        try (World world = World.together(upstream)) {
            world.ask(LLAMA).error(502);
        }
    }

    @Test
    void aBombIsABrokenAnswer() throws Exception {
        byte[] bomb = coded("gzip", " ".repeat(60 << 20));
        upstream.on(LLAMA, call -> answer(call, 200, "gzip", bomb));
        try (World world = World.together(upstream)) {
            world.ask(LLAMA).error(502);
        }
    }

    @Test
    void anEventOfACodedStreamComesAsSoonAsItIsFlushed() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        upstream.on(
                LLAMA,
                call -> {
                    call.write(
                            Scripts.SSE_HEAD.replace(
                                    "\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n"));
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    GZIPOutputStream gzip = new GZIPOutputStream(bytes, 512, true);
                    gzip.write(say("Hel").getBytes(UTF_8));
                    gzip.flush();
                    call.chunk(bytes.toByteArray());
                    bytes.reset();
                    seen.await();
                    gzip.write((say("lo") + Scripts.finish("stop") + Scripts.DONE).getBytes(UTF_8));
                    gzip.close();
                    call.chunk(bytes.toByteArray()).write(Scripts.END);
                });
        try (World world = World.together(upstream);
                RawClient client = world.client()) {
            byte[] chat = World.chat(LLAMA, ",\"stream\":true").getBytes(ISO_8859_1);
            client.post("/v1/chat/completions", KEY, chat).head();
            client.until("Hel");
            seen.countDown();
            client.until("[DONE]");
        }
    }

    /** HTTP/1.0 has no last chunk: the error event and the missing [DONE] tell it. */
    @Test
    void aStreamThatBreaksOffIsNoCleanEndForHttp10Either() throws Exception {
        upstream.on(LLAMA, Scripts.cut(say("Hel"), say("lo")));
        try (World world = World.together(upstream);
                RawClient client = world.client()) {
            String chat = World.chat(LLAMA, ",\"stream\":true");
            client.send(
                    "POST /v1/chat/completions HTTP/1.0\r\nAuthorization: Bearer "
                            + KEY
                            + "\r\nContent-Length: "
                            + chat.length()
                            + "\r\n\r\n"
                            + chat);
            Reply reply = client.reply();
            assertThat(reply.header("transfer-encoding")).isEmpty();
            assertThat(reply.body()).contains("Hel", "\"error\"").doesNotContain("[DONE]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"429", "402", "401"})
    void anErrorInABegunStreamCoolsDownWhatItSpeaksOf(String code) throws Exception {
        upstream.on(
                LLAMA,
                Scripts.stream(
                        say("Hel"),
                        "data: {\"error\":{\"message\":\"no\",\"code\":"
                                + code
                                + ",\"metadata\":{\"headers\":{\"X-RateLimit-Reset\":\"30\"}}}}\n\n"));
        try (World world = World.together(upstream)) {
            Reply broken = world.stream(LLAMA);
            assertThat(broken.body()).contains("Hel", "\"error\"").doesNotContain("[DONE]");
            Reply next = world.ask(LLAMA);
            boolean isLimit = code.equals("429");
            next.error(isLimit ? 429 : 503); // else its account: no caller did too much
            assertThat(Long.parseLong(next.header("retry-after")))
                    .isBetween(isLimit ? 20L : 1L, 30L);
            assertThat(upstream.seen()).hasSize(1);
        }
    }

    @Test
    void aProvidersKeyThatIsCutByEventsIsSeenByNobody() throws Exception {
        String key = "upstream-key-0";
        for (int at = 1; at < key.length(); at++) {
            upstream.on(
                    LLAMA,
                    Scripts.stream(
                            say("It is " + key.substring(0, at)),
                            say(key.substring(at) + "."),
                            Scripts.finish("stop"),
                            Scripts.usageEvent(),
                            Scripts.DONE));
            try (World world = World.together(upstream)) {
                assertThat(world.stream(LLAMA).text()).startsWith("It is ").doesNotContain(key);
                assertThat(world.ask(LLAMA).body()).doesNotContain(key);
            }
        }
    }
}
