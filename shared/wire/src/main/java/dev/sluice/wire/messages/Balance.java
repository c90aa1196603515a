package dev.sluice.wire.messages;

/** Whether fragments of JSON text are a whole object or array by now. */
final class Balance {
    private int depth;
    private boolean hasBegun;
    private boolean inString;
    private boolean escaped;

    void add(String fragment) {
        for (int i = 0; i < fragment.length(); i++) {
            add(fragment.charAt(i));
        }
    }

    private void add(char c) {
        if (escaped) {
            escaped = false;
        } else if (inString) {
            escaped = c == '\\';
            inString = c != '"';
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            depth++;
            hasBegun = true;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }

    boolean isWhole() {
        return hasBegun && depth <= 0 && !inString;
    }
}
