package dev.sluice.wire.room;

import dev.sluice.wire.door.NoRoom;
import java.io.IOException;

/**
 * Where what is held of one answer finds room in the process as it grows. What is small is free: it
 * asks nobody.
 */
public interface Growth {
    /** Up to here an array is small. */
    int FREE_BYTES = 32 << 10;

    /** As much as there is, for who counts nothing. */
    Growth FREE =
            new Growth() {
                @Override
                public void more(long bytes) {}

                @Override
                public void less(long bytes) {}

                @Override
                public void rest() {}

                @Override
                public long mostBytes() {
                    return Long.MAX_VALUE;
                }
            };

    /**
     * Waits for so much more.
     *
     * @throws NoRoom there was none in time
     */
    void more(long bytes) throws IOException;

    /** So many bytes are held no more. */
    void less(long bytes);

    /** It grows no more for now. */
    void rest();

    /** What one answer can have where there is no other. */
    long mostBytes();

    /** An array that was so long is to be longer, or shorter. */
    default void resize(long fromBytes, long toBytes) throws IOException {
        long moreBytes = counted(toBytes) - counted(fromBytes);
        if (moreBytes > 0) {
            more(moreBytes);
        } else if (moreBytes < 0) {
            less(-moreBytes);
        }
    }

    private static long counted(long bytes) {
        return bytes > FREE_BYTES ? bytes : 0;
    }
}
