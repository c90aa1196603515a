package dev.sluice.wire.room;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * So many bytes, shared by parts that grow.
 *
 * <p>Parts that all hold something and all want more would wait for each other for ever. So the
 * last bytes are kept for the eldest of those that want more: it can always go on, or waits for
 * parts alone that have all they want. Who waits is served from old to young. The eldest that asks
 * for nothing for a while, for its client is slow, gives way to the next: what is kept for one that
 * sends nothing would be kept from all.
 *
 * <p>Several parts of one caller have half of all bytes together while another one waits: what
 * would be more comes behind that one, however old. A caller's only part is never behind, and who
 * is alone has it all.
 *
 * <p>Some bytes are kept for those whose caller has no other part: several of one caller never have
 * them, for what one holds may be held for minutes.
 *
 * <p>What is on its way to a client has all it wants, and is given back when it is taken. While
 * others wait, whoever takes it too slowly is cut: the one that holds most, and one at a time.
 */
final class BytesPool {
    private static final long NOBODY = -1;
    private static final int CALLER_SHARE = 2;

    private final long keptBytes;
    private final long aloneBytes;
    private final long callerBytes;
    private final long patienceNanos;
    private final ReentrantLock lock = new ReentrantLock();

    // All below is guarded by the lock.
    private final TreeMap<Long, Part> waiting = new TreeMap<>();
    private final Map<String, Long> bytesOfCallers = new HashMap<>();
    private final Map<Part, Leaving> leaving = new HashMap<>();
    private long cutNanos = System.nanoTime();
    private long freeBytes;
    private long nextAge;
    private long eldest = NOBODY;
    private long eldestAskedNanos;

    /** Where several of one caller may have it all while no other one waits. */
    BytesPool(long bytes, long keptBytes, long patienceNanos) {
        this(bytes, keptBytes, 0, patienceNanos);
    }

    /**
     * @param keptBytes for the eldest alone
     * @param aloneBytes of these, for those whose caller has no other part
     * @param patienceNanos so long the eldest may ask for nothing while others wait, and so long
     *     those wait before a slow client is cut
     */
    BytesPool(long bytes, long keptBytes, long aloneBytes, long patienceNanos) {
        this.freeBytes = bytes;
        this.keptBytes = keptBytes;
        this.aloneBytes = aloneBytes;
        this.callerBytes = bytes / CALLER_SHARE;
        this.patienceNanos = patienceNanos;
    }

    /**
     * A part that has nothing yet.
     *
     * @param caller whose parts are counted together; null where it counts by itself
     */
    Part part(@Nullable String caller) {
        lock.lock();
        try {
            return new Part(nextAge++, caller);
        } finally {
            lock.unlock();
        }
    }

    /** What one request has of it. */
    final class Part {
        private final long age;
        private final @Nullable String caller;
        private final Condition granted = lock.newCondition();
        private long bytes;
        private long wantedBytes;

        private Part(long age, @Nullable String caller) {
            this.age = age;
            this.caller = caller;
        }

        long bytes() {
            return bytes;
        }

        /**
         * Takes so much more, waiting where there is not so much.
         *
         * @return what is left of the time; not above 0 where it ended first, and nothing was taken
         */
        long take(long moreBytes, long nanos) {
            lock.lock();
            try {
                wantedBytes = moreBytes;
                waiting.put(age, this);
                grant();
                long endNanos = System.nanoTime() + nanos;
                long leftNanos = nanos;
                while (wantedBytes > 0 && leftNanos > 0) {
                    granted.awaitNanos(Math.min(leftNanos, patienceNanos));
                    leftNanos = endNanos - System.nanoTime();
                    grant(); // the eldest may have been slow meanwhile
                    if (wantedBytes > 0) {
                        cutSlow();
                    }
                }
                return wantedBytes > 0 ? 0 : Math.max(1, leftNanos);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return wantedBytes > 0 ? 0 : 1;
            } finally {
                wantNoMore();
                lock.unlock();
            }
        }

        /** The same where nobody has to wait for it; whether it was taken. */
        boolean takeNow(long moreBytes) {
            lock.lock();
            try {
                wantedBytes = moreBytes;
                boolean isThere = waiting.isEmpty() && fits();
                if (isThere) {
                    get();
                }
                wantedBytes = 0;
                return isThere;
            } finally {
                lock.unlock();
            }
        }

        /** It wants no more, and is on its way to its client. */
        void leaves(Leaving how) {
            lock.lock();
            try {
                leaving.put(this, how);
                resting();
            } finally {
                lock.unlock();
            }
        }

        /** It has left, and more may be wanted. */
        void left() {
            lock.lock();
            try {
                leaving.remove(this);
            } finally {
                lock.unlock();
            }
        }

        void rest() {
            lock.lock();
            try {
                resting();
            } finally {
                lock.unlock();
            }
        }

        /** Gives back all but so many, and wants no more for now. */
        void keep(long mostBytes) {
            lock.lock();
            try {
                has(Math.min(bytes, mostBytes));
                resting();
            } finally {
                lock.unlock();
            }
        }

        /** Who gave up is the eldest no more: the last bytes would be kept for nobody. */
        private void wantNoMore() {
            if (waiting.remove(age) != null) {
                wantedBytes = 0;
                resting();
            }
        }

        private void resting() {
            if (eldest == age) {
                eldest = NOBODY;
            }
            grant();
        }

        private boolean fits() {
            long leftBytes = freeBytes - wantedBytes;
            return leftBytes >= (eldest == age ? 0 : keptBytes)
                    && (leftBytes >= aloneBytes || isAlone());
        }

        private boolean isAlone() {
            return bytesOfOthers() == 0;
        }

        /** Of its caller's. */
        private long bytesOfOthers() {
            return caller == null ? 0 : bytesOfCallers.getOrDefault(caller, 0L) - bytes;
        }

        /** Whether its caller's other parts leave it less of their share than it wants. */
        private boolean isBeyondShare() {
            return !isAlone()
                    && (bytesOfOthers() + bytes + wantedBytes > callerBytes || isKeptFromIt());
        }

        private boolean isKeptFromIt() {
            return aloneBytes > 0 && freeBytes - wantedBytes < aloneBytes;
        }

        private void get() {
            has(bytes + wantedBytes);
            wantedBytes = 0;
            if (eldest == age) {
                eldestAskedNanos = System.nanoTime();
            }
            granted.signal();
        }

        private void has(long nowBytes) {
            long moreBytes = nowBytes - bytes;
            freeBytes -= moreBytes;
            bytes = nowBytes;
            if (nowBytes == 0) {
                leaving.remove(this);
            }
            if (caller != null && moreBytes != 0) {
                bytesOfCallers.merge(
                        caller, moreBytes, (had, more) -> had + more == 0 ? null : had + more);
            }
        }
    }

    private void grant() {
        while (!waiting.isEmpty()) {
            Part first = first();
            if (isEldestSlow() || isEldestBehind(first)) {
                eldest = NOBODY;
            }
            if (eldest == NOBODY && !first.fits()) {
                eldest = first.age;
                eldestAskedNanos = System.nanoTime();
            }
            Part next = eldest == NOBODY ? first : waiting.getOrDefault(eldest, first);
            if (!next.fits()) {
                return;
            }
            waiting.remove(next.age);
            next.get();
        }
    }

    /** The oldest, but those that have their share come behind those that do not. */
    private Part first() {
        for (Part one : waiting.values()) {
            if (!one.isBeyondShare()) {
                return one;
            }
        }
        return waiting.firstEntry().getValue();
    }

    private boolean isEldestBehind(Part first) {
        Part waits = waiting.get(eldest);
        return waits != null && waits.isBeyondShare() && !first.isBeyondShare();
    }

    /** On a thread of its own: who waits holds the lock, and others wait for that. */
    private void cutSlow() {
        long nowNanos = System.nanoTime();
        Part most = null;
        for (Map.Entry<Part, Leaving> one : leaving.entrySet()) {
            boolean isMore = most == null || one.getKey().bytes > most.bytes;
            most = isMore && one.getValue().isSlow(nowNanos) ? one.getKey() : most;
        }
        Leaving slow = nowNanos - cutNanos < patienceNanos ? null : leaving.remove(most);
        if (slow != null) {
            cutNanos = nowNanos;
            Thread.startVirtualThread(slow::cut);
        }
    }

    private boolean isEldestSlow() {
        return eldest != NOBODY
                && !waiting.containsKey(eldest)
                && System.nanoTime() - eldestAskedNanos >= patienceNanos;
    }
}
