package dev.sluice.devkit.upstream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A short film that players take: MP4 (ISO 14496-12) with H.264 pictures (ISO 14496-10) that are
 * not compressed, each macroblock {@code I_PCM}. A bar wanders over a field of one colour.
 */
final class Film {
    static final int WIDTH = 128;
    static final int HEIGHT = 96;
    private static final int FRAMES_PER_SECOND = 4;
    private static final int BLOCK = 16;
    private static final int BAR = 32;
    private static final int SEQUENCE = 0x67;
    private static final int PICTURE = 0x68;
    private static final int WHOLE_FRAME = 0x65;
    private static final int PROFILE = 0x42;
    private static final int CONSTRAINTS = 0xC0;
    private static final int LEVEL = 0x1E;

    private Film() {}

    /**
     * So many seconds of it.
     *
     * @param colour what makes films differ
     */
    static byte[] mp4(int seconds, int colour) {
        byte[] sequence = sequence();
        byte[] picture = picture();
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < seconds * FRAMES_PER_SECOND; i++) {
            frames.add(sized(frame(i, Math.floorMod(colour, 200))));
        }
        byte[] type = box("ftyp", ascii("isom"), number(0x200), ascii("isomiso2avc1mp41"));
        // The sizes of the head do not depend on where the frames lie.
        int headBytes = moov(sequence, picture, frames, 0).length;
        byte[] head = moov(sequence, picture, frames, type.length + headBytes + 8);
        return joined(type, head, box("mdat", frames.toArray(new byte[0][])));
    }

    private static byte[] sequence() {
        Bits bits = new Bits();
        bits.put(PROFILE, 8).put(CONSTRAINTS, 8).put(LEVEL, 8);
        bits.golomb(0).golomb(0).golomb(2).golomb(1).put(0, 1);
        bits.golomb(WIDTH / BLOCK - 1).golomb(HEIGHT / BLOCK - 1);
        bits.put(0b1100, 4); // frames only, direct 8x8 inference, not cropped, no more
        return unit(SEQUENCE, bits.end());
    }

    private static byte[] picture() {
        Bits bits = new Bits();
        bits.golomb(0).golomb(0).put(0, 2).golomb(0).golomb(0).golomb(0);
        bits.put(0, 3).golomb(0).golomb(0).golomb(0);
        bits.put(0b100, 3); // how edges are smoothed is told a slice
        return unit(PICTURE, bits.end());
    }

    private static byte[] frame(int index, int colour) {
        Bits bits = new Bits();
        bits.golomb(0).golomb(7).golomb(0).put(0, 4).golomb(index % 2).put(0, 2);
        bits.golomb(0).golomb(1); // the usual quantiser; edges are not smoothed
        for (int row = 0; row < HEIGHT / BLOCK; row++) {
            for (int column = 0; column < WIDTH / BLOCK; column++) {
                bits.golomb(25).align();
                block(bits, column * BLOCK, index, colour);
            }
        }
        return unit(WHOLE_FRAME, bits.end());
    }

    /** Brightness, then the two colours at half the size. */
    private static void block(Bits bits, int left, int index, int colour) {
        int barLeft = index * 8 % WIDTH;
        for (int i = 0; i < BLOCK * BLOCK; i++) {
            int x = left + i % BLOCK;
            bits.put(Math.floorMod(x - barLeft, WIDTH) < BAR ? 210 : 90, 8);
        }
        for (int i = 0; i < BLOCK * BLOCK / 4; i++) {
            bits.put(40 + colour / 2, 8);
        }
        for (int i = 0; i < BLOCK * BLOCK / 4; i++) {
            bits.put(220 - colour / 2, 8);
        }
    }

    private static byte[] unit(int type, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 8);
        out.write(type);
        int zeroes = 0;
        for (byte b : payload) {
            if (zeroes == 2 && (b & 0xFF) <= 3) {
                out.write(3); // else it would read as a unit's beginning
                zeroes = 0;
            }
            out.write(b);
            zeroes = b == 0 ? zeroes + 1 : 0;
        }
        return out.toByteArray();
    }

    private static byte[] moov(byte[] sequence, byte[] picture, List<byte[]> frames, int offset) {
        int ticks = frames.size();
        byte[] matrix =
                joined(
                        number(0x10000),
                        zeroes(12),
                        number(0x10000),
                        zeroes(12),
                        number(0x40000000));
        byte[] movie =
                box(
                        "mvhd",
                        zeroes(12),
                        number(FRAMES_PER_SECOND),
                        number(ticks),
                        number(0x10000),
                        new byte[] {1, 0},
                        zeroes(10),
                        matrix,
                        zeroes(24),
                        number(2));
        byte[] track =
                box(
                        "tkhd",
                        number(7),
                        zeroes(8),
                        number(1),
                        zeroes(4),
                        number(ticks),
                        zeroes(16),
                        matrix,
                        number(WIDTH << 16),
                        number(HEIGHT << 16));
        byte[] media =
                box(
                        "mdhd",
                        zeroes(12),
                        number(FRAMES_PER_SECOND),
                        number(ticks),
                        new byte[] {0x55, (byte) 0xC4, 0, 0});
        byte[] handler = box("hdlr", zeroes(8), ascii("vide"), zeroes(12), ascii("film\0"));
        byte[] where = box("dinf", box("dref", zeroes(4), number(1), box("url ", number(1))));
        byte[] info =
                box(
                        "minf",
                        box("vmhd", number(1), zeroes(8)),
                        where,
                        samples(sequence, picture, frames, offset));
        return box("moov", movie, box("trak", track, box("mdia", media, handler, info)));
    }

    private static byte[] samples(
            byte[] sequence, byte[] picture, List<byte[]> frames, int offset) {
        byte[] config =
                box(
                        "avcC",
                        new byte[] {
                            1, PROFILE, (byte) CONSTRAINTS, LEVEL, (byte) 0xFF, (byte) 0xE1
                        },
                        half(sequence.length),
                        sequence,
                        new byte[] {1},
                        half(picture.length),
                        picture);
        byte[] entry =
                box(
                        "avc1",
                        zeroes(6),
                        half(1),
                        zeroes(16),
                        half(WIDTH),
                        half(HEIGHT),
                        number(0x480000),
                        number(0x480000),
                        zeroes(4),
                        half(1),
                        zeroes(32),
                        half(24),
                        half(0xFFFF),
                        config);
        byte[][] sizes = new byte[frames.size() + 3][];
        sizes[0] = zeroes(4);
        sizes[1] = zeroes(4);
        sizes[2] = number(frames.size());
        for (int i = 0; i < frames.size(); i++) {
            sizes[i + 3] = number(frames.get(i).length);
        }
        return box(
                "stbl",
                box("stsd", zeroes(4), number(1), entry),
                box("stts", zeroes(4), number(1), number(frames.size()), number(1)),
                box("stsc", zeroes(4), number(1), number(1), number(frames.size()), number(1)),
                box("stsz", sizes),
                box("stco", zeroes(4), number(1), number(offset)));
    }

    private static byte[] sized(byte[] unit) {
        return joined(number(unit.length), unit);
    }

    private static byte[] box(String type, byte[]... parts) {
        byte[] content = joined(parts);
        return joined(number(content.length + 8), ascii(type), content);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] number(int value) {
        return new byte[] {
            (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
        };
    }

    private static byte[] half(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    private static byte[] zeroes(int count) {
        return new byte[count];
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Bits from the left, with H.264's codes of numbers (§9.1). */
    private static final class Bits {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int current;
        private int count;

        Bits put(int value, int bits) {
            for (int i = bits - 1; i >= 0; i--) {
                current = current << 1 | (value >> i & 1);
                count++;
                if (count == 8) {
                    out.write(current);
                    current = 0;
                    count = 0;
                }
            }
            return this;
        }

        Bits golomb(int value) {
            int bits = 32 - Integer.numberOfLeadingZeros(value + 1);
            return put(0, bits - 1).put(value + 1, bits);
        }

        Bits align() {
            return count == 0 ? this : put(0, 8 - count);
        }

        byte[] end() {
            put(1, 1);
            align();
            return out.toByteArray();
        }
    }
}
