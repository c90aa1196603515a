package dev.sluice.gateway.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes that gather before they are sent. A connection has two, for all its replies one after the
 * other: what is handed out is sent before more is written. For one thread at a time.
 */
final class Packet {
    /** A larger one is not kept for the next reply: there may be thousands of connections. */
    private static final int MOST_KEPT_BYTES = 4 << 10;

    /** All that gathers of a reply, and the reply's head. */
    static final int MOST_BYTES = ReplyStream.GATHER_LIMIT_BYTES + (2 << 10);

    private static final byte[] NOTHING = {};
    private static final ByteBuffer NO_DATA = ByteBuffer.wrap(NOTHING);

    private byte[] bytes = NOTHING;
    private int count;

    /** Over these bytes: one for all that is handed out of them. */
    private ByteBuffer data = NO_DATA;

    int size() {
        return count;
    }

    void clear() {
        count = 0;
    }

    /** Empty, and no larger than what is worth keeping. */
    void rest() {
        count = 0;
        if (bytes.length > MOST_KEPT_BYTES) {
            bytes = NOTHING;
            data = NO_DATA;
        }
    }

    Packet add(byte[] more, int offset, int length) {
        room(length);
        System.arraycopy(more, offset, bytes, count, length);
        count += length;
        return this;
    }

    Packet add(byte[] more) {
        return add(more, 0, more.length);
    }

    Packet add(Packet other) {
        return add(other.bytes, 0, other.count);
    }

    /** A character a byte (ISO 8859-1); what has none becomes a question mark. */
    Packet add(String text) {
        int length = text.length();
        room(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            bytes[count++] = (byte) (c > 0xFF ? '?' : c);
        }
        return this;
    }

    Packet addHex(int number) {
        int shift = (31 - Integer.numberOfLeadingZeros(number)) & ~3;
        room(8);
        for (; shift >= 0; shift -= 4) {
            bytes[count++] = (byte) Character.forDigit(number >> shift & 0xF, 16);
        }
        return this;
    }

    /** Without a copy; good until the next call. */
    ByteBuffer data() {
        return data.clear().limit(count);
    }

    /** Makes room for so many more bytes. */
    void room(int length) {
        if (bytes.length - count < length) {
            int grown = Math.clamp(2L * count, 512, MOST_BYTES);
            bytes = Arrays.copyOf(bytes, Math.max(count + length, grown));
            data = ByteBuffer.wrap(bytes);
        }
    }
}
