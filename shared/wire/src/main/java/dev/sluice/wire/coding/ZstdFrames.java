package dev.sluice.wire.coding;

/**
 * Decodes Zstandard (RFC 8878): frames one after the other, of blocks each. Dictionaries are not
 * known here. All that was decoded is kept, so that a frame's window costs no memory of its own,
 * however large it says it is.
 */
final class ZstdFrames {
    private static final int MAGIC = 0xFD2FB528;
    private static final int SKIPPABLE_MAGIC = 0x184D2A5;
    private static final int LARGEST_BLOCK_BYTES = 128 * 1024;

    private final ZstdInput in;
    private final DecodedBytes out;
    private final TableWork work;

    ZstdFrames(byte[] coded, DecodedBytes out) {
        this.in = new ZstdInput(coded, 0, coded.length);
        this.work = new TableWork(coded.length);
        this.out = out;
    }

    void decode() throws BadCoding, TooLong {
        do {
            int magic = (int) in.number(4);
            if (magic >>> 4 == SKIPPABLE_MAGIC) {
                in.skip(in.number(4));
            } else if (magic == MAGIC) {
                frame();
            } else {
                throw new BadCoding("it is no zstd");
            }
        } while (in.left() > 0);
    }

    private void frame() throws BadCoding, TooLong {
        int descriptor = in.next();
        boolean singleSegment = (descriptor & 0x20) != 0;
        if ((descriptor & 0x08) != 0) {
            throw new BadCoding("its frame uses what is reserved");
        }
        if (!singleSegment) {
            in.next(); // the window's size
        }
        if (in.number(new int[] {0, 1, 2, 4}[descriptor & 3]) != 0) {
            throw new BadCoding("it needs a dictionary");
        }
        long announcedBytes = announcedBytes(descriptor >>> 6, singleSegment);
        int start = out.size();
        blocks(start);
        int frameBytes = out.size() - start;
        if (announcedBytes >= 0 && announcedBytes != frameBytes) {
            throw new BadCoding("its length is not what it announced");
        }
        boolean hasChecksum = (descriptor & 0x04) != 0;
        if (hasChecksum
                && (int) in.number(4) != (int) XxHash64.of(out.array(), start, frameBytes)) {
            throw new BadCoding("its checksum is wrong");
        }
    }

    /** -1 where it is not said. */
    private long announcedBytes(int flag, boolean singleSegment) throws BadCoding {
        return switch (flag) {
            case 0 -> singleSegment ? in.next() : -1;
            case 1 -> in.number(2) + 256;
            case 2 -> in.number(4);
            default -> in.number(8) & Long.MAX_VALUE;
        };
    }

    private void blocks(int frameStart) throws BadCoding, TooLong {
        ZstdBlock compressed = new ZstdBlock(out, frameStart, work);
        boolean last = false;
        while (!last) {
            int header = (int) in.number(3);
            last = (header & 1) != 0;
            int bytes = header >>> 3;
            if (bytes > LARGEST_BLOCK_BYTES) {
                throw new BadCoding("its block is too large");
            }
            switch ((header >>> 1) & 3) {
                case 0 -> {
                    ZstdInput raw = in.part(bytes);
                    out.write(raw.array(), raw.position(), bytes);
                }
                case 1 -> out.fill((byte) in.next(), bytes);
                case 2 -> compressed.decode(in.part(bytes), LARGEST_BLOCK_BYTES);
                default -> throw new BadCoding("its block is of no known kind");
            }
        }
    }
}
