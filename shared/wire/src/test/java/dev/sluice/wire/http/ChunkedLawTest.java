package dev.sluice.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.time.Clock;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.net.Net;
import dev.sluice.wire.openai.Fixtures;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * However a stream is cut into chunks and packets, and however a chunk's size is written, it is the
 * same stream; and nobody waits for a byte who was not told before.
 */
class ChunkedLawTest {
    private static final URI URL = URI.create("http://localhost/v1");
    private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String END = "0\r\n\r\n";

    /** Hands out packets as they were sent, and counts who waits for them. */
    private static final class Packets implements Link {
        private final List<String> packets;
        private int next;
        private int position;
        private int waits;
        private int mostAskedFor;

        Packets(List<String> packets) {
            this.packets = packets.stream().filter(packet -> !packet.isEmpty()).toList();
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            waits++;
            mostAskedFor = Math.max(mostAskedFor, length);
            return readNow(to, offset, length);
        }

        @Override
        public int readNow(byte[] to, int offset, int length) {
            if (next == packets.size()) {
                return -1;
            }
            String packet = packets.get(next);
            int count = Math.min(length, packet.length() - position);
            byte[] bytes = packet.substring(position, position + count).getBytes(ISO_8859_1);
            System.arraycopy(bytes, 0, to, offset, count);
            position += count;
            if (position == packet.length()) {
                next++;
                position = 0;
            }
            return count;
        }

        @Override
        public boolean atRest() {
            return true;
        }

        @Override
        public void write(byte[] from, int offset, int length) {}

        @Override
        public long sentBytes() {
            return 0;
        }

        @Override
        public void cut() {}
    }

    private static String read(List<String> packets, int readBytes) throws IOException {
        return read(new Packets(packets), readBytes);
    }

    private static String read(Packets link, int readBytes) throws IOException {
        Connection connection = new Connection(link, Origin.of(URL), Clock.system());
        Pool pool = new Pool(Net.ofTheJdk());
        Post post = new Post(Target.of(URL), new Patched(new byte[] {'{', '}'}, 0, 2, new Edits()));
        int[] told = new int[1];
        try (Response response =
                new Response(post, AnswerHead.read(connection), connection, pool)) {
            int before = link.waits;
            response.beforeWaiting(() -> told[0]++);
            InputStream body = response.body();
            StringBuilder read = new StringBuilder();
            byte[] bytes = new byte[readBytes];
            for (int count = body.read(bytes); count >= 0; count = body.read(bytes)) {
                read.append(new String(bytes, 0, count, ISO_8859_1));
            }
            assertThat(told[0]).isEqualTo(link.waits - before);
            assertThat(response.whole()).isTrue();
            return read.toString();
        } finally {
            pool.close();
        }
    }

    private static String chunk(String text) {
        return text.isEmpty() ? "" : Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static String text(Fixtures.Fixture fixture) {
        return new String(fixture.bytes(), ISO_8859_1);
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.wire.openai.Fixtures#chats")
    void aCutAnywhereIntoChunksAndPacketsChangesNothing(Fixtures.Fixture fixture)
            throws IOException {
        String text = text(fixture);
        for (int at = 0; at <= text.length(); at++) {
            String chunks = chunk(text.substring(0, at)) + chunk(text.substring(at)) + END;
            String what = fixture + " cut at " + at;
            assertThat(read(List.of(HEAD, chunks), 8_192)).as(what).isEqualTo(text);
            String sent = HEAD + chunk(text) + END;
            int cut = Math.min(sent.length(), HEAD.length() + at);
            List<String> packets = List.of(sent.substring(0, cut), sent.substring(cut));
            assertThat(read(packets, 100)).as(what).isEqualTo(text);
        }
    }

    @Test
    void anyChunksInAnyPacketsAreTheSame() throws IOException {
        SplittableRandom random = new SplittableRandom(20261129);
        List<Fixtures.Fixture> fixtures = Fixtures.chats();
        for (int run = 0; run < 6_000; run++) {
            String text = text(fixtures.get(run % fixtures.size()));
            String sent = HEAD + chunks(text, random) + end(random);
            List<String> packets = new ArrayList<>();
            int most = 1 + random.nextInt(random.nextBoolean() ? 4 : 3_000);
            for (int at = 0; at < sent.length(); ) {
                int to = Math.min(sent.length(), at + 1 + random.nextInt(most));
                packets.add(sent.substring(at, to));
                at = to;
            }
            int readBytes = 1 + random.nextInt(9_000);
            assertThat(read(packets, readBytes)).as("run %d", run).isEqualTo(text);
        }
    }

    /** The line end of the chunk before is still in the buffer then. */
    @ParameterizedTest
    @CsvSource({"270,2048", "8000,8192"})
    void whatCameAtOnceIsReadAtOnceIntoABufferThatIsAsLargeAsThat(int bytes, int mostAskedFor)
            throws IOException {
        int events = 100;
        List<String> packets = new ArrayList<>();
        packets.add(HEAD);
        packets.addAll(Collections.nCopies(events, chunk("x".repeat(bytes))));
        packets.add(END);
        Packets link = new Packets(packets);
        assertThat(read(link, 1_024)).isEqualTo("x".repeat(events * bytes));
        int whileItGrew = bytes / 2_048;
        assertThat(link.waits).isBetween(packets.size(), packets.size() + whileItGrew);
        assertThat(link.mostAskedFor).isEqualTo(mostAskedFor);
    }

    private static String chunks(String text, SplittableRandom random) {
        StringBuilder chunks = new StringBuilder();
        int most = 1 + random.nextInt(text.length());
        for (int at = 0; at < text.length(); ) {
            int to = Math.min(text.length(), at + 1 + random.nextInt(most));
            chunks.append(size(to - at, random)).append("\r\n");
            chunks.append(text, at, to).append("\r\n");
            at = to;
        }
        return chunks.toString();
    }

    /** As small or large letters, with zeros before it, blanks and extensions behind it. */
    private static String size(int size, SplittableRandom random) {
        String hex = random.nextBoolean() ? "%x".formatted(size) : "%X".formatted(size);
        hex = "0".repeat(random.nextInt(4) == 0 ? random.nextInt(16 - hex.length()) : 0) + hex;
        return switch (random.nextInt(8)) {
            case 0 -> hex + " ";
            case 1 -> hex + ";x=\"y\"";
            default -> hex;
        };
    }

    private static String end(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> "000\r\n\r\n";
            case 1 -> "0;last\r\nX-Trailer: 1\r\n\r\n";
            default -> END;
        };
    }
}
