package dev.sluice.devkit.upstream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The boxes around H.264 pictures that make them a film (ISO 14496-12), each whole and one track of
 * them.
 *
 * @param sequence the parameters of all frames, {@code picture} those of each
 * @param frames each behind its length
 */
record Mp4(byte[] sequence, byte[] picture, List<byte[]> frames) {
    private static final byte[] UNIT_MATRIX =
            joined(number(0x10000), zeroes(12), number(0x10000), zeroes(12), number(0x40000000));

    byte[] file() {
        byte[] type = box("ftyp", ascii("isom"), number(0x200), ascii("isomiso2avc1mp41"));
        // The sizes of the head do not depend on where the frames lie.
        int headBytes = moov(0).length;
        byte[] head = moov(type.length + headBytes + 8);
        return joined(type, head, box("mdat", frames.toArray(new byte[0][])));
    }

    private byte[] moov(int offset) {
        byte[] info = box("minf", box("vmhd", number(1), zeroes(8)), whereData(), samples(offset));
        byte[] media = box("mdia", mediaHead(), handler(), info);
        return box("moov", movieHead(), box("trak", trackHead(), media));
    }

    private byte[] movieHead() {
        return box(
                "mvhd",
                zeroes(12),
                number(Film.FRAMES_PER_SECOND),
                number(frames.size()),
                number(0x10000),
                new byte[] {1, 0},
                zeroes(10),
                UNIT_MATRIX,
                zeroes(24),
                number(2));
    }

    private byte[] trackHead() {
        return box(
                "tkhd",
                number(7),
                zeroes(8),
                number(1),
                zeroes(4),
                number(frames.size()),
                zeroes(16),
                UNIT_MATRIX,
                number(Film.WIDTH << 16),
                number(Film.HEIGHT << 16));
    }

    private byte[] mediaHead() {
        return box(
                "mdhd",
                zeroes(12),
                number(Film.FRAMES_PER_SECOND),
                number(frames.size()),
                new byte[] {0x55, (byte) 0xC4, 0, 0});
    }

    private static byte[] handler() {
        return box("hdlr", zeroes(8), ascii("vide"), zeroes(12), ascii("film\0"));
    }

    private static byte[] whereData() {
        return box("dinf", box("dref", zeroes(4), number(1), box("url ", number(1))));
    }

    private byte[] samples(int offset) {
        int count = frames.size();
        return box(
                "stbl",
                box("stsd", zeroes(4), number(1), entry()),
                box("stts", zeroes(4), number(1), number(count), number(1)),
                box("stsc", zeroes(4), number(1), number(1), number(count), number(1)),
                sizes(),
                box("stco", zeroes(4), number(1), number(offset)));
    }

    private byte[] entry() {
        return box(
                "avc1",
                zeroes(6),
                half(1),
                zeroes(16),
                half(Film.WIDTH),
                half(Film.HEIGHT),
                number(0x480000),
                number(0x480000),
                zeroes(4),
                half(1),
                zeroes(32),
                half(24),
                half(0xFFFF),
                config());
    }

    private byte[] config() {
        return box(
                "avcC",
                new byte[] {
                    1, Film.PROFILE, (byte) Film.CONSTRAINTS, Film.LEVEL, (byte) 0xFF, (byte) 0xE1
                },
                half(sequence.length),
                sequence,
                new byte[] {1},
                half(picture.length),
                picture);
    }

    private byte[] sizes() {
        byte[][] sizes = new byte[frames.size() + 3][];
        sizes[0] = zeroes(4);
        sizes[1] = zeroes(4);
        sizes[2] = number(frames.size());
        for (int i = 0; i < frames.size(); i++) {
            sizes[i + 3] = number(frames.get(i).length);
        }
        return box("stsz", sizes);
    }

    /** Behind its length. */
    static byte[] sized(byte[] unit) {
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
}
