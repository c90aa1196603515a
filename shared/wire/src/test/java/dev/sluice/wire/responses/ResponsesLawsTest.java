package dev.sluice.wire.responses;

import static dev.sluice.wire.responses.Transcript.objects;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.wire.dialect.MisshapenChunks;
import dev.sluice.wire.dialect.Piece;
import dev.sluice.wire.dialect.PieceChunks;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.openai.Fixtures;
import dev.sluice.wire.openai.Fixtures.Fixture;
import dev.sluice.wire.sse.CutStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What holds of every stream that becomes a response. */
class ResponsesLawsTest {
    private static final String ASKED =
            "{'model':'m','input':'Hi','tools':[{'type':'function','name':'f'},{'type':'custom','name':'c'},"
                    + "{'type':'namespace','name':'n','tools':[{'type':'function','name':'g'}]}]}";

    @Provide
    Arbitrary<Fixture> files() {
        return Arbitraries.of(Fixtures.chats());
    }

    @Property(tries = 400)
    void everyFixtureAtEverySplitGivesTheSameResponse(
            @ForAll("files") Fixture file,
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 700) Integer> sizes)
            throws IOException {
        byte[] bytes = file.bytes();
        Transcript whole = Transcript.of(new ByteArrayInputStream(bytes), ASKED);
        Transcript cut = Transcript.of(new CutStream(bytes, sizes), ASKED);
        whole.assertInOrder();
        assertThat(cut).isEqualTo(whole);
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
            assertThatCode(
                            () ->
                                    Transcript.of(new ByteArrayInputStream(bytes), ASKED)
                                            .assertInOrder())
                    .as(stream.toString())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void everyFixtureIsReadToItsEnd() throws IOException {
        for (Fixture file : Fixtures.chats()) {
            Transcript told = Transcript.of(new ByteArrayInputStream(file.bytes()), ASKED);
            String end = file.file().contains("error") ? "response.failed" : "response.completed";
            assertThat(told.types().getLast()).as(file.file()).isIn(end, "response.incomplete");
            assertThat(told.types()).as(file.file()).contains("response.output_item.added");
        }
    }

    @Property(tries = 400)
    void whatIsSaidIsInTheItemsAndInOrder(@ForAll("answers") List<Piece> pieces)
            throws IOException {
        List<Piece> whole = new ArrayList<>(pieces);
        whole.add(new Piece.Finish("stop"));
        Transcript told = Transcript.ofPieces(ASKED, whole);
        told.assertInOrder();
        assertThat(told.types().getLast()).isEqualTo("response.completed");
        assertThat(said(told, "message", "content", "text")).isEqualTo(text(pieces));
        assertThat(said(told, "reasoning", "summary", "text")).isEqualTo(reasoning(pieces));
    }

    private static String said(Transcript told, String type, String parts, String member) {
        StringBuilder said = new StringBuilder();
        for (Map<String, Object> item : told.output()) {
            if (type.equals(item.get("type"))) {
                objects(item, parts).forEach(part -> said.append(part.get(member)));
            }
        }
        return said.toString();
    }

    private static String text(List<Piece> pieces) {
        StringBuilder said = new StringBuilder();
        for (Piece piece : pieces) {
            said.append(piece instanceof Piece.Text text ? text.text() : "");
        }
        return said.toString();
    }

    private static String reasoning(List<Piece> pieces) {
        StringBuilder said = new StringBuilder();
        for (Piece piece : pieces) {
            said.append(piece instanceof Piece.Reasoning thought ? thought.text() : "");
        }
        return said.toString();
    }

    /** What a client is told, sent back as its history, is what the chat said. */
    @Property(tries = 300)
    void theItemsSentBackAreWhatTheChatSaid(
            @ForAll("texts") String text, @ForAll @Size(max = 4) List<@From("calls") Piece> calls)
            throws Exception {
        List<Piece> pieces = new ArrayList<>();
        pieces.add(new Piece.Reasoning("Hm"));
        if (!text.isEmpty()) {
            pieces.add(new Piece.Text(text));
        }
        List<Object> expected = new ArrayList<>();
        for (Piece piece : calls) {
            Piece.ToolCall one = (Piece.ToolCall) piece;
            String id = "id" + expected.size();
            pieces.add(new Piece.ToolCall(expected.size(), id, one.name(), one.arguments()));
            expected.add(
                    Map.of(
                            "id",
                            id,
                            "type",
                            "function",
                            "function",
                            Map.of("name", one.name(), "arguments", saidOf(one))));
        }
        pieces.add(new Piece.Finish("stop"));
        Map<String, Object> asked = new LinkedHashMap<>(JSON.std.mapFrom(ASKED.replace('\'', '"')));
        List<Object> input = new ArrayList<>(Transcript.ofPieces(ASKED, pieces).output());
        input.add(Map.of("role", "user", "content", "And?"));
        asked.put("input", input);
        ResponsesRequest.Chat chat = ResponsesRequest.parse(JSON.std.asBytes(asked)).chat();
        List<Map<String, Object>> messages = objects(JSON.std.mapFrom(chat.body()), "messages");
        if (text.isEmpty() && calls.isEmpty()) {
            assertThat(messages).hasSize(1);
            return;
        }
        assertThat(messages.getFirst().get("content")).isEqualTo(text.isEmpty() ? null : text);
        assertThat(messages.getFirst().getOrDefault("tool_calls", List.of())).isEqualTo(expected);
    }

    /** A function's call without arguments says that there are none. */
    private static String saidOf(Piece.ToolCall call) {
        return call.arguments() + (call.arguments().isBlank() ? "{}" : "");
    }

    @Provide
    Arbitrary<Piece> calls() {
        Arbitrary<Piece> called =
                Combinators.combine(Arbitraries.of("f", "g", "h"), texts())
                        .as((name, given) -> new Piece.ToolCall(0, "", name, given));
        Arbitrary<Piece> custom =
                texts().map(
                                given ->
                                        new Piece.ToolCall(
                                                0,
                                                "",
                                                "c",
                                                new JsonOut(64)
                                                        .raw("{\"input\":")
                                                        .text(given)
                                                        .raw("}")
                                                        .toString()));
        return Arbitraries.oneOf(called, custom);
    }

    /** A provider that goes away at any byte: no client takes it for a success. */
    @Property(tries = 400)
    void aStreamThatEndsTooEarlyNeverEndsAsSuccess(
            @ForAll("answers") @Size(min = 1) List<Piece> pieces,
            @ForAll @IntRange(max = 4_000) int at)
            throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        PieceChunks chunks = new PieceChunks("id", 1, "model");
        for (Piece piece : pieces) {
            stream.writeBytes(("data: " + chunks.chunk(piece).dataText() + "\n\n").getBytes(UTF_8));
        }
        int bytes = Math.min(at, stream.size());
        Transcript told =
                Transcript.of(new ByteArrayInputStream(stream.toByteArray(), 0, bytes), ASKED);
        told.assertInOrder();
        assertThat(told.types().getLast()).isEqualTo("response.failed");
        assertThat(told.types())
                .doesNotContain("response.completed", "response.incomplete")
                .filteredOn("response.failed"::equals)
                .hasSize(1);
    }

    /** However the arguments of a custom tool's call are cut, the text in them is the same. */
    @Property(tries = 400)
    void aCustomToolsTextIsTheSameHoweverItIsCut(
            @ForAll("texts") String text,
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 9) Integer> sizes)
            throws IOException {
        String json = JSON.std.asString(Map.of("input", text));
        List<Piece> pieces = new ArrayList<>();
        pieces.add(new Piece.ToolCall(0, "id", "c", ""));
        int at = 0;
        for (int turn = 0; at < json.length(); turn++) {
            int end = Math.min(json.length(), at + sizes.get(turn % sizes.size()));
            end += end < json.length() && Character.isLowSurrogate(json.charAt(end)) ? 1 : 0;
            pieces.add(new Piece.ToolCall(0, "", "", json.substring(at, end)));
            at = end;
        }
        pieces.add(new Piece.Finish("tool_calls"));
        Transcript told = Transcript.ofPieces(ASKED, pieces);
        told.assertInOrder();
        assertThat(told.output().getFirst()).containsEntry("input", text);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("ab\"\\\n\té🚀{}u0 ".toCharArray())
                .ofMaxLength(24)
                .filter(text -> new String(text.getBytes(UTF_8), UTF_8).equals(text));
    }

    @Provide
    Arbitrary<List<Piece>> answers() {
        Arbitrary<String> said = texts().filter(text -> !text.isEmpty());
        Arbitrary<Piece> call =
                Combinators.combine(
                                Arbitraries.integers().between(0, 3),
                                Arbitraries.of("f", "c", "g", "h"),
                                texts())
                        .as(
                                (index, name, text) ->
                                        new Piece.ToolCall(index, "id" + index, name, text));
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(4, said.map(Piece.Text::new)),
                        net.jqwik.api.Tuple.of(2, said.map(Piece.Reasoning::new)),
                        net.jqwik.api.Tuple.of(2, call))
                .list()
                .ofMaxSize(9);
    }
}
