package dev.sluice.wire.responses;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The arguments of a call as they grow: whether they are whole, and the text that a custom tool's
 * call has in its one string, {@code {"input":"…"}}, as far as it has come. Arguments of any other
 * form are told at the end: the one string in them, else all of them as they are.
 */
final class Arguments {
    private static final String BEFORE = "{\"" + Tools.INPUT + "\":\"";

    private final StringBuilder all = new StringBuilder();
    private final StringBuilder told = new StringBuilder();
    private int depth;
    private boolean begun;
    private boolean inString;
    private boolean escaped;

    private int matched;
    private boolean other;
    private boolean over;
    private String escape = "";

    /** Adds a fragment; returns the text of the one string that has come with it. */
    String add(String fragment) {
        all.append(fragment);
        int before = told.length();
        for (int i = 0; i < fragment.length(); i++) {
            follow(fragment.charAt(i));
            if (!other && !over) {
                grow(fragment.charAt(i));
            }
        }
        return told.substring(before);
    }

    /** Whether an object has closed. */
    boolean isWhole() {
        return begun && depth == 0;
    }

    private void follow(char c) {
        if (inString) {
            inString = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            begun = true;
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }

    /** The head, white space in it ignored; then the string. */
    private void grow(char c) {
        if (matched < BEFORE.length()) {
            boolean space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
            if (c == BEFORE.charAt(matched)) {
                matched++;
            } else {
                other = !space;
            }
        } else if (!escape.isEmpty()) {
            escape(c);
        } else if (c == '\\') {
            escape = "\\";
        } else if (c == '"') {
            over = true;
        } else {
            told.append(c);
        }
    }

    private void escape(char c) {
        escape += c;
        boolean unicode = escape.charAt(1) == 'u';
        if (unicode && escape.length() < 6) {
            return;
        }
        told.append(unicode ? (char) hex(escape) : plain(c));
        escape = "";
    }

    private static int hex(String escape) {
        int value = 0;
        for (int i = 2; i < escape.length(); i++) {
            value = value * 16 + Math.max(0, Character.digit(escape.charAt(i), 16));
        }
        return value;
    }

    private static char plain(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> c;
        };
    }

    /** The text that has not been told yet, when nothing more comes. */
    String rest() {
        return matched == BEFORE.length() && !other ? "" : oneString();
    }

    private String oneString() {
        try {
            JsonView view = JsonView.of(all.toString().getBytes(StandardCharsets.UTF_8));
            Map<String, JsonView> members = view.members();
            JsonView only =
                    members.size() == 1
                            ? members.values().iterator().next()
                            : members.get(Tools.INPUT);
            if (only != null && only.token() == JsonToken.VALUE_STRING) {
                return String.valueOf(only.text());
            }
        } catch (MalformedJson e) {
            // The model gave the text as it is.
        }
        return all.toString();
    }
}
