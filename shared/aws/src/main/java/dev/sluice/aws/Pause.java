package dev.sluice.aws;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

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
     */
    static Pause jittered(long firstMicros, long mostMicros) {
        return retry -> {
            long bound = Math.min(mostMicros, firstMicros << Math.min(retry - 1, 20));
            long waitMicros = ThreadLocalRandom.current().nextLong(bound) + 1;
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(waitMicros));
        };
    }
}
