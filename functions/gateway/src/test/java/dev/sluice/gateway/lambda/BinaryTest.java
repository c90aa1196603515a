package dev.sluice.gateway.lambda;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.lambda.Prelude;
import dev.sluice.lambda.StreamingResponse;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bytes and forms on Lambda: as events bring them, and as answers leave. */
class BinaryTest {
    private static final int PIECE_BYTES = 64 << 10;

    private final ScriptedProvider provider = new ScriptedProvider();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    BinaryTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        provider.close();
    }

    private static byte[] allBytes() {
        byte[] bytes = new byte[1_024];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    /** As bytes: the event asks for events, for `sam local` cannot show any other answer. */
    private static String speech() throws IOException {
        return GatewayFunctionTest.event("speech")
                .replace(", \\\"stream_format\\\": \\\"sse\\\"", "");
    }

    @Test
    void theEventOfTheFolderAsksForEvents() throws Exception {
        provider.on("POST /v1/audio/speech", Scripts.whole("audio/mpeg", allBytes()));
        Sink sink = new Sink();
        handle(GatewayFunctionTest.event("speech"), sink);
        assertThat(sink.kept.toString(UTF_8)).contains("speech.audio.delta", "speech.audio.done");
    }

    @Test
    void soundStreamsByteForByte() throws Exception {
        provider.on("POST /v1/audio/speech", Scripts.whole("audio/mpeg", allBytes()));
        Sink sink = new Sink();
        handle(speech(), sink);
        assertThat(sink.prelude().status()).isEqualTo(200);
        assertThat(sink.prelude().headers()).containsEntry("content-type", "audio/mpeg");
        assertThat(sink.kept.toByteArray()).isEqualTo(allBytes());
        assertThat(log.toString(UTF_8)).contains("\"characters\":17", "\"completed\"");
    }

    @Test
    void behindABufferedIntegrationItIsBase64() throws Exception {
        provider.on("POST /v1/audio/speech", Scripts.whole("audio/mpeg", allBytes()));
        Map<String, Object> answer = JSON.std.mapFrom(handleRequest(speech(), "buffered"));
        assertThat(answer).containsEntry("statusCode", 200).containsEntry("isBase64Encoded", true);
        assertThat(Base64.getDecoder().decode((String) answer.get("body"))).isEqualTo(allBytes());
    }

    @Test
    void behindAStreamingIntegrationWithoutTheWrapperItIsAsItIs() throws Exception {
        provider.on("POST /v1/audio/speech", Scripts.whole("audio/mpeg", allBytes()));
        byte[] returned = handleRequest(speech(), "stream");
        String latin = new String(returned, ISO_8859_1);
        int body = latin.indexOf("\0".repeat(8)) + 8;
        assertThat(latin.substring(body)).isEqualTo(new String(allBytes(), ISO_8859_1));
    }

    @Test
    void aFormComesAsBase64AndReachesTheProviderByteForByte() throws Exception {
        String verbose =
                "{\"duration\":1.5,\"text\":\"Hum\",\"segments\":[{\"start\":0,\"end\":1.5,\"text\":\"Hum\"}]}";
        provider.on(
                "POST /v1/audio/transcriptions",
                Scripts.whole("application/json", verbose.getBytes(UTF_8)));
        String event = GatewayFunctionTest.event("transcription");
        Sink sink = new Sink();
        handle(event, sink);
        assertThat(sink.prelude().headers().get("content-type")).startsWith("text/vtt");
        assertThat(sink.kept.toString(UTF_8))
                .isEqualTo("WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nHum\n\n");
        String sent = new String(provider.take().bytes(), ISO_8859_1);
        byte[] came = Base64.getDecoder().decode((String) JSON.std.mapFrom(event).get("body"));
        String form = new String(came, ISO_8859_1);
        String file = form.substring(form.indexOf("RIFF"), form.lastIndexOf("\r\n--"));
        assertThat(sent).contains(file).contains("verbose_json");
    }

    @Test
    void aFormThatIsTooLargeIsToldOfTheOtherWay() throws Exception {
        Map<String, Object> event = JSON.std.mapFrom(GatewayFunctionTest.event("transcription"));
        Map<String, Object> large = new HashMap<>(event);
        large.put("body", Base64.getEncoder().encodeToString(new byte[(6 << 20) + 1]));
        Sink sink = new Sink();
        handle(JSON.std.asString(large), sink);
        assertThat(sink.prelude().status()).isEqualTo(413);
        assertThat(sink.kept.toString(UTF_8)).contains("file_url");
    }

    @Test
    void whatBreaksOffIsABrokenAnswerOfTheFunctionToo() {
        provider.on(
                "POST /v1/audio/speech",
                call -> {
                    call.write(
                            "HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nContent-Length: 1000\r\n\r\n");
                    call.write(Arrays.copyOf(allBytes(), 100)).close();
                });
        Sink sink = new Sink();
        assertThatThrownBy(() -> handle(speech(), sink)).isInstanceOf(IOException.class);
        assertThat(sink.kept.size()).isEqualTo(100);
        assertThat(log.toString(UTF_8)).contains("\"upstreamFailed\"");
    }

    /** What Lambda streams at most. */
    @Test
    void twoHundredMegabytesPassThroughPieceByPiece() throws Exception {
        int pieces = 200 << 20 >> 16;
        provider.on("POST /v1/audio/speech", pieces(pieces, new CountDownLatch(1)));
        Sink sink = new Sink();
        sink.keeps = false;
        handle(speech(), sink);
        assertThat(sink.sentBytes).isEqualTo((long) pieces * PIECE_BYTES);
        assertThat(sink.longestBytes).as("no more is held than a piece").isLessThan(PIECE_BYTES);
    }

    @Test
    void aSlowWayOutSlowsTheProviderDown() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        provider.on("POST /v1/audio/speech", pieces(64 << 20 >> 16, sent));
        Sink sink = new Sink();
        sink.keeps = false;
        sink.gate = new CountDownLatch(1);
        Thread invocation =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        handle(speech(), sink);
                                    } catch (IOException e) {
                                        throw new IllegalStateException(e);
                                    }
                                });
        sink.began.await();
        assertThat(sent.await(300, TimeUnit.MILLISECONDS)).isFalse();
        sink.gate.countDown();
        invocation.join();
        assertThat(sink.sentBytes).isEqualTo(64 << 20);
    }

    @Test
    void whatLambdaDoesNotReturnAtOnceIsNoAnswerCutShort() {
        provider.on("POST /v1/audio/speech", pieces(7 << 20 >> 16, new CountDownLatch(1)));
        assertThatThrownBy(() -> handleRequest(speech(), "buffered"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("larger");
    }

    private static ScriptedProvider.Script pieces(int count, CountDownLatch sent) {
        return call -> {
            call.write(
                    "HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nTransfer-Encoding: chunked\r\n\r\n");
            byte[] piece = new byte[PIECE_BYTES];
            for (int i = 0; i < count; i++) {
                call.chunk(piece);
            }
            sent.countDown();
            call.write(Scripts.END);
        };
    }

    private void handle(String event, StreamingResponse response) throws IOException {
        function("stream").handle(event.getBytes(UTF_8), response, new FakeContext());
    }

    private byte[] handleRequest(String event, String mode) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        function(mode)
                .handleRequest(
                        new ByteArrayInputStream(event.getBytes(UTF_8)), out, new FakeContext());
        return out.toByteArray();
    }

    private GatewayFunction function(String mode) throws IOException {
        return new GatewayFunction(
                OneSlot.at(provider, Map.of("SLUICE_RESPONSE_MODE", mode)),
                new PrintStream(log, true, UTF_8));
    }

    /** Where the answer goes. */
    private static final class Sink extends OutputStream implements StreamingResponse {
        final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        final CountDownLatch began = new CountDownLatch(1);
        boolean keeps = true;
        long sentBytes;
        int longestBytes;
        @Nullable CountDownLatch gate;
        private @Nullable Prelude prelude;

        @Override
        public OutputStream begin(Prelude prelude) {
            this.prelude = prelude;
            return this;
        }

        @Override
        public boolean begun() {
            return prelude != null;
        }

        Prelude prelude() {
            if (prelude == null) {
                throw new AssertionError("no answer");
            }
            return prelude;
        }

        @Override
        public void write(int b) {
            kept.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            sentBytes += length;
            longestBytes = Math.max(longestBytes, length);
            began.countDown();
            if (keeps) {
                kept.write(bytes, offset, length);
            }
            if (gate != null) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        }
    }
}
