package dev.sluice.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** A link whose bytes are here already, handed out in pieces; it takes what is written. */
final class FedLink implements Link {
    private final byte[] bytes;
    private final int pieceBytes;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int position;
    private boolean cut;
    private int takes = Integer.MAX_VALUE;

    /**
     * @param pieceBytes how many bytes a read gives at most
     */
    FedLink(String bytes, int pieceBytes) {
        this.bytes = bytes.getBytes(ISO_8859_1);
        this.pieceBytes = pieceBytes;
    }

    /** Fails when so many bytes have been written. */
    FedLink failingAfter(int count) {
        takes = count;
        return this;
    }

    String written() {
        return written.toString(ISO_8859_1);
    }

    boolean isCut() {
        return cut;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
        int count = Math.min(Math.min(length, pieceBytes), bytes.length - position);
        System.arraycopy(bytes, position, to, offset, count);
        position += count;
        return count == 0 ? -1 : count;
    }

    @Override
    public int readNow(byte[] to, int offset, int length) {
        return position == bytes.length ? 0 : read(to, offset, length);
    }

    @Override
    public boolean atRest() {
        return true;
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        int taken = Math.min(length, takes - written.size());
        written.write(from, offset, taken);
        if (taken < length) {
            throw new IOException("broken pipe");
        }
    }

    @Override
    public long sentBytes() {
        return written.size();
    }

    @Override
    public void cut() {
        cut = true;
    }
}
