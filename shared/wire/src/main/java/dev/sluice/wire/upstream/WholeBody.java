package dev.sluice.wire.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads a body to its end, each piece a sign of life: DeepSeek sends blank lines while it thinks.
 */
final class WholeBody {
    static final int MOST_BYTES = 64 << 20;
    private static final int FIRST_BUFFER_BYTES = 4 << 10;

    private WholeBody() {}

    /**
     * @param announcedBytes negative where nothing was
     */
    static byte[] read(InputStream in, long announcedBytes, Vigil vigil) throws IOException {
        // One byte more than announced: the read that finds the end needs room too.
        byte[] bytes = new byte[Math.clamp(announcedBytes + 1, FIRST_BUFFER_BYTES, 1 << 20)];
        int size = 0;
        for (int count = in.read(bytes); count >= 0; ) {
            vigil.event();
            size += count;
            if (size > MOST_BYTES) {
                throw new IOException("the answer is larger than " + MOST_BYTES + " bytes");
            }
            if (size == bytes.length) {
                bytes = Arrays.copyOf(bytes, size * 2);
            }
            count = in.read(bytes, size, bytes.length - size);
        }
        return Arrays.copyOf(bytes, size);
    }
}
