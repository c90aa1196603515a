package dev.sluice.wire.sse;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** A stream that hands out the given slices, one a read, and counts the reads. */
public final class Reads extends InputStream {
    private final Deque<byte[]> slices;
    private int count;

    public Reads(List<byte[]> slices) {
        this.slices = new ArrayDeque<>(slices);
    }

    public static Reads whole(byte[] bytes) {
        return new Reads(List.of(bytes));
    }

    public static Reads byteByByte(byte[] bytes) {
        return inPieces(bytes, 1);
    }

    public static Reads inPieces(byte[] bytes, int pieceBytes) {
        List<byte[]> pieces = new ArrayList<>();
        for (int i = 0; i < bytes.length; i += pieceBytes) {
            pieces.add(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + pieceBytes)));
        }
        return new Reads(pieces);
    }

    public static Reads splitAt(byte[] bytes, int at) {
        return new Reads(
                List.of(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at, bytes.length)));
    }

    public int count() {
        return count;
    }

    @Override
    public int read() {
        throw new UnsupportedOperationException("one byte at a time");
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        count++;
        while (!slices.isEmpty() && slices.element().length == 0) {
            slices.remove();
        }
        if (slices.isEmpty()) {
            return -1;
        }
        byte[] slice = slices.remove();
        int taken = Math.min(length, slice.length);
        System.arraycopy(slice, 0, target, offset, taken);
        if (taken < slice.length) {
            slices.addFirst(Arrays.copyOfRange(slice, taken, slice.length));
        }
        return taken;
    }
}
