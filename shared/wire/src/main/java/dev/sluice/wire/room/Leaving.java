package dev.sluice.wire.room;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What is held, and on its way to its client. It is looked at while others wait for its room, by
 * one at a time.
 */
public final class Leaving {
    private static final long LEAST_BYTES_A_SECOND = 64 << 10;

    /** The system takes megabytes at once of what its client takes evenly. */
    private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Supplier<OptionalLong> takenBytes;
    private final Runnable cut;
    private long seenNanos;
    private long seenBytes;

    /**
     * Of what begins to leave now.
     *
     * @param takenBytes how much the client has taken so far, on any thread; empty where nobody
     *     counts it
     * @param cut cuts the client off, on any thread
     */
    public Leaving(Supplier<OptionalLong> takenBytes, Runnable cut) {
        this(System.nanoTime(), takenBytes, cut);
        this.seenBytes = takenBytes.get().orElse(0); // of a stream, what it took before
    }

    Leaving(long sinceNanos, Supplier<OptionalLong> takenBytes, Runnable cut) {
        this.seenNanos = sinceNanos;
        this.takenBytes = takenBytes;
        this.cut = cut;
    }

    /**
     * Whether its client has taken less than {@value #LEAST_BYTES_A_SECOND} bytes a second since it
     * was last found to take more, or since it began.
     */
    boolean isSlow(long nowNanos) {
        long nanos = nowNanos - seenNanos;
        OptionalLong taken = takenBytes.get();
        if (nanos < LEAST_NANOS || taken.isEmpty()) {
            return false;
        }
        long bytes = taken.getAsLong() - seenBytes;
        if (bytes / LEAST_BYTES_A_SECOND < TimeUnit.NANOSECONDS.toSeconds(nanos)) {
            return true;
        }
        seenNanos = nowNanos;
        seenBytes = taken.getAsLong();
        return false;
    }

    void cut() {
        cut.run();
    }
}
