package dev.sluice.wire.net;

import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that wait for a time, and not for a socket, kept by who polls a {@link Loop}'s sockets:
 * they cost no thread of the system that wakes for them. There are few of them, so all are looked
 * at. Safe for any thread.
 */
final class LoopPauses {
    private static final long NANOS_A_MILLI = 1_000_000;

    /** Times are compared by their difference. */
    private static final long MOST_NANOS = Long.MAX_VALUE / 2;

    private final Queue<Pause> pauses = new ConcurrentLinkedQueue<>();

    private record Pause(Thread thread, long endNanos) {
        long leftNanos(long nowNanos) {
            return endNanos - nowNanos;
        }
    }

    /**
     * Parks the calling thread for so long, or shorter, as {@link LockSupport#parkNanos} does.
     *
     * @param kept who polls must learn of it
     */
    void pause(long nanos, Runnable kept) {
        long endNanos = System.nanoTime() + Math.min(nanos, MOST_NANOS);
        Pause pause = new Pause(Thread.currentThread(), endNanos);
        pauses.add(pause);
        try {
            kept.run();
            LockSupport.park(this);
        } finally {
            pauses.remove(pause);
        }
    }

    /**
     * How many milliseconds who polls may wait for sockets: 0 as long as it takes, -1 not at all.
     */
    long waitMillis() {
        long leastNanos = Long.MAX_VALUE;
        if (!pauses.isEmpty()) {
            long nowNanos = System.nanoTime();
            for (Pause pause : pauses) {
                leastNanos = Math.min(leastNanos, pause.leftNanos(nowNanos));
            }
        }
        if (leastNanos == Long.MAX_VALUE) {
            return 0;
        }
        return leastNanos <= 0 ? -1 : (leastNanos + NANOS_A_MILLI - 1) / NANOS_A_MILLI;
    }

    /** Wakes those whose time has come. */
    void wakeDue() {
        if (!pauses.isEmpty()) {
            long nowNanos = System.nanoTime();
            Iterator<Pause> all = pauses.iterator();
            while (all.hasNext()) {
                Pause pause = all.next();
                if (pause.leftNanos(nowNanos) <= 0) {
                    all.remove();
                    LockSupport.unpark(pause.thread());
                }
            }
        }
    }
}
