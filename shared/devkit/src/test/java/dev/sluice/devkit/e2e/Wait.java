package dev.sluice.devkit.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** How long tests wait, and a wait for what no latch tells of: a row in a table. */
public final class Wait {
    /** Long enough for a machine that has ten times as much to do as it can. */
    static final Duration LONG = Duration.ofSeconds(60);

    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(10).toNanos();

    private Wait() {}

    /** Until this number has been the same for so long: who counts is held up. */
    static void untilStill(AtomicInteger number, Duration still) {
        int before = number.get();
        long sinceNanos = System.nanoTime();
        while (System.nanoTime() - sinceNanos < still.toNanos()) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            if (number.get() != before) {
                before = number.get();
                sinceNanos = System.nanoTime();
            }
        }
    }

    public static void until(String what, Callable<Boolean> condition) {
        until(() -> what, condition);
    }

    /**
     * @param what asked when it did not happen: it may tell what was seen last
     */
    static void until(Supplier<String> what, Callable<Boolean> condition) {
        long endNanos = System.nanoTime() + LONG.toNanos();
        try {
            while (!condition.call()) {
                if (System.nanoTime() - endNanos > 0) {
                    throw new AssertionError("did not happen in time: " + what.get());
                }
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        } catch (Exception e) {
            throw new AssertionError("could not see whether: " + what.get(), e);
        }
    }
}
