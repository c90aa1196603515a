package dev.sluice.wire.coding;

/**
 * A bit stream that is read from its end (RFC 8878 §4.1): its last byte's highest one bit marks
 * where it begins. Bits in front of its start are zeros; {@link #position} is negative then.
 */
final class BackwardBits {
    private final byte[] bytes;
    private final int start;
    private final int end;
    private int position;

    /** Takes all that is left of the input. */
    BackwardBits(ZstdInput in) throws BadCoding {
        this.bytes = in.array();
        this.start = in.position();
        this.end = in.end();
        int last = end > start ? bytes[end - 1] & 0xff : 0;
        if (last == 0) {
            throw new BadCoding("a bit stream of it has no beginning");
        }
        this.position = 8 * (end - start) - 1 - Integer.numberOfLeadingZeros(last << 24);
    }

    /** How many bits are left. */
    int position() {
        return position;
    }

    /** At most 32 bits. */
    int read(int bitCount) {
        int value = peek(bitCount);
        position -= bitCount;
        return value;
    }

    void skip(int bitCount) {
        position -= bitCount;
    }

    int peek(int bitCount) {
        int from = position - bitCount;
        if (from >= 0) {
            return (int) ((word(from >>> 3) >>> (from & 7)) & ((1L << bitCount) - 1));
        }
        if (position <= 0) {
            return 0;
        }
        return (int) ((word(0) & ((1L << position) - 1)) << -from);
    }

    /** Up to eight bytes from there, the first one lowest. */
    private long word(int index) {
        long word = 0;
        int most = Math.min(8, end - start - index);
        for (int i = 0; i < most; i++) {
            word |= (bytes[start + index + i] & 0xffL) << (8 * i);
        }
        return word;
    }
}
