package dev.sluice.wire.form;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A header value with parameters: {@code form-data; name="a"; filename="b.png"} (RFC 9110 §5.6.6).
 * Of a parameter that stands twice the first counts.
 */
final class Parameters {
    private final String text;
    private final String value;
    private final Map<String, String> parameters = new HashMap<>();
    private int at;

    private Parameters(String text) {
        this.text = text;
        int semicolon = text.indexOf(';');
        at = semicolon < 0 ? text.length() : semicolon;
        this.value = text.substring(0, at).strip().toLowerCase(Locale.ROOT);
        while (at < text.length()) {
            at++;
            parameter();
        }
    }

    static Parameters of(String text) {
        return new Parameters(text);
    }

    /** What stands before the first parameter, in lower case. */
    String value() {
        return value;
    }

    @Nullable String get(String name) {
        return parameters.get(name);
    }

    private void parameter() {
        int start = at;
        while (at < text.length() && text.charAt(at) != '=' && text.charAt(at) != ';') {
            at++;
        }
        String name = text.substring(start, at).strip().toLowerCase(Locale.ROOT);
        if (at == text.length() || text.charAt(at) == ';') {
            return;
        }
        at++;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        boolean isQuoted = at < text.length() && text.charAt(at) == '"';
        parameters.putIfAbsent(name, isQuoted ? quoted() : token());
    }

    private String token() {
        int start = at;
        skipToSemicolon();
        return text.substring(start, at).strip();
    }

    /** Browsers escape a quote alone, as {@code %22}; others with a backslash. */
    private String quoted() {
        StringBuilder unquoted = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            boolean isEscape =
                    text.charAt(at) == '\\'
                            && at + 1 < text.length()
                            && (text.charAt(at + 1) == '"' || text.charAt(at + 1) == '\\');
            at += isEscape ? 1 : 0;
            unquoted.append(text.charAt(at));
        }
        skipToSemicolon();
        return unquoted.toString();
    }

    private void skipToSemicolon() {
        while (at < text.length() && text.charAt(at) != ';') {
            at++;
        }
    }
}
