package dev.sluice.wire.coding;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Gzip (RFC 1952), zlib (RFC 1950) and bare deflate (RFC 1951), decoded as they come: what the
 * other side has flushed can be read at once. No bytes at all are an empty content. Throws {@link
 * java.util.zip.ZipException} where it is no such coding, {@link java.io.EOFException} where it is
 * cut off. Closing it closes what it reads from.
 */
public final class Inflating extends InputStream {
    private static final int BUFFER_BYTES = 8 << 10;

    private final PushbackInputStream coded;
    private final boolean gzip;
    private @Nullable Inflater inflater;
    private @Nullable InputStream plain;
    private boolean hasMore;

    private Inflating(InputStream coded, boolean gzip) {
        this.coded = new PushbackInputStream(coded, 2);
        this.gzip = gzip;
    }

    public static Inflating gzip(InputStream coded) {
        return new Inflating(coded, true);
    }

    /** Zlib's format, as the registry has it, or bare as many send it. */
    public static Inflating deflate(InputStream coded) {
        return new Inflating(coded, false);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (plain == null) {
            plain = begin();
        }
        int count = plain.read(to, offset, length);
        if (count < 0) {
            // The framing's end stands behind the coding's: with it a connection is free.
            hasMore |= coded.read() >= 0 || (inflater != null && inflater.getRemaining() > 0);
        }
        return count;
    }

    /** After the end: whether there was more behind it than the coding's content. */
    boolean hasMore() {
        return hasMore;
    }

    /**
     * Gzip's members, one behind the other. The JDK's stream calls itself for each one that is
     * empty: so many in a row are no content of anybody's, and would be the end of its stack.
     */
    private static final class Members extends GZIPInputStream {
        private static final int MOST_EMPTY = 100;

        private int emptyInARow;

        Members(InputStream coded) throws IOException {
            super(coded, BUFFER_BYTES);
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (emptyInARow > MOST_EMPTY) {
                throw new ZipException("too many empty members");
            }
            emptyInARow++;
            int count = super.read(to, offset, length);
            emptyInARow = 0;
            return count;
        }
    }

    private InputStream begin() throws IOException {
        int first = coded.read();
        if (first < 0) {
            return InputStream.nullInputStream();
        }
        if (gzip) {
            coded.unread(first);
            return new Members(coded);
        }
        int second = coded.read();
        if (second >= 0) {
            coded.unread(second);
        }
        coded.unread(first);
        inflater = new Inflater(second < 0 || !isZlib(first, second));
        return new InflaterInputStream(coded, inflater, BUFFER_BYTES);
    }

    /** RFC 1950 §2.2: what begins so is zlib's form, and no raw one in practice. */
    static boolean isZlib(int first, int second) {
        return (first & 0x0F) == 8 && ((first & 0xFF) << 8 | (second & 0xFF)) % 31 == 0;
    }

    @Override
    public void close() throws IOException {
        if (inflater != null) {
            inflater.end();
        }
        if (plain == null) {
            coded.close();
        } else {
            plain.close();
        }
    }
}
