package dev.sluice.wire.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.wire.dialect.MisshapenChunks;
import dev.sluice.wire.dialect.Piece;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.openai.Fixtures;
import dev.sluice.wire.openai.Fixtures.Fixture;
import dev.sluice.wire.sse.CutStream;
import dev.sluice.wire.sse.SseEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What holds of every stream that becomes a message. */
class MessagesLawsTest {

    @Provide
    Arbitrary<Fixture> files() {
        return Arbitraries.of(Fixtures.chats());
    }

    @Property(tries = 400)
    void everyFixtureAtEverySplitGivesTheSameMessage(
            @ForAll("files") Fixture file,
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 700) Integer> sizes)
            throws IOException {
        byte[] bytes = file.bytes();
        Told whole = Told.of(new ByteArrayInputStream(bytes));
        whole.assertInOrder();
        assertThat(Told.of(new CutStream(bytes, sizes))).isEqualTo(whole);
    }

    /** Whatever a provider puts where something else should stand. */
    @Test
    void misshapenChunksAreToldInOrderToo() throws Exception {
        SplittableRandom random = new SplittableRandom(20261129);
        for (int i = 0; i < 8_000; i++) {
            StringBuilder stream = new StringBuilder();
            for (int k = random.nextInt(4); k >= 0; k--) {
                stream.append("data: ").append(MisshapenChunks.any(random)).append("\n\n");
            }
            byte[] bytes = stream.append("data: [DONE]\n\n").toString().getBytes(UTF_8);
            assertThatCode(() -> Told.of(new ByteArrayInputStream(bytes)).assertInOrder())
                    .as(stream.toString())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void everyFixtureIsReadToItsEnd() throws IOException {
        for (Fixture file : Fixtures.chats()) {
            Told told = Told.of(new ByteArrayInputStream(file.bytes()));
            String end = file.file().contains("error") ? "error" : "message_stop";
            assertThat(told.types().getLast()).as(file.file()).isEqualTo(end);
            assertThat(told.types()).as(file.file()).contains("content_block_delta");
        }
    }

    /** There and back: chunks are told as events, and those read as a chat's again. */
    @Property(tries = 400)
    void anAnswerTakesNoHarmOnTheWayToMessagesAndBack(@ForAll("answers") List<Piece> said)
            throws IOException, MalformedJson {
        List<Piece> pieces = new ArrayList<>(said);
        boolean called = said.stream().anyMatch(Piece.ToolCall.class::isInstance);
        pieces.add(new Piece.Finish(called ? "tool_calls" : "stop"));
        Told told = Told.of(new ByteArrayInputStream(Told.chunks(pieces)));
        told.assertInOrder();
        assertThat(told.types().getLast()).isEqualTo("message_stop");
        List<Piece> back = back(told);
        assertThat(text(back)).isEqualTo(text(pieces));
        assertThat(thought(back)).isEqualTo(thought(pieces));
        assertThat(calls(back)).isEqualTo(calls(pieces));
        assertThat(back).contains(pieces.getLast());
    }

    private static List<Piece> back(Told told) throws IOException, MalformedJson {
        MessagesAsChat reader = new MessagesAsChat(false, "m");
        List<Piece> pieces = new ArrayList<>();
        for (Map<String, Object> event : told.events()) {
            pieces.addAll(
                    reader.pieces(
                            SseEvent.of(
                                    String.valueOf(event.get("type")), JSON.std.asBytes(event))));
        }
        return pieces;
    }

    private static String text(List<Piece> pieces) {
        StringBuilder said = new StringBuilder();
        for (Piece piece : pieces) {
            said.append(piece instanceof Piece.Text text ? text.text() : "");
        }
        return said.toString();
    }

    private static String thought(List<Piece> pieces) {
        StringBuilder said = new StringBuilder();
        for (Piece piece : pieces) {
            said.append(piece instanceof Piece.Reasoning thought ? thought.text() : "");
        }
        return said.toString();
    }

    /** Each call's id, name and arguments. */
    private static List<String> calls(List<Piece> pieces) {
        List<StringBuilder> calls = new ArrayList<>();
        List<Integer> indexes = new ArrayList<>();
        for (Piece piece : pieces) {
            if (piece instanceof Piece.ToolCall call) {
                if (!indexes.contains(call.index())) {
                    indexes.add(call.index());
                    calls.add(new StringBuilder(call.id() + " " + call.name() + " "));
                }
                calls.get(indexes.indexOf(call.index())).append(call.arguments());
            }
        }
        return calls.stream().map(StringBuilder::toString).toList();
    }

    /** A provider that goes away at any byte: no client takes it for a success. */
    @Property(tries = 400)
    void aStreamThatEndsTooEarlyNeverEndsAsSuccess(
            @ForAll("answers") @Size(min = 1) List<Piece> pieces,
            @ForAll @IntRange(max = 4_000) int at)
            throws IOException {
        byte[] bytes = Told.chunks(pieces);
        Told told = Told.of(new ByteArrayInputStream(bytes, 0, Math.min(at, bytes.length)));
        assertBroken(told);
    }

    @Property(tries = 400)
    void aStreamThatIsPassedThroughNeitherAndAtEverySplitItIsTheSame(
            @ForAll("answers") @Size(min = 1) List<Piece> said,
            @ForAll @IntRange(max = 8_000) int at,
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 700) Integer> sizes)
            throws IOException {
        List<Piece> pieces = new ArrayList<>(said);
        pieces.add(new Piece.Finish("stop"));
        Told translated = Told.of(new ByteArrayInputStream(Told.chunks(pieces)));
        byte[] bytes = events(translated);
        Told passed = Told.passed(new CutStream(bytes, sizes));
        assertThat(passed).isEqualTo(translated);
        int end = new String(bytes, UTF_8).indexOf("event: message_delta");
        int before = new String(bytes, UTF_8).substring(0, end).getBytes(UTF_8).length;
        assertBroken(Told.passed(new ByteArrayInputStream(bytes, 0, Math.min(at, before))));
    }

    private static byte[] events(Told told) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Map<String, Object> event : told.events()) {
            String data = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(event);
            out.writeBytes(
                    ("event: " + event.get("type") + "\ndata: " + data + "\n\n").getBytes(UTF_8));
        }
        return out.toByteArray();
    }

    private static void assertBroken(Told told) {
        told.assertInOrder();
        assertThat(told.types()).doesNotContain("message_stop", "message_delta");
        assertThat(told.types()).filteredOn("error"::equals).hasSize(1);
        assertThat(told.types().getLast()).isEqualTo("error");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("ab\"\\\n\té🚀{}u0 ".toCharArray())
                .ofMinLength(1)
                .ofMaxLength(24)
                .filter(text -> new String(text.getBytes(UTF_8), UTF_8).equals(text));
    }

    /** Words, thoughts, then calls, whose fragments come by turns. */
    @Provide
    Arbitrary<List<Piece>> answers() {
        Arbitrary<List<Piece>> words =
                Arbitraries.frequencyOf(
                                Tuple.of(3, texts().map(text -> (Piece) new Piece.Text(text))),
                                Tuple.of(2, texts().map(text -> (Piece) new Piece.Reasoning(text))))
                        .list()
                        .ofMaxSize(6);
        Arbitrary<List<Piece>> calls =
                texts().list().ofMaxSize(3).flatMap(MessagesLawsTest::called);
        return Combinators.combine(words, calls)
                .as(
                        (before, after) -> {
                            List<Piece> all = new ArrayList<>(before);
                            all.addAll(after);
                            return all;
                        });
    }

    /** One call a text, each begun and then told in pieces, in any order between the calls. */
    private static Arbitrary<List<Piece>> called(List<String> texts) {
        return Arbitraries.integers()
                .between(0, Math.max(0, texts.size() - 1))
                .list()
                .ofMaxSize(12)
                .map(
                        turns -> {
                            List<Piece> pieces = new ArrayList<>();
                            List<String> rest = new ArrayList<>();
                            for (int i = 0; i < texts.size(); i++) {
                                pieces.add(new Piece.ToolCall(i, "id" + i, "t" + i, ""));
                                rest.add(json(texts.get(i)));
                            }
                            for (int turn : turns) {
                                if (!texts.isEmpty()) {
                                    int end = Math.min(3, rest.get(turn).length());
                                    pieces.add(fragment(turn, rest.get(turn).substring(0, end)));
                                    rest.set(turn, rest.get(turn).substring(end));
                                }
                            }
                            for (int i = 0; i < rest.size(); i++) {
                                pieces.add(fragment(i, rest.get(i)));
                            }
                            return pieces;
                        });
    }

    private static Piece fragment(int call, String arguments) {
        return new Piece.ToolCall(call, "", "", arguments);
    }

    /** In ASCII, so that it can be cut anywhere. */
    private static String json(String text) {
        StringBuilder json = new StringBuilder("{\"a\":\"");
        text.chars().forEach(c -> json.append(String.format("\\u%04x", c)));
        return json.append("\"}").toString();
    }
}
