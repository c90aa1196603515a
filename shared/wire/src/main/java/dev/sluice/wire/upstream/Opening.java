package dev.sluice.wire.upstream;

import dev.sluice.wire.json.JsonText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/**
 * How a body begins, which tells its form: providers announce events and send a whole answer, and
 * the reverse.
 *
 * @param firstByte the first that is no white space; -1 where there is none
 * @param body all from that byte on
 */
record Opening(int firstByte, InputStream body) {
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
                InputStream first = new ByteArrayInputStream(head, at, count - at);
                return new Opening(head[at] & 0xFF, new SequenceInputStream(first, in));
            }
        }
        return new Opening(-1, InputStream.nullInputStream());
    }

    /** No line of events begins so. */
    boolean isJson() {
        return firstByte == '{' || firstByte == '[';
    }

    /** No JSON begins so: a comment, a field's name, a byte order mark. */
    boolean isEvents() {
        return firstByte == ':'
                || firstByte == 'd'
                || firstByte == 'e'
                || firstByte == 'i'
                || firstByte == 'r'
                || firstByte == 0xEF;
    }
}
