package dev.sluice.wire.json;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

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

    /**
     * Index of the first byte at or behind {@code at} that is not plain in a string: a quote, a
     * backslash, a control character, or no ASCII; {@code to} where all are plain.
     */
    public static int plainEnd(byte[] bytes, int at, int to) {
        int i = at;
        while (i < to && bytes[i] >= ' ' && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
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
        int value = 0;
        for (int i = hexStart; i < Math.min(hexStart + 4, end); i++) {
            value = value * 16 + Math.max(0, Character.digit(bytes[i], 16));
        }
        if (value < 0x80) {
            return 1;
        }
        return value < 0x800 || Character.isSurrogate((char) value) ? 2 : 3;
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
