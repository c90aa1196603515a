package dev.sluice.wire.sse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Gives a stream in pieces of these sizes, again and again. */
public final class CutStream extends InputStream {
    private final InputStream in;
    private final List<Integer> sizes;
    private int turn;

    public CutStream(byte[] bytes, List<Integer> sizes) {
        this.in = new ByteArrayInputStream(bytes);
        this.sizes = sizes;
    }

    @Override
    public int read() throws IOException {
        return in.read();
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        int size = sizes.get(turn++ % sizes.size());
        return in.read(to, offset, Math.min(length, size));
    }
}
