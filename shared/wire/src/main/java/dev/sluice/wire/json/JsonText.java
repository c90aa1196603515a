package dev.sluice.wire.json;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Small facts about JSON text in bytes. All indexes are into the given array. */
public final class JsonText {
    private static final HexFormat HEX = HexFormat.of();

    private JsonText() {}

    /**
     * Index behind the closing quote of the string that opens at {@code start}; the end of the
     * array when it has none.
     */
    public static int stringEnd(byte[] bytes, int start) {
        int i = start + 1;
        while (i < bytes.length && bytes[i] != '"') {
            i += bytes[i] == '\\' ? 2 : 1;
        }
        return Math.min(i + 1, bytes.length);
    }

    /** Index behind the number that starts at {@code start}. */
    public static int numberEnd(byte[] bytes, int start) {
        int i = start;
        while (i < bytes.length && isNumberByte(bytes[i])) {
            i++;
        }
        return i;
    }

    private static boolean isNumberByte(byte b) {
        return (b >= '0' && b <= '9') || b == '-' || b == '+' || b == '.' || b == 'e' || b == 'E';
    }

    /**
     * How many UTF-8 bytes the text of the string token {@code [start, end)} has, its escapes
     * resolved.
     */
    public static long textBytes(byte[] bytes, int start, int end) {
        long count = 0;
        for (int i = start + 1; i < end - 1; i++) {
            if (bytes[i] != '\\') {
                count++;
            } else if (bytes[i + 1] != 'u') {
                count++;
                i++;
            } else {
                count += escapedBytes(bytes, i + 2, end);
                i += 5;
            }
        }
        return count;
    }

    /** A character is 1 to 3 bytes; each half of a surrogate pair counts as 2 of its 4. */
    private static int escapedBytes(byte[] bytes, int hexStart, int end) {
        int value = hex(bytes, hexStart, end);
        if (value < 0x80) {
            return 1;
        }
        return value < 0x800 || Character.isSurrogate((char) value) ? 2 : 3;
    }

    private static int hex(byte[] bytes, int start, int end) {
        int value = 0;
        for (int i = start; i < Math.min(start + 4, end); i++) {
            value = value * 16 + Math.max(0, Character.digit(bytes[i], 16));
        }
        return value;
    }

    /** Index of the first byte at or behind {@code i} that is not white space. */
    public static int skipSpace(byte[] bytes, int i, int to) {
        int at = i;
        while (at < to && isSpace(bytes[at])) {
            at++;
        }
        return at;
    }

    public static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** Whether the number {@code [start, end)} has neither a fraction nor an exponent. */
    static boolean isInteger(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] > '9' || bytes[i] == '.') {
                return false;
            }
        }
        return true;
    }

    /** The integer {@code [start, end)}; null where it does not fit. */
    static @Nullable Long integer(byte[] bytes, int start, int end) {
        boolean negative = bytes[start] == '-';
        long value = 0;
        for (int i = negative ? start + 1 : start; i < end; i++) {
            int digit = bytes[i] - '0';
            if (value < (Long.MIN_VALUE + digit) / 10) {
                return null;
            }
            value = value * 10 - digit; // below zero there is room for one more
        }
        if (negative) {
            return value;
        }
        return value == Long.MIN_VALUE ? null : -value;
    }

    /** The text that stands between a string's quotes, its escapes resolved. */
    static String unquote(byte[] bytes, int start, int end) {
        int escape = indexOfEscape(bytes, start, end);
        if (escape == end) {
            return new String(bytes, start, end - start, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder(end - start);
        int at = start;
        while (escape < end) {
            text.append(new String(bytes, at, escape - at, StandardCharsets.UTF_8));
            text.append(escaped(bytes, escape, end));
            at = escape + (bytes[escape + 1] == 'u' ? 6 : 2);
            escape = indexOfEscape(bytes, at, end);
        }
        return text.append(new String(bytes, at, end - at, StandardCharsets.UTF_8)).toString();
    }

    private static int indexOfEscape(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && bytes[at] != '\\') {
            at++;
        }
        return at;
    }

    private static char escaped(byte[] bytes, int backslash, int end) {
        return switch (bytes[backslash + 1]) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> (char) hex(bytes, backslash + 2, end);
            default -> (char) bytes[backslash + 1];
        };
    }

    /** The text as a JSON string with its quotes. Half a surrogate pair becomes a question mark. */
    public static byte[] quote(String text) {
        StringBuilder json = new StringBuilder(text.length() + 16).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7F) {
                        json.append("\\u").append(HEX.toHexDigits(c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        return json.append('"').toString().getBytes(StandardCharsets.UTF_8);
    }
}
