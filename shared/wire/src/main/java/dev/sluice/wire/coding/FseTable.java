package dev.sluice.wire.coding;

/**
 * A decoding table of finite state entropy (RFC 8878 §4.1.1): for each state a symbol, and where
 * the next state is found.
 */
record FseTable(int accuracyLog, byte[] symbols, byte[] bitCounts, short[] bases) {

    /** Always this symbol, for no bits. */
    static FseTable of(int symbol) {
        return new FseTable(0, new byte[] {(byte) symbol}, new byte[1], new short[1]);
    }

    /**
     * @param frequencies of each symbol, -1 for less than one
     */
    static FseTable of(int accuracyLog, int[] frequencies, int symbolCount) throws BadCoding {
        int size = 1 << accuracyLog;
        byte[] symbols = new byte[size];
        int[] next = new int[symbolCount];
        spread(symbols, frequencies, next);
        byte[] bitCounts = new byte[size];
        short[] bases = new short[size];
        for (int state = 0; state < size; state++) {
            int following = next[symbols[state] & 0xff]++;
            int bits = accuracyLog - highestBit(following);
            bitCounts[state] = (byte) bits;
            bases[state] = (short) ((following << bits) - size);
        }
        return new FseTable(accuracyLog, symbols, bitCounts, bases);
    }

    /** Reads the frequencies in front of a block's bit stream. */
    static FseTable read(ZstdInput in, int mostAccuracyLog, int mostSymbols) throws BadCoding {
        ForwardBits bits = new ForwardBits(in);
        int accuracyLog = 5 + bits.read(4);
        if (accuracyLog > mostAccuracyLog) {
            throw new BadCoding("a table of it is too large");
        }
        int[] frequencies = new int[mostSymbols];
        int symbol = 0;
        int remaining = 1 << accuracyLog;
        while (remaining > 0) {
            if (symbol == mostSymbols) {
                throw new BadCoding("a table of it has too many symbols");
            }
            int frequency = bits.frequency(remaining);
            remaining -= Math.abs(frequency);
            frequencies[symbol++] = frequency;
            for (int zeros = frequency == 0 ? 3 : 0; zeros == 3; ) {
                zeros = bits.read(2);
                symbol = Math.min(mostSymbols, symbol + zeros);
            }
        }
        if (remaining < 0) {
            throw new BadCoding("the frequencies of a table of it are too many");
        }
        bits.finish();
        return of(accuracyLog, frequencies, symbol);
    }

    int symbol(int state) {
        return symbols[state] & 0xff;
    }

    int first(BackwardBits bits) {
        return bits.read(accuracyLog);
    }

    int next(int state, BackwardBits bits) {
        return bases[state] + bits.read(bitCounts[state]);
    }

    static int highestBit(int value) {
        return 31 - Integer.numberOfLeadingZeros(value);
    }

    private static void spread(byte[] symbols, int[] frequencies, int[] next) throws BadCoding {
        int size = symbols.length;
        int high = size;
        for (int symbol = 0; symbol < next.length; symbol++) {
            next[symbol] = Math.abs(frequencies[symbol]);
            if (frequencies[symbol] < 0) {
                symbols[--high] = (byte) symbol;
            }
        }
        int step = (size >> 1) + (size >> 3) + 3;
        int at = 0;
        for (int symbol = 0; symbol < next.length; symbol++) {
            for (int i = 0; i < frequencies[symbol]; i++) {
                symbols[at] = (byte) symbol;
                do {
                    at = (at + step) & (size - 1);
                } while (at >= high);
            }
        }
        if (at != 0) {
            throw new BadCoding("the frequencies of a table of it are wrong");
        }
    }

    /** Bits from the lowest of the first byte on. */
    private static final class ForwardBits {
        private final ZstdInput in;
        private int held;
        private int heldBits;

        ForwardBits(ZstdInput in) {
            this.in = in;
        }

        int read(int bitCount) throws BadCoding {
            need(bitCount);
            int value = held & ((1 << bitCount) - 1);
            drop(bitCount);
            return value;
        }

        /**
         * A number below or at {@code remaining + 1}, the small ones in one bit less; minus one.
         */
        int frequency(int remaining) throws BadCoding {
            int bitCount = highestBit(remaining + 1) + 1;
            int lowerMask = (1 << (bitCount - 1)) - 1;
            int threshold = (1 << bitCount) - 1 - (remaining + 1);
            need(bitCount - 1);
            int low = held & lowerMask;
            if (low < threshold) {
                drop(bitCount - 1);
                return low - 1;
            }
            int value = read(bitCount);
            return (value > lowerMask ? value - threshold : value) - 1;
        }

        /** The rest of the last byte is not used. */
        void finish() throws BadCoding {
            if (heldBits >= 8) {
                throw new IllegalStateException("read ahead by " + heldBits + " bits");
            }
        }

        private void need(int bitCount) throws BadCoding {
            while (heldBits < bitCount) {
                held |= in.next() << heldBits;
                heldBits += 8;
            }
        }

        private void drop(int bitCount) {
            held >>>= bitCount;
            heldBits -= bitCount;
        }
    }
}
