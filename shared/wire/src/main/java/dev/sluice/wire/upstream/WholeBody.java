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
    private static final int MOST_FIRST_BYTES = 1 << 20;

    private WholeBody() {}

    private static int firstBytes(long announcedBytes) {
        return announcedBytes > 0
                ? (int) Math.min(announcedBytes, MOST_FIRST_BYTES)
                : FIRST_BUFFER_BYTES;
    }

    /**
     * @param announcedBytes negative where nothing was
     */
    static byte[] read(InputStream in, long announcedBytes, Vigil vigil) throws IOException {
        byte[] bytes = new byte[firstBytes(announcedBytes)];
        int size = 0;
        for (int count = in.read(bytes); count >= 0; ) {
            vigil.event();
            size += count;
            if (size > MOST_BYTES) {
                throw new IOException("the answer is larger than " + MOST_BYTES + " bytes");
            }
            if (size == announcedBytes && bytes.length == size) {
                int more = in.read();
                if (more < 0) {
                    return bytes;
                }
                bytes = Arrays.copyOf(bytes, size * 2);
                bytes[size++] = (byte) more;
            } else if (size == bytes.length) {
                boolean isMore = announcedBytes > size && announcedBytes <= MOST_BYTES;
                bytes = Arrays.copyOf(bytes, isMore ? (int) announcedBytes : size * 2);
            }
            count = in.read(bytes, size, bytes.length - size);
        }
        return Arrays.copyOf(bytes, size);
    }
}
