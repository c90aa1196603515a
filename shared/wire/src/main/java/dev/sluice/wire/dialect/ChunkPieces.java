package dev.sluice.wire.dialect;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads OpenAI's chunks, and its whole answers, into pieces: the reverse of {@link PieceChunks}.
 * Only what the first choice says; usage and errors are read by whoever relays the answer.
 *
 * <p>Reasoning comes before text and text before tool calls, as models speak. It is called {@code
 * reasoning} or {@code reasoning_content}; where both are given they say the same.
 */
public final class ChunkPieces {
    /** A tool call whose provider does not say which one it is. */
    public static final int NO_INDEX = -1;

    private CharSequence reasoning = "";
    private CharSequence text = "";
    private CharSequence refusal = "";
    private List<Piece> calls = List.of();
    private String logprobs = "";
    private String finish = "";

    /** What is called, or a part of it. */
    private record Function(String name, String arguments) {
        static final Function NONE = new Function("", "");
    }

    private ChunkPieces() {}

    /**
     * What a chunk, or a whole answer, says.
     *
     * @param bytes {@code [from, to)} is one JSON object
     */
    public static List<Piece> of(byte[] bytes, int from, int to) throws MalformedJson {
        ChunkPieces chunk = new ChunkPieces();
        try (JsonCursor cursor = new JsonCursor(bytes, from, to)) {
            cursor.next();
            while (cursor.next() == JsonToken.FIELD_NAME) {
                boolean choices = cursor.name().equals("choices");
                if (cursor.next() == JsonToken.START_ARRAY && choices) {
                    chunk.choices(cursor);
                } else {
                    cursor.skip();
                }
            }
            cursor.finish();
        }
        return chunk.pieces();
    }

    /** The same of an object that fills what is left of a buffer with an array. */
    public static List<Piece> of(ByteBuffer object) throws MalformedJson {
        int start = object.arrayOffset();
        return of(object.array(), start + object.position(), start + object.limit());
    }

    private List<Piece> pieces() {
        List<Piece> pieces = new ArrayList<>(2);
        if (!reasoning.isEmpty()) {
            pieces.add(new Piece.Reasoning(reasoning.toString()));
        }
        if (!text.isEmpty() && !logprobs.isEmpty()) {
            pieces.add(new Piece.Logprobs(logprobs));
        }
        if (!text.isEmpty()) {
            pieces.add(new Piece.Text(text.toString()));
        }
        if (!refusal.isEmpty()) {
            pieces.add(new Piece.Refusal(refusal.toString()));
        }
        pieces.addAll(calls);
        if (!finish.isEmpty()) {
            pieces.add(new Piece.Finish(finish));
        }
        return pieces;
    }

    private void choices(JsonCursor cursor) throws MalformedJson {
        while (cursor.next() != JsonToken.END_ARRAY) {
            ChunkPieces choice = new ChunkPieces();
            if (!cursor.at(JsonToken.START_OBJECT)) {
                cursor.skip();
            } else if (choice.isFirst(cursor)) {
                reasoning = joined(reasoning, choice.reasoning);
                text = joined(text, choice.text);
                refusal = joined(refusal, choice.refusal);
                choice.calls.forEach(this::add);
                logprobs = choice.logprobs.isEmpty() ? logprobs : choice.logprobs;
                finish = choice.finish.isEmpty() ? finish : choice.finish;
            }
        }
    }

    private boolean isFirst(JsonCursor cursor) throws MalformedJson {
        boolean first = true;
        while (cursor.next() == JsonToken.FIELD_NAME) {
            String name = cursor.name();
            JsonToken token = cursor.next();
            boolean says = name.equals("delta") || name.equals("message");
            if (says && token == JsonToken.START_OBJECT) {
                message(cursor);
                continue;
            }
            if (name.equals("logprobs") && token == JsonToken.START_OBJECT) {
                logprobs(cursor);
                continue;
            }
            if (name.equals("index")) {
                Long index = cursor.integer();
                first = index == null || index == 0;
            } else if (name.equals("finish_reason") && token == JsonToken.VALUE_STRING) {
                finish = cursor.text();
            }
            cursor.skip();
        }
        return first;
    }

    private void logprobs(JsonCursor cursor) throws MalformedJson {
        while (cursor.next() == JsonToken.FIELD_NAME) {
            boolean content = cursor.name().equals("content");
            if (cursor.next() == JsonToken.START_ARRAY && content) {
                String array = cursor.skippedText();
                logprobs = array.substring(1, array.length() - 1).strip();
            } else {
                cursor.skip();
            }
        }
    }

    private void message(JsonCursor cursor) throws MalformedJson {
        CharSequence older = "";
        while (cursor.next() == JsonToken.FIELD_NAME) {
            String name = cursor.name();
            cursor.next();
            switch (name) {
                case "content" -> content(cursor);
                case "reasoning_content" -> reasoning = joined(reasoning, text(cursor));
                case "reasoning" -> older = joined(older, text(cursor));
                case "refusal" -> refusal = joined(refusal, text(cursor));
                case "tool_calls" -> toolCalls(cursor);
                case "function_call" -> functionCall(cursor);
                default -> cursor.skip();
            }
        }
        if (reasoning.isEmpty()) {
            reasoning = older;
        }
    }

    /** Mostly there is one; a provider may say as many as it likes, and each is copied once. */
    private static CharSequence joined(CharSequence said, CharSequence more) {
        if (said.isEmpty() || more.isEmpty()) {
            return said.isEmpty() ? more : said;
        }
        StringBuilder all =
                said instanceof StringBuilder growing ? growing : new StringBuilder(said);
        return all.append(more);
    }

    private void add(Piece call) {
        calls = calls.isEmpty() ? new ArrayList<>(2) : calls;
        calls.add(call);
    }

    /** The text of a string, empty of any other value; the cursor goes behind it. */
    private static String text(JsonCursor cursor) throws MalformedJson {
        String text = cursor.at(JsonToken.VALUE_STRING) ? cursor.text() : "";
        cursor.skip();
        return text;
    }

    /** A string; Mistral's models that think give a list of parts. */
    private void content(JsonCursor cursor) throws MalformedJson {
        if (!cursor.at(JsonToken.START_ARRAY)) {
            text = joined(text, text(cursor));
            return;
        }
        text = joined(text, parts(cursor));
    }

    private CharSequence parts(JsonCursor cursor) throws MalformedJson {
        StringBuilder said = new StringBuilder();
        while (cursor.next() != JsonToken.END_ARRAY) {
            if (!cursor.at(JsonToken.START_OBJECT)) {
                cursor.skip();
                continue;
            }
            while (cursor.next() == JsonToken.FIELD_NAME) {
                String name = cursor.name();
                JsonToken token = cursor.next();
                if (name.equals("thinking") && token == JsonToken.START_ARRAY) {
                    reasoning = joined(reasoning, parts(cursor));
                } else if (name.equals("text")) {
                    said.append(text(cursor));
                } else {
                    cursor.skip();
                }
            }
        }
        return said;
    }

    private void toolCalls(JsonCursor cursor) throws MalformedJson {
        if (!cursor.at(JsonToken.START_ARRAY)) {
            cursor.skip();
            return;
        }
        while (cursor.next() != JsonToken.END_ARRAY) {
            if (cursor.at(JsonToken.START_OBJECT)) {
                toolCall(cursor);
            } else {
                cursor.skip();
            }
        }
    }

    private void toolCall(JsonCursor cursor) throws MalformedJson {
        int index = NO_INDEX;
        String id = "";
        Function function = Function.NONE;
        while (cursor.next() == JsonToken.FIELD_NAME) {
            String member = cursor.name();
            JsonToken token = cursor.next();
            if (member.equals("function") && token == JsonToken.START_OBJECT) {
                function = function(cursor);
            } else if (member.equals("id")) {
                id = text(cursor);
            } else {
                Long number = member.equals("index") ? cursor.integer() : null;
                index = number == null ? index : Math.clamp(number, NO_INDEX, 1_000);
                cursor.skip();
            }
        }
        add(new Piece.ToolCall(index, id, function.name(), function.arguments()));
    }

    /** How models called before there were several tools: without an id. */
    private void functionCall(JsonCursor cursor) throws MalformedJson {
        if (!cursor.at(JsonToken.START_OBJECT)) {
            cursor.skip();
            return;
        }
        Function function = function(cursor);
        add(new Piece.ToolCall(0, "", function.name(), function.arguments()));
    }

    /** Arguments are a string; where a provider sends an object, its JSON. */
    private static Function function(JsonCursor cursor) throws MalformedJson {
        String name = "";
        String arguments = "";
        while (cursor.next() == JsonToken.FIELD_NAME) {
            String member = cursor.name();
            JsonToken token = cursor.next();
            if (member.equals("name")) {
                name = text(cursor);
            } else if (member.equals("arguments") && token == JsonToken.START_OBJECT) {
                arguments = cursor.skippedText();
            } else if (member.equals("arguments")) {
                arguments = text(cursor);
            } else {
                cursor.skip();
            }
        }
        return new Function(name, arguments);
    }
}
