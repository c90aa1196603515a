package dev.sluice.devkit.upstream;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A short film that players take: {@link Mp4} with H.264 pictures (ISO 14496-10) that are not
 * compressed, each macroblock {@code I_PCM}. A bar wanders over a field of one colour.
 */
final class Film {
    static final int WIDTH = 128;
    static final int HEIGHT = 96;
    static final int FRAMES_PER_SECOND = 4;
    private static final int BLOCK = 16;
    private static final int BAR = 32;
    private static final int SEQUENCE = 0x67;
    private static final int PICTURE = 0x68;
    private static final int WHOLE_FRAME = 0x65;
    static final int PROFILE = 0x42;
    static final int CONSTRAINTS = 0xC0;
    static final int LEVEL = 0x1E;

    private Film() {}

    /**
     * So many seconds of it.
     *
     * @param colour what makes films differ
     */
    static byte[] mp4(int seconds, int colour) {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < seconds * FRAMES_PER_SECOND; i++) {
            frames.add(Mp4.sized(frame(i, Math.floorMod(colour, 200))));
        }
        return new Mp4(sequence(), picture(), frames).file();
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
