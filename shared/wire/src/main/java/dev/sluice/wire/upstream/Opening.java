package dev.sluice.wire.upstream;

import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.room.Growth;
import dev.sluice.wire.sse.SseReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/**
 * How a body begins, which tells its form: providers announce events and send a whole answer, and
 * the reverse.
 *
 * @param head has the first byte that is no white space at {@code from}, and what came with it to
 *     {@code to}; nothing where there is none
 * @param rest all behind it
 */
record Opening(byte[] head, int from, int to, InputStream rest) {
    private static final int HEAD_BYTES = 64;

    /**
     * Reads until there is something but white space.
     *
     * @param heard called for each piece that comes
     */
    static Opening of(InputStream in, Runnable heard) throws IOException {
        byte[] head = new byte[HEAD_BYTES];
        for (int count = in.read(head); count >= 0; count = in.read(head)) {
            heard.run();
            int at = JsonText.skipSpace(head, 0, count);
            if (at < count) {
                return new Opening(head, at, count, in);
            }
        }
        return new Opening(head, 0, 0, in);
    }

    /** All from the first byte on that is no white space. */
    InputStream body() {
        return new SequenceInputStream(new ByteArrayInputStream(head, from, to - from), rest);
    }

    /**
     * The same as events.
     *
     * @param heard called for each comment
     * @param room for events that are large
     */
    SseReader events(Runnable heard, Growth room) {
        return new SseReader(head, from, to, rest, SseReader.MAX_EVENT_BYTES, heard, room);
    }

    /** No line of events begins so. */
    boolean isJson() {
        return firstByte() == '{' || firstByte() == '[';
    }

    /** No JSON begins so: a comment, a field's name, a byte order mark. */
    boolean isEvents() {
        return switch (firstByte()) {
            case ':', 'd', 'e', 'i', 'r', 0xEF -> true;
            default -> false;
        };
    }

    private int firstByte() {
        return from == to ? -1 : head[from] & 0xFF;
    }
}
