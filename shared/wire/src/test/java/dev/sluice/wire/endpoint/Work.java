package dev.sluice.wire.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.Callable;

/**
 * What a piece of work costs its thread, which is no matter of how busy the machine is: its
 * processor time, not the clock's.
 */
final class Work {
    static final int TIMES_AS_MUCH = 16;

    /** How much longer it may take; what is squared takes 256 times as long. */
    private static final int MOST_TIMES_AS_LONG = 60;

    /** What compilers, collectors and page faults add to the smallest work. */
    private static final long NOISE_NANOS = 20_000_000;

    private static final int ROUNDS = 3;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Work() {}

    /** One of a size. */
    interface Sized {
        Callable<?> of(int size) throws Exception;
    }

    /** Sixteen times as much of it takes about sixteen times as long. */
    static void assertLinear(String what, int size, Sized work) throws Exception {
        Callable<?> one = work.of(size);
        Callable<?> all = work.of(TIMES_AS_MUCH * size);
        long oneNanos = Long.MAX_VALUE;
        long allNanos = Long.MAX_VALUE;
        boolean linear = false;
        for (int i = 0; i < ROUNDS && !linear; i++) {
            oneNanos = Math.min(oneNanos, nanos(one));
            allNanos = Math.min(allNanos, nanos(all));
            linear = allNanos - NOISE_NANOS <= MOST_TIMES_AS_LONG * oneNanos;
        }
        assertThat(linear)
                .as("%s: %d takes %d ns, sixteen times as much %d", what, size, oneNanos, allNanos)
                .isTrue();
    }

    private static long nanos(Callable<?> work) throws Exception {
        long before = THREADS.getCurrentThreadCpuTime();
        work.call();
        return THREADS.getCurrentThreadCpuTime() - before;
    }
}
