package dev.sluice.wire.room;

import dev.sluice.wire.door.NoRoom;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * So many bytes of the process, for what requests bring or for what providers answer. Small ones
 * have room of their own, and pass while large ones wait; where it is full, they have what the
 * large ones do not want. Safe for use by any thread.
 */
public final class Room {
    /** Of all room, for small ones. */
    private static final int SMALL_SHARE = 8;

    /**
     * Of the time that others wait for room: so long they wait for an eldest that asks for nothing.
     */
    private static final int PATIENCE_SHARE = 6;

    private static final int HEAP_SHARE = 8;
    private static final long LEAST_BYTES = 16L << 20;
    private static final long SMALL_BODY_BYTES = 64 << 10;
    private static final double ELDEST_BODY_SHARE = 1.0 / 3;
    private static final double ALONE_BODY_SHARE = 1.0 / 8;
    private static final long SMALL_ANSWER_BYTES = 256 << 10;
    private static final double ELDEST_ANSWER_SHARE = 0.75;
    private static final Duration ANSWER_WAIT = Duration.ofSeconds(6);

    private final BytesPool small;
    private final BytesPool large;
    private final long mostSmallBytes;
    private final long largeBytes;
    private final long waitNanos;

    /**
     * @param mostSmallBytes the most that a small one has
     * @param eldestShare of the large ones' room, for the one that has grown for the longest
     * @param aloneShare of it, beside that, for those whose caller has no other one
     * @param wait how long one waits in all
     */
    private Room(
            long bytes, long mostSmallBytes, double eldestShare, double aloneShare, Duration wait) {
        long smallBytes = bytes / SMALL_SHARE;
        this.largeBytes = bytes - smallBytes;
        this.mostSmallBytes = mostSmallBytes;
        this.waitNanos = wait.toNanos();
        long patienceNanos = waitNanos / PATIENCE_SHARE;
        this.small = new BytesPool(smallBytes, mostSmallBytes, patienceNanos);
        long aloneBytes = (long) (largeBytes * aloneShare);
        this.large =
                new BytesPool(
                        largeBytes,
                        (long) (largeBytes * eldestShare) + aloneBytes,
                        aloneBytes,
                        patienceNanos);
    }

    /**
     * For what requests bring: taken as bytes come, whatever a head announces, and kept until the
     * request is let go, or was answered. That may take minutes, so several of one caller leave
     * some to the others.
     */
    public static Room ofBodies(long bytes, Duration wait) {
        return new Room(bytes, SMALL_BODY_BYTES, ELDEST_BODY_SHARE, ALONE_BODY_SHARE, wait);
    }

    /**
     * For answers that are held whole: an eighth of a heap of this size, for each is copied up to
     * three times on its way. They may be nearly as large as all of it, so most of it is the
     * eldest's: they pass one after the other.
     */
    public static Room ofAnswers(long heapBytes) {
        return new Room(
                Math.max(LEAST_BYTES, heapBytes / HEAP_SHARE),
                SMALL_ANSWER_BYTES,
                ELDEST_ANSWER_SHARE,
                0,
                ANSWER_WAIT);
    }

    /** What one can have where there is no other. */
    public long mostBytes() {
        return largeBytes;
    }

    /**
     * Room for one of them, empty at first.
     *
     * @param announcedBytes how many it may come to; negative where that is not known
     */
    public Share share(long announcedBytes) {
        return new Share(announcedBytes, null);
    }

    /**
     * The same of a caller, whose large ones keep no other caller from half of the room.
     *
     * @param caller as rows name it
     */
    public Share share(long announcedBytes, String caller) {
        return new Share(announcedBytes, caller);
    }

    /** One's room. For one thread. */
    public final class Share implements Growth, AutoCloseable {
        private @Nullable String caller;
        private BytesPool.Part part;
        private boolean isLarge;
        private long leftNanos = waitNanos;

        private Share(long announcedBytes, @Nullable String caller) {
            this.caller = caller;
            this.isLarge = announcedBytes > mostSmallBytes;
            this.part = isLarge ? large.part(caller) : small.part(null);
        }

        /** Says whose it is, as rows name that one, before it has anything. */
        public void isOf(String whose) {
            if (part.bytes() == 0) {
                caller = whose;
                part = isLarge ? large.part(caller) : part;
            }
        }

        /**
         * {@inheritDoc}
         *
         * @throws NoRoom there was none in time; what it has it keeps until it is closed
         */
        @Override
        public void more(long bytes) throws IOException {
            if (!isLarge && part.bytes() + bytes > mostSmallBytes) {
                becomeLarge();
            }
            if (isLarge || !(part.takeNow(bytes) || isSpare(bytes))) {
                take(part, bytes);
            }
        }

        /** Where the small ones' room is full, they have what the large ones do not want. */
        private boolean isSpare(long bytes) {
            BytesPool.Part spare = large.part(caller);
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
            BytesPool.Part other = large.part(caller);
            take(other, part.bytes());
            part.keep(0);
            part = other;
            isLarge = true;
        }

        @Override
        public void less(long bytes) {
            part.keep(part.bytes() - bytes);
        }

        @Override
        public void rest() {
            part.rest();
        }

        @Override
        public long mostBytes() {
            return largeBytes;
        }

        /**
         * It grows no more for now, and is sent to its client, who is cut where others wait for its
         * room and it takes it too slowly.
         *
         * @param how asked for where it is large
         */
        public void leaves(Supplier<Leaving> how) {
            if (isLarge) {
                part.leaves(how.get());
            }
        }

        /** What was sent so has left; it may grow again. */
        public void left() {
            part.left();
        }

        /** No more than so much is held any more. */
        public void keep(long bytes) {
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
