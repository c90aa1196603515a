package dev.sluice.devkit.upstream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A picture that one can look at, as PNG: a sun over hills, other ones for other words. */
final class Painting {
    private static final byte[] MAGIC = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final int HILLS = 4;

    private final int width;
    private final int height;
    private final Random random;

    private Painting(int width, int height, long seed) {
        this.width = width;
        this.height = height;
        this.random = new Random(seed);
    }

    /** The same picture for the same words and sides. */
    static byte[] png(String words, int width, int height) {
        return new Painting(width, height, words.hashCode()).png();
    }

    private byte[] png() {
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put(new byte[] {8, 2, 0, 0, 0}); // eight bits, red green blue
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(MAGIC);
        chunk(out, "IHDR", header.array());
        chunk(out, "IDAT", deflated(rows()));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    /** Each row begins with its filter, which is none. */
    private byte[] rows() {
        byte[] rows = new byte[height * (1 + 3 * width)];
        double hue = random.nextDouble();
        double sunX = width * (0.2 + 0.6 * random.nextDouble());
        double sunY = height * (0.2 + 0.25 * random.nextDouble());
        double sunRadius = Math.min(width, height) * (0.08 + 0.06 * random.nextDouble());
        double[] phases = random.doubles(HILLS).toArray();
        int at = 0;
        for (int y = 0; y < height; y++) {
            at++;
            for (int x = 0; x < width; x++) {
                int color = sky((double) y / height, hue);
                if (Math.hypot(x - sunX, y - sunY) < sunRadius) {
                    color = 0xFFF3C4;
                }
                color = hill(x, y, phases, hue, color);
                rows[at++] = (byte) (color >> 16);
                rows[at++] = (byte) (color >> 8);
                rows[at++] = (byte) color;
            }
        }
        return rows;
    }

    private static int sky(double down, double hue) {
        return rgb(hue + 0.12 * down, 0.55 - 0.3 * down, 0.75 + 0.2 * down);
    }

    private int hill(int x, int y, double[] phases, double hue, int behind) {
        int color = behind;
        for (int i = 0; i < phases.length; i++) {
            double wave = Math.sin((double) x / width * (3 + 2 * i) + 6.28 * phases[i]);
            double edge = height * (0.5 + 0.12 * i + 0.06 * wave);
            if (y > edge) {
                color = rgb(hue + 0.4, 0.45, 0.7 - 0.15 * i);
            }
        }
        return color;
    }

    private static int rgb(double hue, double saturation, double value) {
        double sector = (hue - Math.floor(hue)) * 6;
        double[] parts = new double[3];
        for (int i = 0; i < 3; i++) {
            double k = (sector + new double[] {5, 3, 1}[i]) % 6;
            parts[i] = value - value * saturation * Math.max(0, Math.min(1, Math.min(k, 4 - k)));
        }
        return (int) (255 * parts[0]) << 16 | (int) (255 * parts[1]) << 8 | (int) (255 * parts[2]);
    }

    private static byte[] deflated(byte[] rows) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        deflater.setInput(rows);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] piece = new byte[8_192];
        while (!deflater.finished()) {
            out.write(piece, 0, deflater.deflate(piece));
        }
        deflater.end();
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String name, byte[] data) {
        byte[] type = name.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(type);
        crc.update(data);
        ByteBuffer chunk = ByteBuffer.allocate(12 + data.length).putInt(data.length);
        out.writeBytes(chunk.put(type).put(data).putInt((int) crc.getValue()).array());
    }
}
