package dev.sluice.wire.answer;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes in pieces, so that it is known how much has been taken of what is large. For one thread;
 * any may ask.
 */
public final class TakenBytes extends OutputStream {
    static final int PIECE_BYTES = 64 << 10;

    private final OutputStream out;
    private volatile long bytes;

    public TakenBytes(OutputStream out) {
        this.out = out;
    }

    public long bytes() {
        return bytes;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        int end = offset + length;
        for (int at = offset; at < end; at += PIECE_BYTES) {
            int count = Math.min(PIECE_BYTES, end - at);
            out.write(from, at, count);
            long before = bytes; // nobody else writes it
            bytes = before + count;
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
