package dev.sluice.wire.json;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A body with changes: the original bytes and what differs. Its length is known before it is
 * written; it can be written again.
 */
public final class Patched {
    private final byte[] bytes;
    private final int from;
    private final int to;
    private final Edits edits;

    /** Takes the array and the edits as they are; neither may change afterwards. */
    public Patched(byte[] bytes, int from, int to, Edits edits) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.edits = edits;
    }

    public int lengthBytes() {
        return edits.lengthAfter(to - from);
    }

    public void writeTo(OutputStream out) throws IOException {
        edits.writeTo(out, bytes, from, to);
    }

    public byte[] toByteArray() {
        byte[] all = new byte[lengthBytes()];
        edits.writeTo(all, bytes, from, to);
        return all;
    }
}
