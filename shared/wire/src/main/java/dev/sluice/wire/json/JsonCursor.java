package dev.sluice.wire.json;

import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Walks JSON (RFC 8259) in a byte array token by token and says where in the array each token lies.
 *
 * <p>UTF-8 without a byte order mark; nesting to {@link #MAX_DEPTH}. A token is checked when the
 * cursor comes to it; strings are not decoded unless {@link #text} asks. All offsets are indexes
 * into the array. For one thread.
 *
 * <p>Our own and not a library's: it is made for each event of each stream, and the parser that
 * stood here allocated half of what a stream did (docs/decisions/0007-speed.md).
 */
public final class JsonCursor implements AutoCloseable {
    public static final int MAX_DEPTH = 256;

    /** Up to here a double tells each integer from the next. */
    private static final double LARGEST_EXACT = 1L << 53;

    private static final int MOST_NAME_BYTES = 50_000;
    private static final int LONG_BITS = 64;

    private final byte[] bytes;
    private final int from;
    private final int to;
    private final JsonSyntax syntax;

    /** A bit a level: whether it is an object. */
    private final long[] objects = new long[MAX_DEPTH / LONG_BITS];

    private int depth;
    private JsonToken token = JsonToken.NOT_AVAILABLE;
    private int start;
    private int end;
    private int nameStart;
    private int nameEnd;

    public JsonCursor(byte[] bytes, int from, int to) throws MalformedJson {
        refuseOtherEncodings(bytes, from, to);
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.syntax = new JsonSyntax(bytes, from, to);
        this.start = from;
        this.end = from;
    }

    /**
     * In UTF-16 and UTF-32 one of the first bytes of an object is NUL. The byte 0xFF is in no
     * UTF-8, and some readers skip it: a name that hides one would be read otherwise upstream.
     */
    private static void refuseOtherEncodings(byte[] bytes, int from, int to) throws MalformedJson {
        for (int i = from; i < Math.min(from + 4, to); i++) {
            boolean isMark = i == from && (bytes[i] & 0xFF) >= 0xEF;
            if (bytes[i] == 0 || isMark) {
                throw new MalformedJson("it is not UTF-8 text without a byte order mark", i - from);
            }
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] == (byte) 0xFF) {
                throw new MalformedJson("it is not UTF-8 text", i - from);
            }
        }
    }

    /** Moves to the next token; null at the end. */
    public @Nullable JsonToken next() throws MalformedJson {
        int at = JsonText.skipSpace(bytes, end, to);
        if (depth > 0) {
            token = isObject() ? inObject(at) : inArray(at);
            return token;
        }
        if (at == to) {
            token = JsonToken.NOT_AVAILABLE;
            start = at;
            end = at;
            return null;
        }
        token = value(at);
        return token;
    }

    private JsonToken inObject(int next) throws MalformedJson {
        if (token == JsonToken.FIELD_NAME) {
            syntax.expect(next, ':');
            return value(JsonText.skipSpace(bytes, next + 1, to));
        }
        if (next < to && bytes[next] == '}') {
            return close(next, JsonToken.END_OBJECT);
        }
        int at = next;
        if (token != JsonToken.START_OBJECT) {
            syntax.expect(next, ',');
            at = JsonText.skipSpace(bytes, next + 1, to);
        }
        syntax.expect(at, '"');
        start = at;
        end = syntax.stringEnd(at);
        if (end - start > MOST_NAME_BYTES) {
            throw syntax.tooLong(start);
        }
        nameStart = start;
        nameEnd = end;
        return JsonToken.FIELD_NAME;
    }

    private JsonToken inArray(int next) throws MalformedJson {
        if (next < to && bytes[next] == ']') {
            return close(next, JsonToken.END_ARRAY);
        }
        if (token == JsonToken.START_ARRAY) {
            return value(next);
        }
        syntax.expect(next, ',');
        return value(JsonText.skipSpace(bytes, next + 1, to));
    }

    private JsonToken value(int at) throws MalformedJson {
        if (at == to) {
            throw syntax.early();
        }
        start = at;
        switch (bytes[at]) {
            case '{':
                open(true);
                return JsonToken.START_OBJECT;
            case '[':
                open(false);
                return JsonToken.START_ARRAY;
            case '"':
                end = syntax.stringEnd(at);
                return JsonToken.VALUE_STRING;
            case 't':
                end = syntax.literalEnd(at, "true");
                return JsonToken.VALUE_TRUE;
            case 'f':
                end = syntax.literalEnd(at, "false");
                return JsonToken.VALUE_FALSE;
            case 'n':
                end = syntax.literalEnd(at, "null");
                return JsonToken.VALUE_NULL;
            default:
                end = syntax.numberEnd(at);
                return JsonText.isInteger(bytes, at, end)
                        ? JsonToken.VALUE_NUMBER_INT
                        : JsonToken.VALUE_NUMBER_FLOAT;
        }
    }

    private boolean isObject() {
        int level = depth - 1;
        return (objects[level / LONG_BITS] >>> level & 1) != 0;
    }

    private void open(boolean object) throws MalformedJson {
        if (depth == MAX_DEPTH) {
            throw new MalformedJson(
                    "it is nested deeper than " + MAX_DEPTH + " levels", start - from);
        }
        long bit = 1L << depth;
        int word = depth / LONG_BITS;
        objects[word] = object ? objects[word] | bit : objects[word] & ~bit;
        depth++;
        end = start + 1;
    }

    private JsonToken close(int at, JsonToken bracket) {
        depth--;
        start = at;
        end = at + 1;
        return bracket;
    }

    /** From the first token of a value to its last: skips what is inside. */
    public void skip() throws MalformedJson {
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            for (int outside = depth - 1; depth > outside; ) {
                next();
            }
        }
    }

    public JsonToken token() {
        return token;
    }

    public boolean at(JsonToken which) {
        return token == which;
    }

    /** The name of the member that the cursor is at, unescaped. */
    public String name() {
        return JsonNames.of(bytes, nameStart + 1, nameEnd - 1);
    }

    /** Index of the first byte of the current token. */
    public int start() {
        return start;
    }

    /**
     * Index behind the last byte of the token that starts at {@code tokenStart}, which is the
     * current one; for a container, behind its one bracket.
     */
    public int end(int tokenStart) {
        return tokenStart + end - start;
    }

    /** Skips the current value and returns the index behind it. */
    public int skipToEnd() throws MalformedJson {
        skip();
        return end;
    }

    /** Skips the current value and returns it as it stands in the bytes. */
    public String skippedText() throws MalformedJson {
        int valueStart = start;
        skip();
        return new String(bytes, valueStart, end - valueStart, StandardCharsets.UTF_8);
    }

    /** The current string, decoded; of another token its bytes. */
    public String text() {
        return token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME
                ? JsonText.unquote(bytes, start + 1, end - 1)
                : new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    /** The current number, when it is an integer that fits; else null. */
    public @Nullable Long integer() {
        return at(JsonToken.VALUE_NUMBER_INT) ? JsonText.integer(bytes, start, end) : null;
    }

    /** The current number, rounded to an integer; null when it is no number or does not fit. */
    public @Nullable Long rounded() {
        if (!at(JsonToken.VALUE_NUMBER_FLOAT)) {
            return integer();
        }
        double number = Double.parseDouble(text());
        return Math.abs(number) < LARGEST_EXACT ? Long.valueOf(Math.round(number)) : null;
    }

    /** Checks that nothing but white space is left. */
    public void finish() throws MalformedJson {
        if (next() != null) {
            throw new MalformedJson("there is more behind the JSON value", start - from);
        }
    }

    /** It holds nothing that had to be given back. */
    @Override
    public void close() {}
}
