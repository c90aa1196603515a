package dev.sluice.wire.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.measure.Metered;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.sse.SseEvent;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ChunkPiecesTest {
    private static List<Piece> choice(String choice) throws MalformedJson {
        return read("{\"id\":\"x\",\"choices\":[" + choice + "]}");
    }

    private static List<Piece> read(String json) throws MalformedJson {
        byte[] bytes = json.getBytes(UTF_8);
        return ChunkPieces.of(bytes, 0, bytes.length);
    }

    @Test
    void reasoningComesBeforeTextAndTextBeforeToolCallsAndTheEnd() throws Exception {
        assertThat(
                        choice(
                                "{\"finish_reason\":\"tool_calls\",\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":1,\"id\":\"c\","
                                        + "\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}],\"content\":\"b\",\"reasoning\":\"a\"}}"))
                .containsExactly(
                        new Piece.Reasoning("a"),
                        new Piece.Text("b"),
                        new Piece.ToolCall(1, "c", "f", "{"),
                        new Piece.Finish("tool_calls"));
    }

    @Test
    void reasoningThatIsToldTwiceCountsOnce() throws Exception {
        assertThat(choice("{\"delta\":{\"reasoning\":\"a\",\"reasoning_content\":\"a\"}}"))
                .containsExactly(new Piece.Reasoning("a"));
    }

    @Test
    void otherChoicesAreLeftOut() throws Exception {
        assertThat(choice("{\"delta\":{\"content\":\"b\"},\"index\":1,\"finish_reason\":\"stop\"}"))
                .isEmpty();
    }

    @Test
    void whatSaysNothingIsNoPiece() throws Exception {
        assertThat(
                        choice(
                                "{\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null,\"tool_calls\":null},\"finish_reason\":null}"))
                .isEmpty();
        assertThat(read("{\"choices\":[],\"usage\":{\"prompt_tokens\":1}}")).isEmpty();
    }

    @Test
    void partsThatThinkAreReasoning() throws Exception {
        assertThat(
                        choice(
                                "{\"delta\":{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"a\"}]},"
                                        + "{\"type\":\"text\",\"text\":\"b\"}]}}"))
                .containsExactly(new Piece.Reasoning("a"), new Piece.Text("b"));
    }

    @Test
    void aWholeAnswersMessageIsReadAsADelta() throws Exception {
        assertThat(
                        choice(
                                "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,\"refusal\":\"no\","
                                        + "\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":{\"x\": 1}}}]},"
                                        + "\"finish_reason\":\"stop\"}"))
                .containsExactly(
                        new Piece.Refusal("no"),
                        new Piece.ToolCall(ChunkPieces.NO_INDEX, "a", "f", "{\"x\": 1}"),
                        new Piece.Finish("stop"));
    }

    @Test
    void aFunctionCallOfOldIsAToolCallWithoutAnId() throws Exception {
        assertThat(choice("{\"delta\":{\"function_call\":{\"name\":\"f\",\"arguments\":\"{}\"}}}"))
                .containsExactly(new Piece.ToolCall(0, "", "f", "{}"));
    }

    /** What is written as chunks is read as it was meant. */
    @Property(tries = 300)
    void pieceToChunkToPieceLosesNothing(@ForAll("pieces") List<Piece> pieces) throws Exception {
        PieceChunks chunks = new PieceChunks("id", 1, "model");
        List<Piece> read = new ArrayList<>();
        for (Piece piece : pieces) {
            SseEvent event = chunks.chunk(piece);
            read.addAll(
                    ChunkPieces.of(
                            event.buffer(), event.offset(), event.offset() + event.length()));
        }
        assertThat(read).isEqualTo(pieces);
    }

    /** OpenAI's clients join no chunks without it: "missing role for choice 0". */
    @Property(tries = 300)
    void theFirstChunkThatSaysSomethingSaysWhoSpeaksAndNoOther(
            @ForAll("pieces") List<Piece> pieces, @ForAll boolean likely) {
        PieceChunks chunks = new PieceChunks("id", 1, "model");
        List<Piece> all = new ArrayList<>(pieces);
        if (likely) {
            all.addFirst(new Piece.Logprobs(""));
        }
        assertThat(json(chunks, new Piece.Used(Metered.ofTokens(1, 0, 1, 0, false))))
                .contains("\"choices\":[],");
        for (int i = 0; i < all.size(); i++) {
            String json = json(chunks, all.get(i));
            boolean says = json.contains("\"delta\":{\"role\":\"assistant\"");
            assertThat(says).as(json).isEqualTo(i == 0);
        }
    }

    private static String json(PieceChunks chunks, Piece piece) {
        SseEvent event = chunks.chunk(piece);
        return new String(event.buffer(), event.offset(), event.length(), UTF_8);
    }

    @Provide
    Arbitrary<List<Piece>> pieces() {
        Arbitrary<String> text = Arbitraries.strings().ofMinLength(1).ofMaxLength(12);
        Arbitrary<String> sound = text.filter(t -> new String(t.getBytes(UTF_8), UTF_8).equals(t));
        Arbitrary<Piece> call =
                Combinators.combine(Arbitraries.integers().between(0, 9), sound, sound, sound)
                        .as(Piece.ToolCall::new);
        Arbitrary<Piece> piece =
                Arbitraries.oneOf(
                        sound.map(Piece.Text::new),
                        sound.map(Piece.Reasoning::new),
                        sound.map(Piece.Refusal::new),
                        sound.map(Piece.Finish::new),
                        call);
        return piece.list().ofMaxSize(8);
    }
}
