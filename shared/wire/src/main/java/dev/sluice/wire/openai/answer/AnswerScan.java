package dev.sluice.wire.openai.answer;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.measure.Metered;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.MalformedJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One pass over an answer or a chunk of one: what is in it and where it lies. */
final class AnswerScan {
    /** Bytes {@code [start, end)}; {@code start} is negative when there are none. */
    record Span(int start, int end) {
        static final Span NONE = new Span(-1, -1);

        boolean exists() {
            return start >= 0;
        }
    }

    /**
     * One choice.
     *
     * @param finish where the value of {@code finish_reason} lies
     * @param finishReason its text, when it is a string
     * @param foreignLogprobs where {@code logprobs} lies when it has {@code tokens} in place of
     *     OpenAI's {@code content}
     * @param contentBytes UTF-8 bytes of text, reasoning and tool arguments
     */
    record Choice(
            long index,
            Span finish,
            @Nullable String finishReason,
            Span foreignLogprobs,
            long contentBytes) {}

    final List<Choice> choices = new ArrayList<>(1);
    Span id = Span.NONE;
    Span object = Span.NONE;
    Span created = Span.NONE;
    Span model = Span.NONE;
    int usageNameStart;
    Span usageValue = Span.NONE;
    boolean usageIsNull;
    @Nullable Metered usage;
    boolean hasChoices;
    boolean hasError;
    boolean hasMessage;

    private final byte[] bytes;
    private final AnswerRules rules;
    private final ChunkShape shape;

    private AnswerScan(byte[] bytes, AnswerRules rules, ChunkShape shape) {
        this.bytes = bytes;
        this.rules = rules;
        this.shape = shape;
    }

    /** Reads {@code [from, to)}, which must be one JSON object. */
    static AnswerScan of(byte[] bytes, int from, int to, AnswerRules rules) throws MalformedJson {
        return of(bytes, from, to, rules, ChunkShape.NONE);
    }

    /** The same of a chunk, whose shape is told what may differ in the next one. */
    static AnswerScan of(byte[] bytes, int from, int to, AnswerRules rules, ChunkShape shape)
            throws MalformedJson {
        AnswerScan scan = new AnswerScan(bytes, rules, shape);
        shape.begin(to - from);
        try (JsonCursor cursor = new JsonCursor(bytes, from, to)) {
            if (cursor.next() != JsonToken.START_OBJECT) {
                throw new MalformedJson("it is not an object", 0);
            }
            while (cursor.next() != JsonToken.END_OBJECT) {
                scan.member(cursor);
            }
            cursor.finish();
        }
        return scan;
    }

    /**
     * Whether this is an error in any shape that comes with status 200. A message alone is one,
     * unless it stands in an event with a name of its own.
     */
    boolean isError(boolean named) {
        return hasError || is(object, "\"error\"") || (!named && !hasChoices && hasMessage);
    }

    /** Whether this chunk can name the answer: Azure's first one cannot. */
    boolean hasId() {
        return id.exists() && !is(id, "\"\"") && !is(id, "null");
    }

    boolean is(Span span, String json) {
        boolean same = span.exists() && span.end - span.start == json.length();
        for (int i = 0; same && i < json.length(); i++) {
            same = bytes[span.start + i] == json.charAt(i);
        }
        return same;
    }

    private void member(JsonCursor cursor) throws MalformedJson {
        String name = cursor.name();
        switch (name) {
            case "id" -> id = valueSpan(cursor);
            case "object" -> object = valueSpan(cursor);
            case "created" -> created = valueSpan(cursor);
            case "model" -> model = valueSpan(cursor);
            case "usage" -> usage(cursor);
            case "choices" -> choices(cursor);
            case "error" -> hasError |= saysSomething(cursor);
            case "message", "msg", "detail" -> hasMessage |= saysSomething(cursor);
            default -> {
                cursor.promised();
                unread(cursor);
                cursor.skip();
            }
        }
    }

    /** Nobody reads the value that the cursor is at. */
    private void unread(JsonCursor cursor) {
        if (shape.learns()
                && (cursor.at(JsonToken.VALUE_STRING) || cursor.at(JsonToken.VALUE_NUMBER_INT))) {
            int start = cursor.start();
            shape.mayDiffer(bytes, start, cursor.end(start), false);
        }
    }

    private void oddIf(boolean condition) {
        if (condition) {
            shape.isOdd();
        }
    }

    private static Span valueSpan(JsonCursor cursor) throws MalformedJson {
        cursor.promised();
        int start = cursor.start();
        return new Span(start, cursor.skipToEnd());
    }

    private static boolean saysSomething(JsonCursor cursor) throws MalformedJson {
        cursor.promised();
        boolean says = says(cursor);
        cursor.skip();
        return says;
    }

    private static boolean says(JsonCursor cursor) throws MalformedJson {
        return switch (cursor.token()) {
            case VALUE_NULL, VALUE_FALSE -> false;
            case VALUE_STRING -> !cursor.text().isEmpty();
            default -> true;
        };
    }

    private void usage(JsonCursor cursor) throws MalformedJson {
        usageNameStart = cursor.start();
        usageIsNull = cursor.promised() == JsonToken.VALUE_NULL;
        int start = cursor.start();
        if (cursor.at(JsonToken.START_OBJECT)) {
            usage = UsageReader.read(cursor, rules);
        }
        usageValue = new Span(start, cursor.skipToEnd());
    }

    private void choices(JsonCursor cursor) throws MalformedJson {
        if (cursor.promised() != JsonToken.START_ARRAY) {
            cursor.skip();
            return;
        }
        hasChoices = true;
        while (cursor.promised() != JsonToken.END_ARRAY) {
            if (cursor.at(JsonToken.START_OBJECT)) {
                choices.add(choice(cursor, choices.size()));
            } else {
                cursor.skip();
            }
        }
    }

    private Choice choice(JsonCursor cursor, int position) throws MalformedJson {
        long index = position;
        Span finish = Span.NONE;
        String finishReason = null;
        Span logprobs = Span.NONE;
        int textStart = -1;
        long textBytes = 0;
        long deltaBytes = -1;
        while (cursor.next() != JsonToken.END_OBJECT) {
            String name = cursor.name();
            cursor.promised();
            switch (name) {
                case "error" -> hasError |= says(cursor);
                case "index" -> index = indexOr(cursor, position);
                case "finish_reason" -> {
                    finish = new Span(cursor.start(), cursor.end(cursor.start()));
                    finishReason = cursor.at(JsonToken.VALUE_STRING) ? cursor.text() : null;
                    hasError |= "error".equals(finishReason);
                }
                case "delta", "message" -> {
                    oddIf(deltaBytes >= 0);
                    deltaBytes = Math.max(deltaBytes, deltaBytes(cursor));
                }
                case "text" -> {
                    oddIf(textStart >= 0);
                    textStart = cursor.start();
                    textBytes = stringBytes(cursor, null);
                }
                case "logprobs" -> logprobs = foreignLogprobs(cursor);
                default -> unread(cursor);
            }
            cursor.skip();
        }
        // Together repeats the delta's content as text: counted once.
        if (textStart >= 0 && deltaBytes >= 0) {
            shape.isNotCounted(textStart);
        }
        return new Choice(
                index, finish, finishReason, logprobs, deltaBytes < 0 ? textBytes : deltaBytes);
    }

    private static long indexOr(JsonCursor cursor, int position) throws MalformedJson {
        Long index = cursor.integer();
        return index == null ? position : index;
    }

    private long deltaBytes(JsonCursor cursor) throws MalformedJson {
        if (!cursor.at(JsonToken.START_OBJECT)) {
            return -1;
        }
        long content = 0;
        long reasoning = 0;
        boolean reasons = false;
        while (cursor.next() != JsonToken.END_OBJECT) {
            String name = cursor.name();
            cursor.promised();
            switch (name) {
                case "content", "refusal" -> content += stringBytes(cursor, null);
                case "tool_calls", "function_call" -> content += stringBytes(cursor, "arguments");
                // Two names of one thing; some providers send both.
                case "reasoning", "reasoning_content" -> {
                    oddIf(reasons);
                    reasons = true;
                    reasoning = Math.max(reasoning, stringBytes(cursor, null));
                }
                default -> {
                    unread(cursor);
                    cursor.skip();
                }
            }
        }
        return content + reasoning;
    }

    /**
     * Bytes of the strings in a value, or of those members that have the given name; the type of a
     * part is no text.
     */
    private long stringBytes(JsonCursor cursor, @Nullable String only) throws MalformedJson {
        String name = "";
        long count = 0;
        int depth = 0;
        while (true) {
            switch (cursor.token()) {
                case FIELD_NAME -> name = cursor.name();
                case START_OBJECT, START_ARRAY -> depth++;
                case END_OBJECT, END_ARRAY -> depth--;
                case VALUE_STRING -> {
                    if (only == null ? !name.equals("type") : name.equals(only)) {
                        int start = cursor.start();
                        int end = cursor.end(start);
                        count += JsonText.textBytes(bytes, start, end);
                        shape.mayDiffer(bytes, start, end, true);
                    }
                }
                default -> {}
            }
            if (depth == 0) {
                return count;
            }
            cursor.promised();
        }
    }

    private static Span foreignLogprobs(JsonCursor cursor) throws MalformedJson {
        if (!cursor.at(JsonToken.START_OBJECT)) {
            return Span.NONE;
        }
        int start = cursor.start();
        boolean hasTokens = false;
        boolean hasContent = false;
        while (cursor.next() != JsonToken.END_OBJECT) {
            hasTokens |= cursor.name().equals("tokens");
            hasContent |= cursor.name().equals("content");
            cursor.promised();
            cursor.skip();
        }
        return hasTokens && !hasContent ? new Span(start, cursor.end(cursor.start())) : Span.NONE;
    }
}
