package dev.sluice.wire.http;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way out: gathers what is small, and looks before each piece but the first. What
 * arrives while a request is not yet whole is an answer to something else.
 */
final class Pieces extends OutputStream {
    private static final int MOST_BYTES = 64 << 10;

    private final Link link;
    private final @Nullable Connection mustBeQuiet;
    private final byte[] gathered;
    private int size;
    private boolean begun;

    Pieces(Link link, byte[] gathered, @Nullable Connection mustBeQuiet) {
        this.link = link;
        this.gathered = gathered;
        this.mustBeQuiet = mustBeQuiet;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > gathered.length - size) {
            flush();
        }
        if (length > gathered.length) {
            for (int at = offset; at < offset + length; at += MOST_BYTES) {
                send(bytes, at, Math.min(MOST_BYTES, offset + length - at));
            }
        } else {
            System.arraycopy(bytes, offset, gathered, size, length);
            size += length;
        }
    }

    @Override
    public void flush() throws IOException {
        if (size > 0) {
            send(gathered, 0, size);
            size = 0;
        }
    }

    private void send(byte[] bytes, int offset, int length) throws IOException {
        if (begun && mustBeQuiet != null && !mustBeQuiet.quiet()) {
            throw new UnreadableAnswer("it answered before it had been asked");
        }
        begun = true;
        link.write(bytes, offset, length);
    }
}
