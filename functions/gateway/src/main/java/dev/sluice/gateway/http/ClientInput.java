package dev.sluice.gateway.http;

import java.io.InputStream;
import java.nio.ByteBuffer;

/** The bytes of one client as a stream; its end is the client's leaving. */
final class ClientInput extends InputStream {
    private static final byte[] NOTHING = {};

    private final ClientBytes client;
    private byte[] piece = NOTHING;
    private int next;
    private int end;

    ClientInput(ClientBytes client) {
        this.client = client;
    }

    @Override
    public int read() {
        return hasMore() ? piece[next++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int count = Math.min(length, end - next);
        System.arraycopy(piece, next, into, offset, count);
        next += count;
        return count;
    }

    /** Waits for a byte, which stays; false at the end. */
    boolean await() {
        return hasMore();
    }

    /** Holds no longer what was read to its end. */
    void letGo() {
        if (next == end) {
            piece = NOTHING;
            next = 0;
            end = 0;
        }
    }

    private boolean hasMore() {
        while (next == end) {
            ByteBuffer read = client.read();
            if (read == null) {
                return false;
            }
            piece = read.array();
            next = read.arrayOffset() + read.position();
            end = next + read.remaining();
        }
        return true;
    }
}
