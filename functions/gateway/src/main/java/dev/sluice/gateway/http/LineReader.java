package dev.sluice.gateway.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines as strictly as they can be read (RFC 9112 §2.2): they end in CR LF, and neither
 * stands alone; no other control character but the tab stands in them. Who reads a lone one as an
 * end would see another message than who does not.
 */
final class LineReader {
    private static final int FIRST_BYTES = 512;

    private final InputStream in;
    private byte[] line = new byte[FIRST_BYTES];

    LineReader(InputStream in) {
        this.in = in;
    }

    /**
     * The next line without its end, a character a byte.
     *
     * @param most bytes of the line, beyond which {@code tooLong} is thrown
     * @return null where the stream ends before it begins
     */
    @Nullable String orEnd(int most, HttpError tooLong) throws IOException {
        int first = in.read();
        return first < 0 ? null : from(first, most, tooLong);
    }

    String next(int most, HttpError tooLong) throws IOException {
        return from(in.read(), most, tooLong);
    }

    /** Long lines have been read: room for one is kept no longer. */
    void rest() {
        if (line.length > FIRST_BYTES) {
            line = new byte[FIRST_BYTES];
        }
    }

    private String from(int first, int most, HttpError tooLong) throws IOException {
        int length = 0;
        for (int b = first; b != '\r'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the client is gone");
            }
            if ((b < ' ' && b != '\t') || b == 0x7f) {
                throw new BadHttp(HttpError.BAD_REQUEST);
            }
            if (length == most) {
                throw new BadHttp(tooLong);
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, 2 * length);
            }
            line[length++] = (byte) b;
        }
        if (in.read() != '\n') {
            throw new BadHttp(HttpError.BAD_REQUEST);
        }
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }
}
