package dev.sluice.gateway.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long one client has kept those waiting who send to it. It has so much patience in all, spends
 * it while something waits to be taken, and earns it back with what it takes: whoever takes nothing
 * is cut when it is used up, and whoever takes less than {@value #LEAST_BYTES_A_SECOND} bytes a
 * second a little later. With nothing to take it has all of it again.
 *
 * <p>Who sends only says so, and what is spent is found by who looks every now and then: a write
 * that does not wait reads no clock.
 */
final class SlowTaking {
    private static final long LEAST_BYTES_A_SECOND = 4 << 10;
    private static final long NANOS_A_BYTE = TimeUnit.SECONDS.toNanos(1) / LEAST_BYTES_A_SECOND;

    /** Who has spent less than this part of it is not cut for another one. */
    private static final int EVICTABLE_PART = 12;

    private final long patienceNanos;
    private volatile boolean writing;
    private volatile long spentNanos;

    // Of who looks.
    private boolean wasWriting;
    private long lookedNanos;
    private long seenBytes;

    SlowTaking(Duration patience) {
        this.patienceNanos = patience.toNanos();
    }

    void begins() {
        writing = true;
    }

    void ends() {
        writing = false;
    }

    /**
     * Whether its patience is used up; for one thread.
     *
     * @param sentBytes taken so far
     */
    boolean look(long nowNanos, long sentBytes) {
        boolean waits = writing;
        if (waits && wasWriting) {
            long earnedNanos = (sentBytes - seenBytes) * NANOS_A_BYTE;
            spentNanos = Math.max(0, spentNanos + nowNanos - lookedNanos - earnedNanos);
        } else {
            spentNanos = 0;
        }
        wasWriting = waits;
        lookedNanos = nowNanos;
        seenBytes = sentBytes;
        return spentNanos >= patienceNanos;
    }

    /** How much it has spent; nothing where that is too little to be cut for another one. */
    Duration spent() {
        long nanos = spentNanos;
        return nanos < patienceNanos / EVICTABLE_PART ? Duration.ZERO : Duration.ofNanos(nanos);
    }
}
