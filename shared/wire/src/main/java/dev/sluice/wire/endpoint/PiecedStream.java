package dev.sluice.wire.endpoint;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A stream of bytes that come in pieces, each made when the last one has been read. */
abstract class PiecedStream extends InputStream {
    private byte[] piece = {};
    private int at;
    private boolean ended;

    /** The next piece, which may be empty; null at the end. */
    abstract byte @Nullable [] next() throws IOException;

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public final int read(byte[] to, int offset, int length) throws IOException {
        while (at == piece.length) {
            byte[] next = ended ? null : next();
            if (next == null) {
                ended = true;
                return -1;
            }
            piece = next;
            at = 0;
        }
        int count = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, to, offset, count);
        at += count;
        return count;
    }
}
