package dev.sluice.lambda;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the small JSON objects in Lambda's identity headers (RFC 8259). Objects become maps, arrays
 * lists, and every other value its text; a null member is left out.
 */
final class JsonReader {

    private static final int DEPTH_LIMIT = 32;

    private static final class Malformed extends Exception {}

    private final String json;
    private int at;

    private JsonReader(String json) {
        this.json = json;
    }

    /** The members of an object; null for null and for anything that is no object. */
    static @Nullable Map<String, Object> readObject(@Nullable String json) {
        if (json == null) {
            return null;
        }
        try {
            var reader = new JsonReader(json);
            reader.expect('{');
            Map<String, Object> members = reader.members(0);
            return reader.peek() == '\0' ? members : null;
        } catch (Malformed e) {
            return null;
        }
    }

    private @Nullable Object value(int depth) throws Malformed {
        if (depth > DEPTH_LIMIT) {
            throw new Malformed();
        }
        return switch (peek()) {
            case '{' -> {
                at++;
                yield members(depth);
            }
            case '[' -> {
                at++;
                yield elements(depth);
            }
            case '"' -> string();
            default -> literal();
        };
    }

    private Map<String, Object> members(int depth) throws Malformed {
        var members = new LinkedHashMap<String, Object>();
        if (took('}')) {
            return members;
        }
        do {
            if (peek() != '"') {
                throw new Malformed();
            }
            String name = string();
            expect(':');
            Object value = value(depth + 1);
            if (value != null) {
                members.put(name, value);
            }
        } while (took(','));
        expect('}');
        return members;
    }

    private List<Object> elements(int depth) throws Malformed {
        var elements = new ArrayList<Object>();
        if (took(']')) {
            return elements;
        }
        do {
            Object value = value(depth + 1);
            if (value != null) {
                elements.add(value);
            }
        } while (took(','));
        expect(']');
        return elements;
    }

    private @Nullable String literal() throws Malformed {
        int start = at;
        while (at < json.length() && ",]} \t\r\n".indexOf(json.charAt(at)) < 0) {
            at++;
        }
        String text = json.substring(start, at);
        if (text.equals("null")) {
            return null;
        }
        boolean known = text.equals("true") || text.equals("false");
        if (!known && !text.matches("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?")) {
            throw new Malformed();
        }
        return text;
    }

    private String string() throws Malformed {
        at++;
        var text = new StringBuilder();
        while (at < json.length()) {
            char c = json.charAt(at++);
            if (c == '"') {
                return text.toString();
            }
            text.append(c == '\\' ? escaped() : c);
        }
        throw new Malformed();
    }

    private char escaped() throws Malformed {
        char c = at < json.length() ? json.charAt(at++) : '\0';
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> fourHexDigits();
            default -> throw new Malformed();
        };
    }

    private char fourHexDigits() throws Malformed {
        if (at + 4 > json.length()) {
            throw new Malformed();
        }
        int code = 0;
        for (int end = at + 4; at < end; at++) {
            int digit = Character.digit(json.charAt(at), 16);
            if (digit < 0) {
                throw new Malformed();
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private void expect(char c) throws Malformed {
        if (!took(c)) {
            throw new Malformed();
        }
    }

    private boolean took(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    /** The next character that is no white space; NUL at the end. */
    private char peek() {
        while (at < json.length() && " \t\r\n".indexOf(json.charAt(at)) >= 0) {
            at++;
        }
        return at < json.length() ? json.charAt(at) : '\0';
    }
}
