package dev.sluice.devkit.e2e;

import static dev.sluice.standins.Scripts.say;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.ScriptedProvider.Call;
import dev.sluice.standins.Scripts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Of what a provider has sent, its client has every whole event before the gateway waits for the
 * next byte: at each door, however the provider frames and codes its stream, and wherever it stops
 * for breath.
 */
class GatheredEventsLawTest {
    private static final String FIRST = say("one") + say("two");
    private static final String THIRD = say("three");
    private static final String REST = Scripts.finish("stop") + Scripts.usageEvent() + Scripts.DONE;
    private static final String TYPE = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";

    private static ScriptedProvider upstream;
    private static World world;

    /** How a provider sends two parts of a stream, with something to be done between them. */
    enum Framing {
        CHUNKS,
        CHUNKS_OF_A_BYTE,
        CHUNKS_CUT_IN_THEIR_ENDS,
        LENGTH,
        UNTIL_CLOSED,
        GZIP;

        void send(Call call, byte[] one, Between between, byte[] two) throws Exception {
            switch (this) {
                case CHUNKS -> {
                    call.write(Scripts.SSE_HEAD).chunk(one);
                    between.pause();
                    call.chunk(two).write(Scripts.END);
                }
                case CHUNKS_OF_A_BYTE -> {
                    call.write(Scripts.SSE_HEAD);
                    byByte(call, one);
                    between.pause();
                    byByte(call, two);
                    call.write(Scripts.END);
                }
                case CHUNKS_CUT_IN_THEIR_ENDS -> {
                    call.write(Scripts.SSE_HEAD + Integer.toHexString(one.length) + "\r\n");
                    call.write(new String(one, UTF_8) + "\r");
                    between.pause();
                    call.write("\n").chunk(two).write(Scripts.END);
                }
                case LENGTH -> {
                    call.write(TYPE + "Content-Length: " + (one.length + two.length) + "\r\n\r\n");
                    call.write(one);
                    between.pause();
                    call.write(two);
                }
                case UNTIL_CLOSED -> {
                    call.write(Scripts.BARE_SSE_HEAD).write(one);
                    between.pause();
                    call.write(two).shut();
                }
                case GZIP -> {
                    List<byte[]> coded = coded(one, two);
                    call.write(
                            TYPE + "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n");
                    call.chunk(coded.getFirst());
                    between.pause();
                    call.chunk(coded.getLast()).write(Scripts.END);
                }
            }
        }

        private static void byByte(Call call, byte[] bytes) throws IOException {
            for (int i = 0; i < bytes.length; i++) {
                call.chunk(Arrays.copyOfRange(bytes, i, i + 1));
            }
        }

        private static List<byte[]> coded(byte[] one, byte[] two) throws IOException {
            ByteArrayOutputStream coded = new ByteArrayOutputStream();
            List<byte[]> parts = new ArrayList<>();
            try (GZIPOutputStream gzip = new GZIPOutputStream(coded, true)) {
                gzip.write(one);
                gzip.flush();
                parts.add(coded.toByteArray());
                gzip.write(two);
            }
            byte[] all = coded.toByteArray();
            parts.add(Arrays.copyOfRange(all, parts.getFirst().length, all.length));
            return parts;
        }
    }

    interface Between {
        void pause() throws InterruptedException;
    }

    /** A door, how it is asked, what tells of the second word there, and what ends it. */
    enum Door {
        CHAT("/v1/chat/completions", "'messages':[{'role':'user','content':'x'}]", "[DONE]"),
        MESSAGES(
                "/v1/messages",
                "'max_tokens':9,'messages':[{'role':'user','content':'x'}]",
                "event: message_stop"),
        RESPONSES("/v1/responses", "'input':'x'", "event: response.completed");

        private final String path;
        private final String members;
        private final String end;

        Door(String path, String members, String end) {
            this.path = path;
            this.members = members;
            this.end = end;
        }

        byte[] asking() {
            return ("{'model':'" + World.LLAMA + "','stream':true," + members + "}")
                    .replace('\'', '"')
                    .getBytes(UTF_8);
        }
    }

    static Stream<Arguments> everywhere() {
        return Arrays.stream(Framing.values())
                .flatMap(f -> Arrays.stream(Door.values()).map(door -> Arguments.of(f, door)));
    }

    @BeforeAll
    static void start() throws IOException {
        upstream = new ScriptedProvider();
        world = World.together(upstream);
    }

    @AfterAll
    static void stop() throws IOException {
        world.close();
        upstream.close();
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void whatIsWholeHasLeftBeforeTheNextIsWaitedFor(Framing framing, Door door) throws Exception {
        for (int cut : new int[] {0, 1, THIRD.length() / 2, THIRD.length() - 1}) {
            CountDownLatch seen = new CountDownLatch(1);
            byte[] one = (FIRST + THIRD.substring(0, cut)).getBytes(UTF_8);
            byte[] two = (THIRD.substring(cut) + REST).getBytes(UTF_8);
            upstream.on(World.LLAMA, call -> framing.send(call, one, () -> await(seen), two));
            try (RawClient client = world.client()) {
                client.post(door.path, World.KEY, door.asking());
                assertThat(client.head().status()).isEqualTo(200);
                assertThat(client.until("two")).contains("one").doesNotContain("three");
                seen.countDown();
                assertThat(client.until(door.end)).contains("three");
            }
        }
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(Wait.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
}
