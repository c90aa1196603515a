package dev.sluice.wire.coding;

import org.jspecify.annotations.Nullable;

/**
 * Runs the sequences of blocks (RFC 8878 §3.1.1.3.2, §3.1.1.4): so many literals, then so much of
 * what stands that far back. Tables and the last three distances go over from block to block.
 */
final class ZstdSequences {
    private static final int MOST_DISTANCE_BITS = 31;

    private static final int[] LITERAL_BITS = {
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10,
        11, 12, 13, 14, 15, 16
    };
    private static final int[] MATCH_BITS = {
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
    };
    private static final int[] LITERAL_BASES = bases(LITERAL_BITS, 0);
    private static final int[] MATCH_BASES = bases(MATCH_BITS, 3);

    private static final int[] USUAL_LITERALS = {
        4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1,
        1, -1, -1, -1, -1
    };
    private static final int[] USUAL_DISTANCES = {
        1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1
    };
    private static final int[] USUAL_MATCHES = {
        1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1
    };

    private final TableWork work;
    private final int[] lastDistances = {1, 4, 8};
    private @Nullable FseTable lengths;
    private @Nullable FseTable distances;
    private @Nullable FseTable matches;

    ZstdSequences(TableWork work) {
        this.work = work;
    }

    /** Where the sequences of a block write, and the literals that they take. */
    record Block(byte[] literals, int literalBytes, DecodedBytes out, int frameStart) {}

    /** Returns how many literals were used; the rest follows the last sequence. */
    int run(ZstdInput in, Block block) throws BadCoding, TooLong {
        int count = count(in);
        if (count > 0) {
            int modes = in.next();
            if ((modes & 3) != 0) {
                throw new BadCoding("its sequences use what is reserved");
            }
            FseTable literal = table(in, modes >>> 6, lengths, Kind.LITERALS);
            FseTable distance = table(in, (modes >>> 4) & 3, distances, Kind.DISTANCES);
            FseTable match = table(in, (modes >>> 2) & 3, matches, Kind.MATCHES);
            lengths = literal;
            distances = distance;
            matches = match;
            return new States(new BackwardBits(in), literal, distance, match).run(count, block);
        }
        if (in.left() > 0) {
            throw new BadCoding("there is more behind the end of its block");
        }
        return 0;
    }

    /** One way through a block's bit stream. */
    private final class States {
        private final BackwardBits bits;
        private final FseTable lengths;
        private final FseTable distances;
        private final FseTable matches;
        private int length;
        private int distance;
        private int match;

        States(BackwardBits bits, FseTable lengths, FseTable distances, FseTable matches) {
            this.bits = bits;
            this.lengths = lengths;
            this.distances = distances;
            this.matches = matches;
            length = lengths.first(bits);
            distance = distances.first(bits);
            match = matches.first(bits);
        }

        int run(int count, Block block) throws BadCoding, TooLong {
            int used = sequence(block, 0);
            for (int i = 1; i < count; i++) {
                length = lengths.next(length, bits);
                match = matches.next(match, bits);
                distance = distances.next(distance, bits);
                used = sequence(block, used);
            }
            if (bits.position() != 0) {
                throw new BadCoding("its sequences have a wrong length");
            }
            return used;
        }

        private int sequence(Block block, int used) throws BadCoding, TooLong {
            int distanceBits = distances.symbol(distance);
            long code = (1L << distanceBits) + bits.read(distanceBits);
            int matchBytes = value(matches.symbol(match), MATCH_BASES, MATCH_BITS);
            int copied = value(lengths.symbol(length), LITERAL_BASES, LITERAL_BITS);
            if (bits.position() < 0 || copied > block.literalBytes() - used) {
                throw new BadCoding("its sequences want more than there is");
            }
            DecodedBytes out = block.out();
            out.write(block.literals(), used, copied);
            int decodedBytes = out.size() - block.frameStart();
            out.repeat(distance(code, copied == 0, decodedBytes), matchBytes);
            return used + copied;
        }

        private int value(int symbol, int[] bases, int[] bitCounts) {
            return bases[symbol] + bits.read(bitCounts[symbol]);
        }
    }

    private static int count(ZstdInput in) throws BadCoding {
        int first = in.next();
        if (first < 128) {
            return first;
        }
        return first < 255 ? ((first - 128) << 8) + in.next() : (int) in.number(2) + 0x7f00;
    }

    /** One of the three tables: how large it may be, and its usual frequencies. */
    private record Kind(int mostAccuracyLog, int usualAccuracyLog, int symbolCount, int[] usual) {
        static final Kind LITERALS = new Kind(9, 6, LITERAL_BITS.length, USUAL_LITERALS);
        static final Kind DISTANCES = new Kind(8, 5, MOST_DISTANCE_BITS + 1, USUAL_DISTANCES);
        static final Kind MATCHES = new Kind(9, 6, MATCH_BITS.length, USUAL_MATCHES);
    }

    private FseTable table(ZstdInput in, int mode, @Nullable FseTable last, Kind kind)
            throws BadCoding {
        return switch (mode) {
            case 0 -> {
                work.spend(1 << kind.usualAccuracyLog);
                yield FseTable.of(kind.usualAccuracyLog, kind.usual, kind.usual.length);
            }
            case 1 -> single(in.next(), kind);
            case 2 -> {
                FseTable read = FseTable.read(in, kind.mostAccuracyLog, kind.symbolCount);
                work.spend(1 << read.accuracyLog());
                yield read;
            }
            default -> {
                if (last == null) {
                    throw new BadCoding("its sequences have no table");
                }
                yield last;
            }
        };
    }

    private static FseTable single(int symbol, Kind kind) throws BadCoding {
        if (symbol >= kind.symbolCount) {
            throw new BadCoding("its sequences use a code that there is not");
        }
        return FseTable.of(symbol);
    }

    private int distance(long code, boolean noLiterals, int decodedBytes) throws BadCoding {
        long distance = code - 3;
        int shifted = 2;
        if (code <= 3) {
            int index = (int) code - 1 + (noLiterals ? 1 : 0);
            distance = index < 3 ? lastDistances[index] : lastDistances[0] - 1;
            shifted = Math.min(index, 2);
        }
        if (distance < 1 || distance > decodedBytes) {
            throw new BadCoding("it repeats what is not there");
        }
        System.arraycopy(lastDistances, 0, lastDistances, 1, shifted);
        lastDistances[0] = (int) distance;
        return (int) distance;
    }

    private static int[] bases(int[] bits, int first) {
        int[] bases = new int[bits.length];
        int next = first;
        for (int i = 0; i < bits.length; i++) {
            bases[i] = next;
            next += 1 << bits[i];
        }
        return bases;
    }
}
