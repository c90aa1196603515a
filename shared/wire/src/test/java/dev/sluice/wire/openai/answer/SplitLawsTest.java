package dev.sluice.wire.openai.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.openai.Fixtures;
import dev.sluice.wire.openai.Fixtures.Fixture;
import dev.sluice.wire.sse.Reads;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** However a stream is cut, it is the same stream. */
class SplitLawsTest {
    @Provide
    Arbitrary<Fixture> chats() {
        return Arbitraries.of(Fixtures.chats());
    }

    /** Streams of all that can stand in one, well-formed or not. */
    @Provide
    Arbitrary<String> streams() {
        return Arbitraries.of(
                        "data: ",
                        "data:",
                        "data",
                        "event: e",
                        "id: 7",
                        "retry: 5",
                        ":",
                        " ",
                        "x",
                        "é",
                        "🚀",
                        "\0",
                        "\uFEFF",
                        "\n",
                        "\r",
                        "\r\n",
                        "\n\n",
                        "\r\n\r\n")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 500)
    void anySplitGivesTheSameRelay(
            @ForAll("chats") Fixture fixture,
            @ForAll List<@IntRange(max = 3_000) Integer> cuts,
            @ForAll boolean includeUsage)
            throws IOException {
        AnswerRules rules = new AnswerRules(includeUsage, false, false);
        Relay whole = Relay.of(Reads.whole(fixture.bytes()), rules);
        Relay cut = Relay.of(cutAt(fixture.bytes(), cuts), rules);
        assertThat(cut.sent()).isEqualTo(whole.sent());
        assertThat(cut.editor().usage()).isEqualTo(whole.editor().usage());
        assertThat(cut.editor().endedProperly()).isEqualTo(whole.editor().endedProperly());
    }

    @Property(tries = 2_000)
    void theReaderAgreesWithTheStandardReadLineByLine(
            @ForAll("streams") String stream, @ForAll List<@IntRange(max = 200) Integer> cuts)
            throws IOException {
        assertThat(events(cutAt(stream.getBytes(UTF_8), cuts))).isEqualTo(byTheBook(stream));
    }

    private static Reads cutAt(byte[] bytes, List<Integer> cuts) {
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        for (int cut : cuts.stream().sorted().toList()) {
            int to = Math.min(cut, bytes.length);
            pieces.add(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        pieces.add(Arrays.copyOfRange(bytes, from, bytes.length));
        return new Reads(pieces);
    }

    private static List<String> events(Reads in) throws IOException {
        SseReader reader = new SseReader(in);
        List<String> events = new ArrayList<>();
        for (SseEvent e = reader.next(); e != null; e = reader.next()) {
            if (e.complete()) {
                events.add(e.name() + "|" + e.lastEventId() + "|" + e.dataText());
            }
        }
        return events;
    }

    /** WHATWG HTML §9.2.6, sentence by sentence, on decoded text. */
    private static List<String> byTheBook(String stream) {
        List<String> events = new ArrayList<>();
        String text = stream.startsWith("\uFEFF") ? stream.substring(1) : stream;
        String[] lines = text.split("\r\n|\n|\r", -1);
        StringBuilder data = new StringBuilder();
        String type = "";
        String id = "";
        for (int i = 0; i < lines.length - 1; i++) {
            int colon = lines[i].indexOf(':');
            String field = colon < 0 ? lines[i] : lines[i].substring(0, colon);
            String rest = colon < 0 ? "" : lines[i].substring(colon + 1);
            String value = rest.startsWith(" ") ? rest.substring(1) : rest;
            if (lines[i].isEmpty()) {
                if (!data.isEmpty()) {
                    events.add(
                            (type.isEmpty() ? "message" : type)
                                    + "|"
                                    + id
                                    + "|"
                                    + data.substring(0, data.length() - 1));
                }
                data.setLength(0);
                type = "";
            } else if (field.equals("data")) {
                data.append(value).append('\n');
            } else if (field.equals("event")) {
                type = value;
            } else if (field.equals("id") && value.indexOf('\0') < 0) {
                id = value;
            }
        }
        return events;
    }
}
