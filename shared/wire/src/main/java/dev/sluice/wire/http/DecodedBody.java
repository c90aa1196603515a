package dev.sluice.wire.http;

import dev.sluice.wire.coding.Coding;
import dev.sluice.wire.coding.Inflating;
import dev.sluice.wire.coding.UnknownCoding;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.zip.ZipException;

/**
 * Undoes a {@code Content-Encoding} that came though {@code identity} was asked for: gzip, and
 * deflate in both its forms (RFC 9110 §8.4.1.2 and what servers send instead). What the provider
 * has flushed can be read at once. An answer that grows beyond all reason is refused.
 */
public final class DecodedBody extends InputStream {
    /** Text of a model is hardly ever 50 times as long as its coding; a bomb is 1,000 times. */
    private static final int MOST_TIMES = 100;

    private static final long ALWAYS_BYTES = 1 << 20;

    private final Inflating plain;
    private long codedBytes;
    private long plainBytes;

    private DecodedBody(InputStream body, boolean gzip) {
        InputStream counted = new Counting(body);
        this.plain = gzip ? Inflating.gzip(counted) : Inflating.deflate(counted);
    }

    /**
     * The body as it was before it was coded.
     *
     * @throws UnreadableAnswer for a coding that is not known here, or several
     */
    public static InputStream of(InputStream body, Headers headers) throws UnreadableAnswer {
        if (headers.first("content-encoding") == null) {
            return body;
        }
        List<Coding> codings = codings(headers.all("content-encoding"));
        if (codings.size() > 1) {
            throw new UnreadableAnswer("its answer is coded more than once");
        }
        if (codings.isEmpty()) {
            return body;
        }
        if (codings.getFirst() == Coding.ZSTD) {
            throw unknown();
        }
        return new DecodedBody(body, codings.getFirst() == Coding.GZIP);
    }

    private static List<Coding> codings(List<String> fields) throws UnreadableAnswer {
        try {
            return Coding.parse(fields);
        } catch (UnknownCoding e) {
            throw unknown();
        }
    }

    private static UnreadableAnswer unknown() {
        return new UnreadableAnswer("its answer has a coding that is not known");
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        try {
            int count = plain.read(to, offset, length);
            plainBytes += Math.max(0, count);
            if (plainBytes > ALWAYS_BYTES + MOST_TIMES * codedBytes) {
                throw new UnreadableAnswer("its answer grows beyond all reason when decoded");
            }
            return count;
        } catch (ZipException e) {
            throw new UnreadableAnswer("its answer is not coded as it says");
        }
    }

    @Override
    public void close() throws IOException {
        plain.close();
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
