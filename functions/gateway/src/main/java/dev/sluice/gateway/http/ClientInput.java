package dev.sluice.gateway.http;

import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * The bytes of one client as a stream; its end is the client's leaving. What is asked for in large
 * pieces is read straight into its place: no more of it is held here than of a small head.
 */
final class ClientInput extends InputStream {
    /** Enough for most heads and many bodies; there may be thousands of connections. */
    static final int RECEIVED_BYTES = 2 * 1024;

    private static final int MOST_AT_ONCE_BYTES = 16 * 1024;

    private final ClientBytes client;
    private final byte[] received = new byte[RECEIVED_BYTES];
    private byte[] piece = received;
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
        if (next == end && length >= RECEIVED_BYTES && !takeAhead()) {
            return client.read(into, offset, Math.min(length, MOST_AT_ONCE_BYTES));
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

    private boolean hasMore() {
        while (next == end && !takeAhead()) {
            int count = client.read(received, 0, received.length);
            if (count < 0) {
                return false;
            }
            piece = received;
            next = 0;
            end = count;
        }
        return true;
    }

    private boolean takeAhead() {
        ByteBuffer ahead = client.ahead();
        if (ahead == null) {
            return false;
        }
        piece = ahead.array();
        next = ahead.arrayOffset() + ahead.position();
        end = next + ahead.remaining();
        return true;
    }
}
