package dev.sluice.wire.dialect;

import dev.sluice.wire.openai.answer.AnswerRules;
import dev.sluice.wire.openai.answer.ChunkEditor;
import dev.sluice.wire.openai.answer.EventReader;
import dev.sluice.wire.openai.answer.Fold;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import dev.sluice.wire.sse.SseEvent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answer to one request, whatever form it comes in. A whole answer is read into a
 * completion, events go through a reader of chunks: OpenAI's language, in which others meet. Where
 * the provider speaks the client's own language both are of that one instead, and nothing is
 * translated.
 */
public interface Answers {

    /** Reads a whole answer. The body must not change afterwards. */
    UnaryAnswer whole(byte[] body);

    /** What a whole answer is, as its client gets it. */
    default String wholeType() {
        return "application/json";
    }

    /** The answer where it is bytes, which nobody reads; null where it is read. */
    default @Nullable RawAnswer raw() {
        return null;
    }

    /** The talk that leads to the answer; null where one call does. */
    default @Nullable Talk talk() {
        return null;
    }

    /** The questions whose answers together are the answer; null where one call leads to it. */
    default @Nullable Round round() {
        return null;
    }

    /** What reads the answer where it begins a job; null where it is the answer itself. */
    default @Nullable JobAnswer job() {
        return null;
    }

    /** Reads the events of one stream. */
    default EventReader events() {
        return new ChunkEditor(new AnswerRules(false, false, false));
    }

    /**
     * Whether the provider speaks the client's own language, which is not OpenAI's: then {@link
     * #whole} is what its client gets, and {@link #events} reads no chunks.
     */
    default boolean isPassedThrough() {
        return false;
    }

    /**
     * The events, as the editor reads them, that one of the provider's means: itself where both
     * speak one language.
     */
    default List<SseEvent> read(SseEvent event) {
        return List.of(event);
    }

    /** Whether {@link #read} gives each event back as it is: then it need not be asked. */
    default boolean areEventsOurs() {
        return true;
    }

    /** The events that say the same as a whole answer that nobody asked for as a whole. */
    default List<SseEvent> unfolded(byte[] body) {
        return List.of();
    }

    /** Makes a whole answer of events that nobody asked for; empty where there can be none. */
    default Optional<Fold> fold(int mostBytes) {
        return Optional.empty();
    }
}
