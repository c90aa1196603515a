package dev.sluice.wire.coding;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;

/** What {@link Inflater} decodes: gzip (RFC 1952), zlib (RFC 1950), bare deflate (RFC 1951). */
final class Deflated {
    private static final int PIECE_BYTES = 8 * 1024;

    private Deflated() {}

    static void gzip(byte[] coded, Output out) throws BadCoding, TooLong {
        byte[] piece = new byte[PIECE_BYTES];
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(coded), PIECE_BYTES)) {
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                out.write(piece, 0, count);
            }
        } catch (IOException e) {
            throw new BadCoding("it is no gzip");
        }
    }

    static void deflate(byte[] coded, Output out) throws BadCoding, TooLong {
        Inflater inflater = new Inflater(!isZlib(coded));
        try {
            inflater.setInput(coded);
            byte[] piece = new byte[PIECE_BYTES];
            while (!inflater.finished()) {
                int count = inflater.inflate(piece);
                if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new BadCoding("it is cut off");
                }
                out.write(piece, 0, count);
            }
            if (inflater.getRemaining() > 0) {
                throw new BadCoding("there is more behind its end");
            }
        } catch (DataFormatException e) {
            throw new BadCoding("it is no deflate");
        } finally {
            inflater.end();
        }
    }

    private static boolean isZlib(byte[] coded) {
        return coded.length >= 2
                && (coded[0] & 0x0f) == 8
                && (((coded[0] & 0xff) << 8) + (coded[1] & 0xff)) % 31 == 0;
    }
}
