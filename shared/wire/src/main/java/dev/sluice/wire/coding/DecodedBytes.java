package dev.sluice.wire.coding;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** Decoded bytes, up to a bound; grows as they come and not as a header announces them. */
final class DecodedBytes {
    private static final int LEAST_BYTES = 1 << 10;

    private final int most;
    private final IntConsumer room;
    private byte[] bytes;
    private int size;

    /**
     * @param room asked for so many bytes more before they are used
     */
    DecodedBytes(int most, int codedBytes, IntConsumer room) {
        this.most = most;
        this.room = room;
        int firstBytes = (int) Math.min(most, Math.max(LEAST_BYTES, 4L * codedBytes));
        room.accept(firstBytes);
        this.bytes = new byte[firstBytes];
    }

    int size() {
        return size;
    }

    /** The array that holds the first {@link #size} bytes, until more is written. */
    byte[] array() {
        return bytes;
    }

    void write(byte[] from, int offset, int length) throws TooLong {
        room(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    void fill(byte value, int length) throws TooLong {
        room(length);
        Arrays.fill(bytes, size, size + length, value);
        size += length;
    }

    /** Repeats what was written {@code distance} bytes ago, which may be less than the length. */
    void repeat(int distance, int length) throws TooLong {
        room(length);
        int from = size - distance;
        if (distance >= length) {
            System.arraycopy(bytes, from, bytes, size, length);
        } else {
            for (int i = 0; i < length; i++) {
                bytes[size + i] = bytes[from + i];
            }
        }
        size += length;
    }

    byte[] toByteArray() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    private void room(int length) throws TooLong {
        if (length > most - size) {
            throw new TooLong();
        }
        if (size + length > bytes.length) {
            long grown = Math.max(size + (long) length, 2L * bytes.length);
            int newBytes = (int) Math.min(most, grown);
            room.accept(newBytes - bytes.length);
            bytes = Arrays.copyOf(bytes, newBytes);
        }
    }
}
