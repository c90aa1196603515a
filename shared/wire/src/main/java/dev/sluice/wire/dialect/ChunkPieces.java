package dev.sluice.wire.dialect;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;
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

    private final StringBuilder reasoning = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final List<Piece> calls = new ArrayList<>();
    private String logprobs = "";
    private String finish = "";

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
        }
        return chunk.pieces();
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
        while (cursor.next() == JsonToken.START_OBJECT) {
            ChunkPieces choice = new ChunkPieces();
            if (choice.isFirst(cursor)) {
                reasoning.append(choice.reasoning);
                text.append(choice.text);
                refusal.append(choice.refusal);
                calls.addAll(choice.calls);
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
        StringBuilder older = new StringBuilder();
        while (cursor.next() == JsonToken.FIELD_NAME) {
            String name = cursor.name();
            cursor.next();
            switch (name) {
                case "content" -> content(cursor);
                case "reasoning_content" -> append(cursor, reasoning);
                case "reasoning" -> append(cursor, older);
                case "refusal" -> append(cursor, refusal);
                case "tool_calls" -> toolCalls(cursor);
                case "function_call" -> functionCall(cursor);
                default -> cursor.skip();
            }
        }
        if (reasoning.isEmpty()) {
            reasoning.append(older);
        }
    }

    private static void append(JsonCursor cursor, StringBuilder to) throws MalformedJson {
        if (cursor.at(JsonToken.VALUE_STRING)) {
            to.append(cursor.text());
        }
        cursor.skip();
    }

    /** A string; Mistral's models that think give a list of parts. */
    private void content(JsonCursor cursor) throws MalformedJson {
        if (!cursor.at(JsonToken.START_ARRAY)) {
            append(cursor, text);
            return;
        }
        parts(cursor, text);
    }

    private void parts(JsonCursor cursor, StringBuilder to) throws MalformedJson {
        while (cursor.next() != JsonToken.END_ARRAY) {
            if (!cursor.at(JsonToken.START_OBJECT)) {
                cursor.skip();
                continue;
            }
            while (cursor.next() == JsonToken.FIELD_NAME) {
                String name = cursor.name();
                JsonToken token = cursor.next();
                if (name.equals("thinking") && token == JsonToken.START_ARRAY) {
                    parts(cursor, reasoning);
                } else if (name.equals("text")) {
                    append(cursor, to);
                } else {
                    cursor.skip();
                }
            }
        }
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
        StringBuilder id = new StringBuilder();
        StringBuilder name = new StringBuilder();
        StringBuilder arguments = new StringBuilder();
        while (cursor.next() == JsonToken.FIELD_NAME) {
            String member = cursor.name();
            JsonToken token = cursor.next();
            if (member.equals("function") && token == JsonToken.START_OBJECT) {
                function(cursor, name, arguments);
            } else if (member.equals("id")) {
                append(cursor, id);
            } else {
                Long number = member.equals("index") ? cursor.integer() : null;
                index = number == null ? index : Math.clamp(number, NO_INDEX, 1_000);
                cursor.skip();
            }
        }
        calls.add(new Piece.ToolCall(index, id.toString(), name.toString(), arguments.toString()));
    }

    /** How models called before there were several tools: without an id. */
    private void functionCall(JsonCursor cursor) throws MalformedJson {
        if (!cursor.at(JsonToken.START_OBJECT)) {
            cursor.skip();
            return;
        }
        StringBuilder name = new StringBuilder();
        StringBuilder arguments = new StringBuilder();
        function(cursor, name, arguments);
        calls.add(new Piece.ToolCall(0, "", name.toString(), arguments.toString()));
    }

    /** Arguments are a string; where a provider sends an object, its JSON. */
    private static void function(JsonCursor cursor, StringBuilder name, StringBuilder arguments)
            throws MalformedJson {
        while (cursor.next() == JsonToken.FIELD_NAME) {
            String member = cursor.name();
            JsonToken token = cursor.next();
            if (member.equals("name")) {
                append(cursor, name);
            } else if (member.equals("arguments") && token == JsonToken.START_OBJECT) {
                arguments.append(cursor.skippedText());
            } else if (member.equals("arguments")) {
                append(cursor, arguments);
            } else {
                cursor.skip();
            }
        }
    }
}
