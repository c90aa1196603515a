package dev.sluice.aws.limits;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** The wait before a retry after contention. */
@FunctionalInterface
interface Pause {

    /**
     * @param retry 1 for the first
     */
    void before(int retry);

    /**
     * A random time up to a bound that doubles with each retry ("full jitter"), so that those who
     * met once do not meet again.
     *
     * @param random of this process alone, for any thread
     */
    static Pause jittered(long firstMicros, long mostMicros, RandomGenerator random) {
        return retry -> {
            long bound = Math.min(mostMicros, firstMicros << Math.min(retry - 1, 20));
            long waitMicros = random.nextLong(bound) + 1;
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(waitMicros));
        };
    }
}
