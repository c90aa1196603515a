package dev.sluice.lambda;

import java.util.List;

/**
 * JSON strings, written (RFC 8259 §7).
 *
 * <p>Own code, because the module speaks only the Runtime API: prelude and error reports are all
 * the JSON it writes, and a library would cost a dependency and cold start in every function that
 * uses it.
 */
final class JsonStrings {

    private JsonStrings() {}

    static void appendString(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> appendPlain(json, c, isPaired(text, i));
            }
        }
        json.append('"');
    }

    static void appendArray(StringBuilder json, List<String> texts) {
        json.append('[');
        for (int i = 0; i < texts.size(); i++) {
            if (i > 0) {
                json.append(',');
            }
            appendString(json, texts.get(i));
        }
        json.append(']');
    }

    /**
     * A lone surrogate has no UTF-8 form: it is escaped, so that the reader sees what was there.
     */
    private static void appendPlain(StringBuilder json, char c, boolean paired) {
        if (c >= 0x20 && (paired || !Character.isSurrogate(c))) {
            json.append(c);
            return;
        }
        json.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            json.append(Character.forDigit((c >> shift) & 0xf, 16));
        }
    }

    private static boolean isPaired(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c)
                && i > 0
                && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
