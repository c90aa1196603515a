package dev.sluice.wire.dialect;

import dev.sluice.core.measure.Metered;

/**
 * What one event of an answer says, in no language: where two languages meet, one is read into
 * pieces and the other is written from them.
 */
public sealed interface Piece {

    /** Visible text. */
    record Text(String text) implements Piece {}

    /**
     * How likely the tokens of the text are that follows.
     *
     * @param items of OpenAI's {@code logprobs.content}: JSON, without the array around them
     */
    record Logprobs(String items) implements Piece {}

    /** What the model thinks aloud. */
    record Reasoning(String text) implements Piece {}

    /** Why the model does not answer. */
    record Refusal(String text) implements Piece {}

    /**
     * A part of a tool call.
     *
     * @param index which call of the answer, from 0
     * @param id of the call; empty in all but its first piece
     * @param name of the tool; empty in all but its first piece
     * @param arguments a fragment of JSON text
     */
    record ToolCall(int index, String id, String name, String arguments) implements Piece {}

    /**
     * The answer is whole.
     *
     * @param reason OpenAI's word for it: {@code stop}, {@code length}, {@code tool_calls}, …
     */
    record Finish(String reason) implements Piece {}

    /** What the answer has used, all of it so far. */
    record Used(Metered usage) implements Piece {}

    /** The provider tells of an error in its answer: what follows from it, its code decides. */
    record Failure(String message, String code) implements Piece {}
}
