package dev.sluice.wire.picture;

import java.nio.charset.StandardCharsets;

/**
 * Counts the events in a stream that each bring a whole picture, as its bytes go by: those of a
 * name, or else of a type, that ends in {@code .completed}. Keeps the beginning of a line alone,
 * for one holds a picture. For one stream.
 */
final class CompletedEvents {
    private static final int MOST_LINE_BYTES = 200;

    private final byte[] line = new byte[MOST_LINE_BYTES];
    private int size;
    private boolean isNamed;
    private boolean isCompleted;
    private long count;
    private boolean isOver;

    long count() {
        return count;
    }

    /** Whether one has come, or none will. */
    boolean areKnown() {
        return count > 0 || isOver;
    }

    /** Nothing follows. */
    void over() {
        isOver = true;
    }

    void see(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n') {
                end(new String(line, 0, size, StandardCharsets.ISO_8859_1).strip());
                size = 0;
            } else if (size < MOST_LINE_BYTES) {
                line[size++] = bytes[i];
            }
        }
    }

    private void end(String text) {
        if (text.isEmpty()) {
            count += isCompleted ? 1 : 0;
            isNamed = false;
            isCompleted = false;
        } else if (text.startsWith("event:")) {
            isNamed = true;
            isCompleted = text.endsWith(".completed");
        } else if (text.startsWith("data:") && !isNamed) {
            isCompleted |= text.contains(".completed\"");
        }
    }
}
