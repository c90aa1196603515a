package dev.sluice.wire.dialect;

import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.openai.answer.AnswerRules;
import dev.sluice.wire.openai.answer.ChunkEditor;
import dev.sluice.wire.openai.answer.Fold;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import dev.sluice.wire.sse.SseEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answers of a chat model in a foreign language. A dialect says what its events and its whole
 * answers mean, in pieces; all that follows (usage, estimates, the other form, broken streams) is
 * as with OpenAI's own. For one answer and one thread.
 */
public abstract class Translation implements Answers {
    private static final int MOST_BYTES = 64 << 20;

    private final AnswerRules rules;
    private final PieceChunks chunks;

    protected Translation(AnswerRules rules, PieceChunks chunks) {
        this.rules = rules;
        this.chunks = chunks;
    }

    /** What an event says; nothing, where it says nothing to a client. */
    protected abstract List<Piece> pieces(SseEvent event) throws MalformedJson;

    /**
     * What a whole answer says, in no more than some thousands of pieces: each takes many times its
     * bytes on its way.
     */
    protected abstract List<Piece> pieces(byte[] body) throws MalformedJson;

    @Override
    public final List<SseEvent> read(SseEvent event) {
        try {
            return chunks(pieces(event));
        } catch (MalformedJson e) {
            return List.of(PieceChunks.malformed());
        }
    }

    @Override
    public final boolean areEventsOurs() {
        return false;
    }

    @Override
    public final ChunkEditor events() {
        return new ChunkEditor(rules);
    }

    @Override
    public final UnaryAnswer whole(byte[] body) {
        Fold fold = new Fold(rules, MOST_BYTES);
        try {
            for (Piece piece : pieces(body)) {
                fold.add(chunks.chunk(piece));
            }
        } catch (MalformedJson e) {
            return new UnaryAnswer.NotACompletion("it cannot be read: " + e.getMessage());
        }
        fold.add(PieceChunks.done());
        return fold.answer(0);
    }

    @Override
    public final List<SseEvent> unfolded(byte[] body) {
        try {
            List<SseEvent> events = new ArrayList<>(chunks(pieces(body)));
            events.add(PieceChunks.done());
            return events;
        } catch (MalformedJson e) {
            return List.of(PieceChunks.malformed());
        }
    }

    @Override
    public final Optional<Fold> fold(int mostBytes) {
        return Optional.of(new Fold(rules, mostBytes));
    }

    private List<SseEvent> chunks(List<Piece> pieces) {
        return pieces.stream().map(chunks::chunk).toList();
    }
}
