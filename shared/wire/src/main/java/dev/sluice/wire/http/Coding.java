package dev.sluice.wire.http;

import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Undoes a {@code Content-Encoding} that came though {@code identity} was asked for: gzip, and
 * deflate in both its forms (RFC 9110 §8.4.1.2 and what servers send instead). What the provider
 * has flushed can be read at once. An answer that grows beyond all reason is refused.
 */
public final class Coding {

    private Coding() {}

    /**
     * The body as it was before it was coded.
     *
     * @throws UnreadableAnswer for a coding that is not known here, or several
     */
    public static InputStream decoded(InputStream body, Headers headers) throws UnreadableAnswer {
        if (headers.first("content-encoding") == null) {
            return body;
        }
        String coding = only(headers.all("content-encoding"));
        return switch (coding) {
            case "" -> body;
            case "gzip", "x-gzip" -> new Inflated(body, true);
            case "deflate" -> new Inflated(body, false);
            default -> throw new UnreadableAnswer("its answer has a coding that is not known");
        };
    }

    /** The one coding in lower case, empty for none. */
    private static String only(List<String> values) throws UnreadableAnswer {
        String only = "";
        for (String value : values) {
            for (String part : value.split(",", -1)) {
                String coding = part.strip().toLowerCase(Locale.ROOT);
                if (coding.isEmpty() || coding.equals("identity")) {
                    continue;
                }
                if (!only.isEmpty()) {
                    throw new UnreadableAnswer("its answer is coded more than once");
                }
                only = coding;
            }
        }
        return only;
    }

    private static final class Inflated extends InputStream {
        private static final int BUFFER_BYTES = 8 << 10;

        /** Text of a model is hardly ever 50 times as long as its coding; a bomb is 1,000 times. */
        private static final int MOST_TIMES = 100;

        private static final long ALWAYS_BYTES = 1 << 20;

        private final PushbackInputStream coded;
        private final boolean gzip;
        private @Nullable Inflater inflater;
        private @Nullable InputStream plain;
        private long codedBytes;
        private long plainBytes;

        Inflated(InputStream body, boolean gzip) {
            this.coded = new PushbackInputStream(new Counting(body), 2);
            this.gzip = gzip;
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
            try {
                if (plain == null) {
                    plain = begin();
                }
                int count = plain.read(to, offset, length);
                grow(count);
                return count;
            } catch (ZipException e) {
                throw new UnreadableAnswer("its answer is not coded as it says");
            }
        }

        private void grow(int count) throws IOException {
            if (count < 0) {
                // The framing's end stands behind the coding's: with it the connection is free.
                coded.read();
                return;
            }
            plainBytes += count;
            if (plainBytes > ALWAYS_BYTES + MOST_TIMES * codedBytes) {
                throw new UnreadableAnswer("its answer grows beyond all reason when decoded");
            }
        }

        /** Waits for the first bytes; a body without any is empty, whatever its coding. */
        private InputStream begin() throws IOException {
            int first = coded.read();
            if (first < 0) {
                return InputStream.nullInputStream();
            }
            if (gzip) {
                coded.unread(first);
                return new GZIPInputStream(coded, BUFFER_BYTES);
            }
            int second = coded.read();
            if (second >= 0) {
                coded.unread(second);
            }
            coded.unread(first);
            // RFC 1950 §2.2: what begins so is zlib's form, and no raw one in practice.
            boolean zlib = (first & 0x0F) == 8 && second >= 0 && (first << 8 | second) % 31 == 0;
            inflater = new Inflater(!zlib);
            return new InflaterInputStream(coded, inflater, BUFFER_BYTES);
        }

        @Override
        public void close() throws IOException {
            if (inflater != null) {
                inflater.end();
            }
            if (plain != null) {
                plain.close();
            }
        }

        private final class Counting extends InputStream {
            private final InputStream body;

            Counting(InputStream body) {
                this.body = body;
            }

            @Override
            public int read() throws IOException {
                int b = body.read();
                codedBytes += b < 0 ? 0 : 1;
                return b;
            }

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                int count = body.read(to, offset, length);
                codedBytes += Math.max(0, count);
                return count;
            }

            @Override
            public int available() throws IOException {
                return body.available();
            }
        }
    }
}
