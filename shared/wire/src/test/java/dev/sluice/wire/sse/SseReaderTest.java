package dev.sluice.wire.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.wire.room.Growth;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A test a sentence of WHATWG HTML §9.2.6, and one for each thing that real providers do besides.
 */
class SseReaderTest {
    record Seen(String name, String data, String id, boolean complete) {}

    static List<Seen> read(Reads in) throws IOException {
        SseReader reader = new SseReader(in);
        List<Seen> events = new ArrayList<>();
        for (SseEvent e = reader.next(); e != null; e = reader.next()) {
            events.add(new Seen(e.name(), e.dataText(), e.lastEventId(), e.complete()));
        }
        return events;
    }

    /** Reads the text whole, byte by byte and at every split; all must agree. */
    static List<Seen> read(String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        List<Seen> whole = read(Reads.whole(bytes));
        assertThat(read(Reads.byteByByte(bytes))).isEqualTo(whole);
        for (int i = 0; i <= bytes.length; i++) {
            assertThat(read(Reads.splitAt(bytes, i))).as("split at %d", i).isEqualTo(whole);
        }
        return whole;
    }

    static List<String> data(String text) throws IOException {
        return read(text).stream().map(Seen::data).toList();
    }

    @Test
    void streamsMustBeDecodedAsUtf8AndMultiByteCharactersMayBeCutAnywhere() throws IOException {
        assertThat(data("data: Grüße 東京 🚀 नमस्ते\n\n")).containsExactly("Grüße 東京 🚀 नमस्ते");
    }

    @Test
    void oneLeadingByteOrderMarkIsStripped() throws IOException {
        assertThat(data("\uFEFFdata: a\n\n")).containsExactly("a");
        assertThat(data("\uFEFF\ndata: a\n\n")).containsExactly("a");
        assertThat(data("\uFEFF\uFEFFdata: a\n\n")).isEmpty();
    }

    @Test
    void aByteOrderMarkLaterIsPartOfTheFieldName() throws IOException {
        assertThat(data("data: a\n\n\uFEFFdata: b\n\n")).containsExactly("a");
    }

    @Test
    void linesEndWithCrLfOrLfOrCr() throws IOException {
        assertThat(data("data: a\r\n\r\ndata: b\n\ndata: c\r\rdata: d\r\n\ndata: e\n\r\n"))
                .containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void aLfBehindACrIsNotABlankLineEvenInALaterRead() throws IOException {
        assertThat(data("data: a\r\ndata: b\r\n\r\n")).containsExactly("a\nb");
    }

    @Test
    void aBlankLineDispatchesTheEvent() throws IOException {
        assertThat(data("data: a\n\ndata: b\n\n")).containsExactly("a", "b");
    }

    @Test
    void aLineThatStartsWithAColonIsIgnoredAndCounted() throws IOException {
        byte[] bytes = ": keep-alive\n\n:\ndata: a\n: PROCESSING\n\n".getBytes(UTF_8);
        SseReader reader = new SseReader(Reads.whole(bytes));
        SseEvent event = reader.next();
        assertThat(event).isNotNull();
        assertThat(event.dataText()).isEqualTo("a");
        assertThat(reader.comments()).isEqualTo(3);
        assertThat(reader.next()).isNull();
    }

    @Test
    void theFieldNameEndsAtTheFirstColon() throws IOException {
        assertThat(data("data:a:b: c\n\n")).containsExactly("a:b: c");
    }

    @Test
    void oneSpaceAfterTheColonIsRemovedAndNoMore() throws IOException {
        assertThat(data("data:a\n\ndata: b\n\ndata:  c\n\ndata:\td\n\n"))
                .containsExactly("a", "b", " c", "\td");
    }

    @Test
    void aLineWithoutColonIsAFieldWithAnEmptyValue() throws IOException {
        assertThat(data("data\n\ndata\ndata\n\n")).containsExactly("", "\n");
    }

    @Test
    void theEventFieldSetsTheType() throws IOException {
        assertThat(read("event: error\ndata: x\n\ndata: y\n\n"))
                .extracting(Seen::name)
                .containsExactly("error", "message");
    }

    @Test
    void aBlankLineWithoutDataResetsTheType() throws IOException {
        assertThat(read("event: error\n\ndata: y\n\n"))
                .extracting(Seen::name)
                .containsExactly("message");
    }

    @Test
    void dataLinesAreJoinedWithLf() throws IOException {
        assertThat(data("data: YHOO\ndata: +2\ndata\ndata: 10\n\n"))
                .containsExactly("YHOO\n+2\n\n10");
    }

    @Test
    void theIdStaysUntilItIsChanged() throws IOException {
        assertThat(read("id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n"))
                .extracting(Seen::id)
                .containsExactly("1", "1", "");
    }

    @Test
    void anIdWithNulIsIgnored() throws IOException {
        assertThat(read("id: 1\nid: 2\0\ndata: a\n\n")).extracting(Seen::id).containsExactly("1");
    }

    @Test
    void retryTakesDigitsOnly() throws IOException {
        SseReader reader =
                new SseReader(Reads.whole("retry: 3000\nretry: 3x\nretry:\n\n".getBytes(UTF_8)));
        assertThat(reader.next()).isNull();
        assertThat(reader.retryMillis()).isEqualTo(3000);
    }

    @Test
    void anyOtherFieldIsIgnoredAndNamesAreCaseSensitive() throws IOException {
        assertThat(data("Data: a\nfoo: b\n data: c\ndatas: d\ndata: e\n\n")).containsExactly("e");
    }

    @Test
    void anEventLeftOpenByTheEndIsReturnedAndMarked() throws IOException {
        assertThat(read("data: a\n\ndata: b\n"))
                .containsExactly(
                        new Seen("message", "a", "", true), new Seen("message", "b", "", false));
        assertThat(data("data: a\n\ndata: [DONE]")).containsExactly("a", "[DONE]");
        assertThat(data("data: a\n\ndat")).containsExactly("a");
        assertThat(data("data: a\n\n: bye")).containsExactly("a");
    }

    @Test
    void anEmptyStreamHasNoEvent() throws IOException {
        assertThat(data("")).isEmpty();
        assertThat(data("\n\r\n\r")).isEmpty();
    }

    @Test
    void aWholeEventIsReturnedWithoutAnotherRead() throws IOException {
        for (String text :
                List.of("data: a\n\n", "data: a\r\r", "data: a\r\n\r", "data: a\n\ndata: b\n\n")) {
            Reads in = Reads.whole(text.getBytes(UTF_8));
            SseReader reader = new SseReader(in);
            assertThat(reader.next()).isNotNull();
            assertThat(in.count()).as(text).isEqualTo(1);
        }
    }

    @Test
    void anEventLargerThanTheBufferGrowsIt() throws IOException {
        String large = "é".repeat(100_000);
        byte[] bytes =
                ("data: a\n\ndata: " + large + "\ndata: " + large + "\n\ndata: z\n\n")
                        .getBytes(UTF_8);
        for (int pieceBytes : new int[] {1, 1_001, 8_192, 1_000_000}) {
            assertThat(read(Reads.inPieces(bytes, pieceBytes)))
                    .extracting(Seen::data)
                    .containsExactly("a", large + "\n" + large, "z");
        }
    }

    @Test
    void anEventOverTheLimitIsRefusedNamingTheSize() {
        byte[] bytes = ("data: " + "x".repeat(100) + "\n\n").getBytes(UTF_8);
        for (Reads in : List.of(Reads.whole(bytes), Reads.byteByByte(bytes))) {
            assertThatThrownBy(() -> new SseReader(in, 105, () -> {}).next())
                    .isInstanceOf(EventTooLarge.class)
                    .hasMessageContaining("limit of 105 bytes");
        }
    }

    @Test
    void theLimitIsSixteenMebibytesAndHoldsForOneEventOnly() throws IOException {
        String large = "data: " + "x".repeat(SseReader.MAX_EVENT_BYTES - 6) + "\n\n";
        assertThat(read(Reads.whole((large + large).getBytes(UTF_8)))).hasSize(2);
        byte[] over = ("data: x" + large.substring(6)).getBytes(UTF_8);
        assertThatThrownBy(() -> read(Reads.whole(over)))
                .isInstanceOf(EventTooLarge.class)
                .hasMessageContaining("16777216");
    }

    @Test
    void commentsForEverNeedNoMemory() throws IOException {
        AtomicInteger heard = new AtomicInteger();
        byte[] bytes = ": keep-alive\n".repeat(1_000).getBytes(UTF_8);
        SseReader reader = new SseReader(Reads.inPieces(bytes, 100), 200, heard::incrementAndGet);
        assertThat(reader.next()).isNull();
        assertThat(reader.comments()).isEqualTo(1_000);
        assertThat(heard).hasValue(1_000);
    }

    @Test
    void anEventMayBeOverwrittenWithoutHarmToTheNext() throws IOException {
        SseReader reader =
                new SseReader(Reads.whole("data: a\ndata: b\n\ndata: c\n\n".getBytes(UTF_8)));
        SseEvent first = reader.next();
        assertThat(first).isNotNull();
        Arrays.fill(first.buffer(), first.offset(), first.offset() + first.length(), (byte) '#');
        SseEvent second = reader.next();
        assertThat(second).isNotNull();
        assertThat(second.dataText()).isEqualTo("c");
    }

    @Test
    void anEventCanBeMadeOfBytes() {
        SseEvent event = SseEvent.of("error", "a\nb".getBytes(UTF_8));
        assertThat(event.name()).isEqualTo("error");
        assertThat(event.dataText()).isEqualTo("a\nb");
        assertThat(event.dataLines()).isEqualTo(2);
        assertThat(event.complete()).isTrue();
    }

    @Test
    void beginsWithWhatWasReadAlready() throws IOException {
        byte[] bytes = "  data: one\n\ndata: two\n\n".getBytes(UTF_8);
        for (int cut = 2; cut <= bytes.length; cut++) {
            Reads rest = Reads.whole(Arrays.copyOfRange(bytes, cut, bytes.length));
            SseReader reader = new SseReader(bytes, 2, cut, rest, 100, () -> {}, Growth.FREE);
            List<String> said = new ArrayList<>();
            for (SseEvent event = reader.next(); event != null; event = reader.next()) {
                said.add(event.dataText());
            }
            assertThat(said).containsExactly("one", "two");
        }
    }
}
