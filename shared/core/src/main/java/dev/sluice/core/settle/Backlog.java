package dev.sluice.core.settle;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/**
 * Settlements that failed while their client waited: tried {@value #TRIES} times more, over half a
 * minute, at most {@value #MOST_AT_ONCE} at once; what is beyond that, or fails to the end, is the
 * sweep's. The waits are random, so that those who failed together do not come back together.
 */
public final class Backlog implements Later {
    private static final int TRIES = 2;
    private static final int MOST_AT_ONCE = 1_000;
    private static final long FIRST_WAIT_NANOS = 5_000_000_000L;

    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final RandomGenerator jitter;
    private final LongConsumer wait;

    /**
     * @param jitter safe for any thread
     */
    public Backlog(RandomGenerator jitter) {
        this(jitter, LockSupport::parkNanos);
    }

    /**
     * @param wait for so many nanoseconds
     */
    Backlog(RandomGenerator jitter, LongConsumer wait) {
        this.jitter = jitter;
        this.wait = wait;
    }

    @Override
    public void keepTrying(BooleanSupplier attempt) {
        if (places.tryAcquire()) {
            Thread.ofVirtual().name("settle later").start(() -> trying(attempt));
        }
    }

    private void trying(BooleanSupplier attempt) {
        try {
            for (int retry = 0; retry < TRIES; retry++) {
                long mostNanos = FIRST_WAIT_NANOS << (2 * retry);
                wait.accept(jitter.nextLong(mostNanos / 2, mostNanos));
                if (attempt.getAsBoolean()) {
                    return;
                }
            }
        } finally {
            places.release();
        }
    }
}
