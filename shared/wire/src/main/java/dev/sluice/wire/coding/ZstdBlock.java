package dev.sluice.wire.coding;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The compressed blocks of one frame (RFC 8878 §3.1.1.3): literals, and sequences that say how much
 * of them to copy and what to repeat. Keeps what a block may take over from the one before.
 */
final class ZstdBlock {
    private final DecodedBytes out;
    private final int frameStart;
    private final TableWork work;
    private final ZstdSequences sequences;
    private @Nullable HuffmanTable table;
    private byte[] literals = {};
    private int literalBytes;

    ZstdBlock(DecodedBytes out, int frameStart, TableWork work) {
        this.out = out;
        this.work = work;
        this.sequences = new ZstdSequences(work);
        this.frameStart = frameStart;
    }

    void decode(ZstdInput in, int mostBytes) throws BadCoding, TooLong {
        literals(in, mostBytes);
        int before = out.size();
        int used =
                sequences.run(in, new ZstdSequences.Block(literals, literalBytes, out, frameStart));
        out.write(literals, used, literalBytes - used);
        if (out.size() - before > mostBytes) {
            throw new BadCoding("its block is too large");
        }
    }

    private void literals(ZstdInput in, int mostBytes) throws BadCoding {
        int header = in.peek();
        int kind = header & 3;
        int format = (header >>> 2) & 3;
        if (kind < 2) {
            literalBytes = plainLength(in, format);
            room(mostBytes);
            if (kind == 0) {
                ZstdInput raw = in.part(literalBytes);
                System.arraycopy(raw.array(), raw.position(), literals, 0, literalBytes);
            } else {
                Arrays.fill(literals, 0, literalBytes, (byte) in.next());
            }
            return;
        }
        int lengthBits = format < 2 ? 10 : 6 + 4 * format;
        long lengths = in.number(format < 2 ? 3 : 2 + format) >>> 4;
        literalBytes = (int) (lengths & ((1L << lengthBits) - 1));
        room(mostBytes);
        ZstdInput coded = in.part((int) (lengths >>> lengthBits));
        if (kind == 2) {
            table = HuffmanTable.read(coded);
            work.spend(table.steps());
        }
        huffman(coded, format == 0 ? 1 : 4);
    }

    private static int plainLength(ZstdInput in, int format) throws BadCoding {
        return switch (format) {
            case 1 -> (int) in.number(2) >>> 4;
            case 3 -> (int) in.number(3) >>> 4;
            default -> in.next() >>> 3;
        };
    }

    private void room(int mostBytes) throws BadCoding {
        if (literalBytes > mostBytes) {
            throw new BadCoding("its block is too large");
        }
        if (literals.length < literalBytes) {
            literals = new byte[literalBytes];
        }
    }

    private void huffman(ZstdInput in, int streams) throws BadCoding {
        HuffmanTable known = table;
        if (known == null) {
            throw new BadCoding("its literals have no table");
        }
        if (streams == 1) {
            known.decode(new BackwardBits(in), literals, 0, literalBytes);
            return;
        }
        int[] lengths = {(int) in.number(2), (int) in.number(2), (int) in.number(2)};
        int each = (literalBytes + 3) / 4;
        if (literalBytes < 3 * each) {
            throw new BadCoding("its literals are too few for four streams");
        }
        for (int i = 0; i < 3; i++) {
            known.decode(new BackwardBits(in.part(lengths[i])), literals, i * each, each);
        }
        known.decode(new BackwardBits(in), literals, 3 * each, literalBytes - 3 * each);
    }
}
