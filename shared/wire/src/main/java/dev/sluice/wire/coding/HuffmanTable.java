package dev.sluice.wire.coding;

import java.util.Arrays;

/**
 * A decoding table of literals (RFC 8878 §4.2): by the next bits of a stream, as many as it needs.
 */
record HuffmanTable(int mostBits, byte[] symbols, byte[] bitCounts) {
    private static final int LONGEST_CODE_BITS = 11;
    private static final int MOST_WEIGHTS = 255;
    private static final int WEIGHTS_ACCURACY_LOG = 6;

    static HuffmanTable read(ZstdInput in) throws BadCoding {
        int header = in.next();
        int[] weights = new int[MOST_WEIGHTS + 1];
        int count =
                header < 128
                        ? compressed(in.part(header), weights)
                        : direct(in, header - 127, weights);
        return of(weights, count);
    }

    /** What building it took at most. */
    int steps() {
        return mostBits * MOST_WEIGHTS + symbols.length;
    }

    void decode(BackwardBits bits, byte[] to, int offset, int length) throws BadCoding {
        for (int i = offset; i < offset + length; i++) {
            int next = bits.peek(mostBits);
            to[i] = symbols[next];
            bits.skip(bitCounts[next]);
        }
        if (bits.position() != 0) {
            throw new BadCoding("a stream of its literals has a wrong length");
        }
    }

    private static int direct(ZstdInput in, int count, int[] weights) throws BadCoding {
        for (int i = 0; i < count; i += 2) {
            int two = in.next();
            weights[i] = two >>> 4;
            if (i + 1 < count) {
                weights[i + 1] = two & 0xf;
            }
        }
        return count;
    }

    /** Two states in turn, until the stream has run out under one of them. */
    private static int compressed(ZstdInput in, int[] weights) throws BadCoding {
        FseTable table = FseTable.read(in, WEIGHTS_ACCURACY_LOG, LONGEST_CODE_BITS + 2);
        BackwardBits bits = new BackwardBits(in);
        int one = table.first(bits);
        int other = table.first(bits);
        int count = 0;
        while (bits.position() >= 0) {
            if (count >= MOST_WEIGHTS - 1) {
                throw new BadCoding("its literals have too many symbols");
            }
            weights[count++] = table.symbol(one);
            int next = table.next(one, bits);
            one = other;
            other = next;
        }
        if (count == 0) {
            throw new BadCoding("its literals have no symbols");
        }
        weights[count++] = table.symbol(one);
        return count;
    }

    /** The last symbol's weight is what is missing to a power of two. */
    private static HuffmanTable of(int[] weights, int count) throws BadCoding {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += (1 << weights[i]) >>> 1;
        }
        int mostBits = sum == 0 ? 0 : FseTable.highestBit(sum) + 1;
        int left = (1 << mostBits) - sum;
        if (sum == 0 || mostBits > LONGEST_CODE_BITS || Integer.bitCount(left) != 1) {
            throw new BadCoding("the weights of its literals are wrong");
        }
        weights[count] = FseTable.highestBit(left) + 1;
        return filled(weights, count + 1, mostBits);
    }

    /** The longest codes come first; of one length, in the order of their symbols. */
    private static HuffmanTable filled(int[] weights, int count, int mostBits) throws BadCoding {
        byte[] symbols = new byte[1 << mostBits];
        byte[] bitCounts = new byte[1 << mostBits];
        int at = 0;
        for (int weight = 1; weight <= mostBits; weight++) {
            for (int symbol = 0; symbol < count; symbol++) {
                if (weights[symbol] == weight) {
                    int end = at + (1 << (weight - 1));
                    Arrays.fill(symbols, at, end, (byte) symbol);
                    Arrays.fill(bitCounts, at, end, (byte) (mostBits + 1 - weight));
                    at = end;
                }
            }
        }
        if (at != symbols.length) {
            throw new BadCoding("the weights of its literals are wrong");
        }
        return new HuffmanTable(mostBits, symbols, bitCounts);
    }
}
