package dev.sluice.gateway.http;

import dev.sluice.wire.door.NoRoom;
import java.io.IOException;

/**
 * The bytes that bodies may take of the process. Small ones have room of their own, and pass while
 * large ones wait; where it is full, they have what the large ones do not want. Room is taken as
 * bytes come, whatever a head announces, and kept until the request is let go, or was answered.
 */
final class BodyRoom {
    private static final int SMALL_BYTES = 64 << 10;

    /** Of all room, for small bodies. */
    private static final int SMALL_SHARE = 8;

    /** Of all room, for the large body that is being read for the longest. */
    private static final int ELDEST_SHARE = 3;

    /**
     * Of the time that others wait for room: so long they wait for an eldest that sends nothing.
     */
    private static final int PATIENCE_SHARE = 6;

    private final BytesPool small;
    private final BytesPool large;
    private final long waitNanos;

    BodyRoom(Bounds bounds) {
        long smallBytes = bounds.bodyBytes() / SMALL_SHARE;
        long largeBytes = bounds.bodyBytes() - smallBytes;
        this.waitNanos = bounds.roomWait().toNanos();
        long patienceNanos = waitNanos / PATIENCE_SHARE;
        this.small = new BytesPool(smallBytes, SMALL_BYTES, patienceNanos);
        this.large = new BytesPool(largeBytes, largeBytes / ELDEST_SHARE, patienceNanos);
    }

    /**
     * A request's room, empty at first.
     *
     * @param announcedBytes as in {@link RequestHead}
     */
    Share share(long announcedBytes) {
        return new Share(announcedBytes > SMALL_BYTES);
    }

    /** One request's room. For one thread. */
    final class Share implements AutoCloseable {
        private BytesPool.Part part;
        private boolean isLarge;
        private long leftNanos = waitNanos;

        private Share(boolean isLarge) {
            this.isLarge = isLarge;
            this.part = (isLarge ? large : small).part();
        }

        /**
         * Waits for so much more.
         *
         * @throws NoRoom there was none in time; what it has it keeps until it is closed
         */
        void grow(long bytes) throws IOException {
            if (!isLarge && part.bytes() + bytes > SMALL_BYTES) {
                becomeLarge();
            }
            if (isLarge || !(part.takeNow(bytes) || isSpare(bytes))) {
                take(part, bytes);
            }
        }

        /** Where the small ones' room is full, they have what the large ones do not want. */
        private boolean isSpare(long bytes) {
            BytesPool.Part spare = large.part();
            if (!spare.takeNow(part.bytes() + bytes)) {
                return false;
            }
            part.keep(0);
            part = spare;
            isLarge = true;
            return true;
        }

        /** Where there is no room for it, it stays small, and gives back what it had at its end. */
        private void becomeLarge() throws NoRoom {
            BytesPool.Part other = large.part();
            take(other, part.bytes());
            part.keep(0);
            part = other;
            isLarge = true;
        }

        /** It grows no more for now, so the next one is the eldest. */
        void rest() {
            part.rest();
        }

        /** Of the body no more than so much is held any more. */
        void keep(long bytes) {
            part.keep(bytes);
        }

        @Override
        public void close() {
            keep(0);
        }

        private void take(BytesPool.Part from, long bytes) throws NoRoom {
            leftNanos = from.take(bytes, leftNanos);
            if (leftNanos <= 0) {
                throw new NoRoom();
            }
        }
    }
}
