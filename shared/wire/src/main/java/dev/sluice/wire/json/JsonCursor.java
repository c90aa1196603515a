package dev.sluice.wire.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Walks JSON in a byte array token by token and says where in the array each token lies.
 *
 * <p>UTF-8 without a byte order mark; nesting to {@link #MAX_DEPTH}. Strings are not decoded unless
 * {@link #text} asks. All offsets are indexes into the array. For one thread; close it to give its
 * buffers back.
 */
public final class JsonCursor implements AutoCloseable {
    public static final int MAX_DEPTH = 256;

    /** A longer string is not given to the parser byte by byte, if it is plain. */
    private static final int LONG_BYTES = 4 << 10;

    /** Up to here a double tells each integer from the next. */
    private static final double LARGEST_EXACT = 1L << 53;

    private final byte[] bytes;
    private final int from;
    private final int to;
    private final FedParser fed;
    private final JsonParser parser;
    private boolean whole;
    private boolean closed;

    /**
     * Where the current token begins and ends, if it was jumped over or tried to; else negative.
     */
    private int jumpedStart = -1;

    private int jumpedEnd = -1;

    public JsonCursor(byte[] bytes, int from, int to) throws MalformedJson {
        refuseOtherEncodings(bytes, from, to);
        refusePadding(bytes, from, to);
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.fed = FedParser.of(bytes, from, to);
        this.parser = fed.parser();
    }

    /**
     * In UTF-16 and UTF-32 one of the first bytes of an object is NUL; the parser would switch to
     * them.
     */
    private static void refuseOtherEncodings(byte[] bytes, int from, int to) throws MalformedJson {
        for (int i = from; i < Math.min(from + 4, to); i++) {
            boolean isMark = i == from && (bytes[i] & 0xFF) >= 0xEF;
            if (bytes[i] == 0 || isMark) {
                throw new MalformedJson("it is not UTF-8 text without a byte order mark", i - from);
            }
        }
    }

    /**
     * The byte 0xFF is in no UTF-8. The parser's table of names pads with it and would take 0xFF
     * and {@code n} for {@code "n"}, which an upstream reads otherwise.
     */
    private static void refusePadding(byte[] bytes, int from, int to) throws MalformedJson {
        for (int i = from; i < to; i++) {
            if (bytes[i] == (byte) 0xFF) {
                throw new MalformedJson("it is not UTF-8 text", i - from);
            }
        }
    }

    /** Moves to the next token; null at the end. */
    public @Nullable JsonToken next() throws MalformedJson {
        jumpedStart = -1;
        try {
            return parser.nextToken();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** The next token, where the grammar promises one. */
    public JsonToken promised() throws MalformedJson {
        JsonToken token = next();
        if (token == null) {
            throw new MalformedJson("it ends too early", start());
        }
        return token;
    }

    /** From the first token of a value to its last: skips what is inside. */
    public void skip() throws MalformedJson {
        if (at(JsonToken.VALUE_STRING)) {
            if (to - from > LONG_BYTES) {
                end(start());
            }
            return;
        }
        try {
            parser.skipChildren();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    public JsonToken token() {
        return parser.currentToken();
    }

    public boolean at(JsonToken token) {
        return parser.currentToken() == token;
    }

    /** The name of the member that the cursor is at, unescaped. */
    public String name() throws MalformedJson {
        try {
            return parser.currentName();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** Index of the first byte of the current token. */
    public int start() {
        return jumpedStart < 0 ? fed.tokenStart() : jumpedStart;
    }

    /**
     * Index behind the last byte of the token that starts at {@code start}; for a container, behind
     * its one bracket.
     */
    public int end(int start) {
        if (start == jumpedStart) {
            return jumpedEnd;
        }
        return switch (parser.currentToken()) {
            case VALUE_STRING -> stringEnd(start);
            case FIELD_NAME -> JsonText.stringEnd(bytes, start);
            case VALUE_TRUE, VALUE_NULL -> start + 4;
            case VALUE_FALSE -> start + 5;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> JsonText.numberEnd(bytes, start);
            default -> start + 1;
        };
    }

    /**
     * A long string that is plain is taken for read: base64 of pictures need not go through the
     * parser's hands.
     */
    private int stringEnd(int start) {
        if (to - start <= LONG_BYTES) {
            return JsonText.stringEnd(bytes, start);
        }
        int end = JsonText.plainEnd(bytes, start + 1, to);
        if (end == to || bytes[end] != '"') {
            return JsonText.stringEnd(bytes, end - 1);
        }
        if (end - start > LONG_BYTES && start == start()) {
            jump(start, end);
        }
        return end + 1;
    }

    /**
     * Moves on within the current token, whose inside was read elsewhere and is good; the parser
     * stays where it is if it has read that already.
     *
     * @param start of the current token
     * @param last its last byte, which the parser reads next
     */
    private boolean jump(int start, int last) {
        boolean jumped = fed.jump(start + 1, last);
        jumpedStart = start; // the parser's own word for it is off from now on
        jumpedEnd = jumped || at(JsonToken.VALUE_STRING) ? last + 1 : start + 1;
        return jumped;
    }

    /**
     * The plain numbers of the array that the cursor is at the beginning of, to whose end it then
     * moves.
     *
     * @param isKept whether the numbers are wanted, beside how many there are
     * @return null where there is anything else in it; then the cursor stays
     */
    public @Nullable NumberList numbers(boolean isKept) throws MalformedJson {
        int start = start();
        NumberList list = NumberList.read(bytes, start, to, isKept);
        if (list == null || !jump(start, list.last())) {
            return null;
        }
        next();
        return list;
    }

    /** Skips the current value and returns the index behind it. */
    public int skipToEnd() throws MalformedJson {
        skip();
        return end(start());
    }

    /** Skips the current value and returns it as it stands in the bytes. */
    public String skippedText() throws MalformedJson {
        int start = start();
        int end = skipToEnd();
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    /** The current string, decoded. */
    public String text() throws MalformedJson {
        if (jumpedStart >= 0 && at(JsonToken.VALUE_STRING)) {
            int length = jumpedEnd - jumpedStart - 2;
            return new String(bytes, jumpedStart + 1, length, StandardCharsets.ISO_8859_1);
        }
        try {
            return parser.getText();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** The current number, when it is an integer that fits; else null. */
    public @Nullable Long integer() throws MalformedJson {
        if (!at(JsonToken.VALUE_NUMBER_INT)) {
            return null;
        }
        try {
            return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    ? null
                    : parser.getLongValue();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** The current number, rounded to an integer; null when it is no number or does not fit. */
    public @Nullable Long rounded() throws MalformedJson {
        if (!at(JsonToken.VALUE_NUMBER_FLOAT)) {
            return integer();
        }
        double number = Double.parseDouble(text());
        return Math.abs(number) < LARGEST_EXACT ? Long.valueOf(Math.round(number)) : null;
    }

    /** Checks that nothing but white space is left. */
    public void finish() throws MalformedJson {
        boolean isBracket = at(JsonToken.END_OBJECT) || at(JsonToken.END_ARRAY);
        if (isBracket && parser.getParsingContext().inRoot()) {
            int rest = JsonText.skipSpace(bytes, start() + 1, to);
            if (rest < to) {
                throw new MalformedJson("there is more behind the JSON value", rest - from);
            }
            whole = true;
        } else if (next() != null) {
            throw new MalformedJson("there is more behind the JSON value", start() - from);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            fed.rest(whole);
        }
    }

    private MalformedJson malformed(IOException e) {
        long atByte =
                e instanceof JacksonException j && j.getLocation() != null
                        ? fed.inText(j.getLocation().getByteOffset())
                        : -1;
        return switch (e) {
            case StreamConstraintsException c when isDepth(c) ->
                    new MalformedJson("it is nested deeper than " + MAX_DEPTH + " levels", atByte);
            case StreamConstraintsException _ ->
                    new MalformedJson("a name or number is too long", atByte);
            case JsonEOFException _ -> new MalformedJson("it ends too early", atByte);
            default -> new MalformedJson("it is not valid JSON", atByte);
        };
    }

    private static boolean isDepth(StreamConstraintsException e) {
        return e.getOriginalMessage().contains("nesting depth");
    }
}
