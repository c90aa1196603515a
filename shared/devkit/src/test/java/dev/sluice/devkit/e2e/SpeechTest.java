package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.standins.Http;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /v1/audio/speech}: sound that nobody reads, from a provider of the test's. */
class SpeechTest {
    private static final String ORPHEUS = "canopylabs/orpheus-3b-0.1-ft";

    private final ScriptedProvider upstream;
    private final World world;

    SpeechTest() throws IOException {
        upstream = new ScriptedProvider();
        world =
                World.settings()
                        .slot(0, "together", upstream.baseUrl())
                        .slot(1, "together", upstream.baseUrl())
                        .serving(2, upstream.baseUrl(), "tts-1")
                        .start();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        upstream.close();
    }

    private static byte[] body(String model, String more) {
        return "{\"model\":\"%s\",\"input\":\"Hallo Welt\",\"voice\":\"tara\"%s}"
                .formatted(model, more)
                .getBytes(UTF_8);
    }

    private Reply speak(String more) throws IOException {
        return world.post("/v1/audio/speech", World.KEY, body(ORPHEUS, more));
    }

    private static ScriptedProvider.Script sound(byte[] bytes, String type) {
        return call ->
                call.write(
                                "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
                                        .formatted(type, bytes.length))
                        .write(bytes);
    }

    private static byte[] allBytes() {
        byte[] bytes = new byte[512];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    @Test
    void theSoundIsTheProvidersByteForByteAndIsBilledByCharacters() throws Exception {
        upstream.on(ORPHEUS, sound(allBytes(), "audio/mpeg"));
        try (RawClient client = world.client()) {
            client.post("/v1/audio/speech", World.KEY, body(ORPHEUS, ""));
            Http.Head head = client.head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-type")).isEqualTo("audio/mpeg");
            assertThat(head.header("content-length")).isEqualTo("512");
            assertThat(head.header("x-sluice-provider")).isEqualTo("together");
            assertThat(client.rest(512)).isEqualTo(allBytes());
            Map<String, String> row = world.settled(head.header("x-request-id"));
            assertThat(row)
                    .containsEntry("outcome", "completed")
                    .containsEntry("kind", "speech")
                    .containsEntry("characters", "10")
                    .containsEntry("costNanoUsd", "150000");
        }
        Tree asked = Tree.parse(upstream.take().body());
        assertThat(asked.at("response_format").text()).isEqualTo("mp3");
        assertThat(asked.at("voice").text()).isEqualTo("tara");
    }

    @ParameterizedTest
    @CsvSource({"wav, wav", "pcm, raw", "raw, raw", "mulaw, mulaw"})
    void formatsHaveTogethersNames(String asked, String sent) throws Exception {
        upstream.on(ORPHEUS, sound(allBytes(), "application/octet-stream"));
        Reply reply = speak(",\"response_format\":\"" + asked + "\",\"speed\":1");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("content-type")).startsWith("audio/");
        Tree body = Tree.parse(upstream.take().body());
        assertThat(body.at("response_format").text()).isEqualTo(sent);
        assertThat(body.names()).doesNotContain("speed", "stream_format", "stream");
        assertThat(body.names().contains("response_encoding")).isEqualTo(asked.equals("pcm"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"model\":\"M\",\"voice\":\"v\" | input",
                "\"model\":\"M\",\"voice\":\"v\",\"input\":\"\" | input",
                "\"model\":\"M\",\"voice\":\"v\",\"input\":7 | input",
                "\"model\":\"M\",\"voice\":\"v\",\"input\":[\"a\"] | input",
                "\"model\":\"M\",\"input\":\"a\" | voice",
                "\"model\":\"M\",\"input\":\"a\",\"voice\":7 | voice",
                "\"model\":\"M\",\"input\":\"a\",\"voice\":{\"id\":\"v\"} | voice",
                "\"model\":\"M\",\"input\":\"a\",\"voice\":\"v\",\"response_format\":\"webp\" | response_format",
                "\"model\":\"M\",\"input\":\"a\",\"voice\":\"v\",\"response_format\":\"opus\" | response_format",
                "\"model\":\"M\",\"input\":\"a\",\"voice\":\"v\",\"response_format\":\"aac\" | response_format",
                "\"model\":\"M\",\"input\":\"a\",\"voice\":\"v\",\"response_format\":\"flac\" | response_format",
                "\"model\":\"M\",\"input\":\"a\",\"voice\":\"v\",\"response_format\":3 | response_format",
                "\"model\":\"M\",\"input\":\"a\",\"voice\":\"v\",\"stream_format\":\"ws\" | stream_format",
                "\"model\":\"M\",\"input\":\"a\",\"voice\":\"v\",\"instructions\":\"softly\" | instructions",
                "\"model\":\"M\",\"input\":\"a\",\"voice\":\"v\",\"speed\":5 | speed",
                "\"model\":\"M\",\"input\":\"a\",\"voice\":\"v\",\"speed\":0.1 | speed",
                "\"model\":\"M\",\"input\":\"a\",\"voice\":\"v\",\"speed\":1.5 | speed",
                "\"model\":\"M\",\"input\":\"a\",\"voice\":\"v\",\"speed\":\"fast\" | speed",
            })
    void badInputIsA400ThatNamesTheMemberAndNothingIsAsked(String members, String param)
            throws Exception {
        String body = "{" + members.replace("\"M\"", '"' + ORPHEUS + '"') + "}";
        Reply reply = world.post("/v1/audio/speech", World.KEY, body.getBytes(UTF_8));
        assertThat(reply.error(400).at("param").text()).isEqualTo(param);
        assertThat(upstream.seen()).isEmpty();
        assertThat(world.rows()).isEmpty();
    }

    @Test
    void whatComesIsSentBeforeMoreIsTaken() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        upstream.on(
                ORPHEUS,
                call -> {
                    call.write(
                                    "HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nTransfer-Encoding: chunked\r\n\r\n")
                            .chunk("first");
                    heard.await();
                    call.chunk("second").write(Scripts.END);
                });
        try (RawClient client = world.client()) {
            client.post("/v1/audio/speech", World.KEY, body(ORPHEUS, ""));
            assertThat(client.head().header("transfer-encoding")).isEqualTo("chunked");
            assertThat(client.chunk()).isEqualTo("first");
            heard.countDown();
            assertThat(client.chunk()).isEqualTo("second");
            assertThat(client.chunk()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked", "Content-Length: 100"})
    void aProviderThatCutsIsABrokenTransferAndNoCleanEnd(String framing) throws Exception {
        boolean chunked = framing.startsWith("T");
        upstream.on(
                ORPHEUS,
                call -> {
                    call.write(
                            "HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\n"
                                    + framing
                                    + "\r\n\r\n");
                    if (chunked) {
                        call.chunk("half");
                    } else {
                        call.write("half");
                    }
                    call.close();
                });
        Reply reply = speak("");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("half");
        assertThat(reply.whole()).isFalse();
        assertThat(world.settled(reply))
                .containsEntry("outcome", "upstreamFailed")
                .containsEntry("costNanoUsd", "150000");
        assertThat(upstream.seen()).hasSize(1);
    }

    @Test
    void aHangUpCancelsAndClosesTheRow() throws Exception {
        upstream.on(
                ORPHEUS,
                call ->
                        call.write(
                                        "HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nContent-Length: 100\r\n\r\n")
                                .write("half")
                                .awaitHangUp());
        RawClient client = world.client();
        client.post("/v1/audio/speech", World.KEY, body(ORPHEUS, ""));
        String id = client.head().header("x-request-id");
        assertThat(client.rest(4)).isEqualTo("half".getBytes(UTF_8));
        client.hangUp();
        upstream.awaitHangUpNanos();
        assertThat(world.settled(id))
                .containsEntry("outcome", "clientGone")
                .containsEntry("characters", "10")
                .containsEntry("costNanoUsd", "150000");
    }

    @Test
    void untilTheFirstByteAnotherSlotMayServe() throws Exception {
        List<ScriptedProvider.Script> failures =
                List.of(
                        Scripts.error(500, "", "down"),
                        call ->
                                call.write(
                                        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"),
                        call ->
                                call.write(
                                        "HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nContent-Length: 0\r\n\r\n"),
                        Scripts.answer("{\"error\":{\"message\":\"oh\",\"code\":500}}"));
        for (ScriptedProvider.Script failure : failures) {
            int before = upstream.seen().size();
            upstream.on(
                    ORPHEUS,
                    call -> {
                        boolean first = upstream.seen().size() == before + 1;
                        (first ? failure : sound(allBytes(), "audio/mpeg")).play(call);
                    });
            Reply reply = speak("");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(world.settled(reply))
                    .containsEntry("attempts", "2")
                    .containsEntry("costNanoUsd", "150000");
        }
    }

    @Test
    void whereAllFailTheClientIsToldWithAStatusAndPaysNothing() throws Exception {
        upstream.on(ORPHEUS, Scripts.error(500, "", "down"));
        Reply reply = speak("");
        reply.error(502);
        assertThat(world.settled(reply)).containsEntry("costNanoUsd", "0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mp3", "pcm"})
    void eventsHaveTheSoundAndAtTheEndTheUsage(String format) throws Exception {
        byte[] odd = new byte[] {1, 2, 3};
        boolean pcm = format.equals("pcm");
        String b64 = Base64.getEncoder().encodeToString(odd);
        upstream.on(
                ORPHEUS,
                pcm
                        ? Scripts.stream(
                                "data: {\"type\":\"conversation.item.audio_output.delta\",\"item_id\":\"t\",\"delta\":\""
                                        + b64
                                        + "\"}\n\n",
                                ": ping\n\ndata: {\"object\":\"audio.tts.chunk\",\"model\":\"m\",\"b64\":\""
                                        + b64
                                        + "\"}\n\n",
                                Scripts.DONE)
                        : call ->
                                call.write(
                                                "HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nTransfer-Encoding: chunked\r\n\r\n")
                                        .chunk(odd)
                                        .chunk(odd)
                                        .write(Scripts.END));
        Reply reply = speak(",\"stream_format\":\"sse\",\"response_format\":\"" + format + "\"");
        assertThat(reply.header("content-type")).startsWith("text/event-stream");
        ByteArrayOutputStream sound = new ByteArrayOutputStream();
        List<Tree> events = reply.chunks();
        for (Tree event : events.subList(0, events.size() - 1)) {
            assertThat(event.at("type").text()).isEqualTo("speech.audio.delta");
            byte[] delta = Base64.getDecoder().decode(event.at("audio").text());
            assertThat(delta.length % 2).as("no sample is cut in two").isZero();
            sound.write(delta);
        }
        assertThat(sound.toByteArray()).isEqualTo(new byte[] {1, 2, 3, 1, 2, 3});
        Tree done = events.getLast();
        assertThat(done.at("type").text()).isEqualTo("speech.audio.done");
        assertThat(done.at("usage").at("total_tokens").number()).isPositive();
        assertThat(world.settled(reply)).containsEntry("costNanoUsd", "150000");
        Tree asked = Tree.parse(upstream.take().body());
        assertThat(asked.names().contains("stream")).isEqualTo(pcm);
        assertThat(asked.names()).doesNotContain("stream_format");
    }

    @Test
    void eventsThatBreakOffEndWithAnErrorAndNoDone() throws Exception {
        upstream.on(
                ORPHEUS,
                Scripts.cut(
                        "data: {\"object\":\"audio.tts.chunk\",\"model\":\"m\",\"b64\":\"AQID\"}\n\n"));
        Reply reply = speak(",\"stream_format\":\"sse\",\"response_format\":\"pcm\"");
        assertThat(reply.errorEvent().at("message").text()).contains("mid-answer");
        assertThat(reply.body()).doesNotContain("speech.audio.done");
        assertThat(world.settled(reply)).containsEntry("outcome", "upstreamFailed");
    }

    /** Together's own clients ask so; they read its own events. */
    @Test
    void theProvidersOwnStreamIsPassedOnAsItIsButForTheKey() throws Exception {
        String event = "data: {\"object\":\"audio.tts.chunk\",\"b64\":\"AQID\"}\n\n";
        upstream.on(
                ORPHEUS,
                call -> {
                    String note = "data: {\"note\":\"of " + call.seen().key() + "\"}\n\n";
                    Scripts.stream(event, note, Scripts.DONE).play(call);
                });
        Reply reply = speak(",\"stream\":true,\"response_format\":\"raw\"");
        assertThat(reply.header("content-type")).startsWith("text/event-stream");
        assertThat(reply.body()).startsWith(event).endsWith(Scripts.DONE);
        assertThat(reply.body()).contains("of Bearer ****").doesNotContain("upstream-key");
        assertThat(Tree.parse(upstream.take().body()).names()).contains("stream");
        assertThat(world.settled(reply)).containsEntry("costNanoUsd", "150000");
    }

    @Test
    void aBudgetThatCannotPayIsToldBeforeAnythingIsAsked() throws Exception {
        String key = world.key("poor", new Limit(Measure.NANO_USD, 100_000, Calendar.DAY));
        Reply reply = world.post("/v1/audio/speech", key, body(ORPHEUS, ""));
        assertThat(reply.error(400).at("code").text()).isEqualTo("request_exceeds_limit");
        assertThat(upstream.seen()).isEmpty();
        assertThat(world.rows()).isEmpty();
    }

    @Test
    void aTextOfAHundredThousandCharactersIsReadAndNoLongerOne() throws Exception {
        upstream.on(ORPHEUS, sound(allBytes(), "audio/mpeg"));
        String longest = "\uD83D\uDEA2".repeat(100_000);
        String body = new String(body(ORPHEUS, ""), UTF_8);
        assertThat(body).contains("\"input\":\"");
        String read = body.replaceFirst("\"input\":\"[^\"]*", "\"input\":\"" + longest);
        Reply served = world.post("/v1/audio/speech", World.KEY, read.getBytes(UTF_8));
        assertThat(served.status()).isEqualTo(200);
        String tooLong = read.replaceFirst("\"input\":\"", "\"input\":\"a");
        Reply refused = world.post("/v1/audio/speech", World.KEY, tooLong.getBytes(UTF_8));
        Tree error = refused.error(400);
        assertThat(error.at("code").text()).isEqualTo("string_above_max_length");
        assertThat(error.at("param").text()).isEqualTo("input");
        assertThat(error.at("message").text()).contains("100000", "100001");
    }

    @Test
    void anotherProviderGetsOpenAisFormAndItsUsageIsPassedOn() throws Exception {
        String usage = "{\"input_tokens\":14,\"output_tokens\":101,\"total_tokens\":115}";
        upstream.on(
                "tts-1",
                Scripts.stream(
                        "data: {\"type\":\"speech.audio.delta\",\"audio\":\"AQIDBA==\"}\n\n",
                        "data: {\"type\":\"speech.audio.done\",\"usage\":" + usage + "}\n\n"));
        Reply reply =
                world.post(
                        "/v1/audio/speech",
                        World.KEY,
                        body(
                                "tts-1",
                                ",\"stream_format\":\"sse\",\"speed\":1.5,\"response_format\":\"opus\""));
        assertThat(reply.body()).contains("\"audio\":\"AQIDBA==\"", "\"usage\":" + usage);
        Tree asked = Tree.parse(upstream.take().body());
        assertThat(asked.at("stream_format").text()).isEqualTo("sse");
        assertThat(asked.at("speed").decimal()).isEqualTo(1.5);
        assertThat(world.settled(reply)).containsEntry("priced", "false");
    }

    @Test
    void aChatModelIsToldItsDoor() throws Exception {
        Reply reply = world.post("/v1/audio/speech", World.KEY, body(World.LLAMA, ""));
        assertThat(reply.error(400).at("message").text()).contains("/v1/chat/completions");
    }

    @Test
    void aLongSoundComesWhole() throws Exception {
        byte[] piece = "x".repeat(64 << 10).getBytes(ISO_8859_1);
        int pieces = 320; // 20 MB
        upstream.on(
                ORPHEUS,
                call -> {
                    call.write(
                            "HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nContent-Length: %d\r\n\r\n"
                                    .formatted((long) pieces * piece.length));
                    for (int i = 0; i < pieces; i++) {
                        call.write(piece);
                    }
                });
        try (RawClient client = world.client()) {
            client.post("/v1/audio/speech", World.KEY, body(ORPHEUS, ""));
            assertThat(client.head().status()).isEqualTo(200);
            assertThat(client.skip((long) pieces * piece.length))
                    .isEqualTo((long) pieces * piece.length);
        }
    }
}
