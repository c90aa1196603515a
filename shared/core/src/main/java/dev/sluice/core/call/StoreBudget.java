package dev.sluice.core.call;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What one request may ask of its tables, over all its phases: a client waits for them so long at
 * the most, and so many calls are made, retries counted (docs/decisions/0006). A part of both is
 * for the request's end alone, which settles what the phases before it began. Time counts while a
 * call runs; of several at once it counts once.
 *
 * <p>It goes with the thread of the request, and with those that it asks side by side; who asks on
 * no request's behalf has none, and no bound. Safe for any thread.
 */
public final class StoreBudget {
    private static final int MOST_CALLS = 25;
    private static final int CALLS_OF_THE_END = 6;
    private static final int CALLS_OF_A_CANDIDATE = 6;
    private static final int CALLS_OF_A_NOTE = 4;

    /** A client may wait ten seconds: the end may meet a note that still runs. */
    private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(8_500);

    private static final long NANOS_OF_THE_END = TimeUnit.SECONDS.toNanos(4);
    private static final long NANOS_OF_A_NOTE = TimeUnit.MILLISECONDS.toNanos(1_500);

    private static final ThreadLocal<@Nullable StoreBudget> CURRENT = new ThreadLocal<>();

    private final AtomicInteger callsLeft;
    private int callsKept;
    private long nanosLeft;
    private long nanosKept;
    private int running;
    private long runningSinceNanos;

    private StoreBudget(AtomicInteger callsLeft, int callsKept, long nanosLeft, long nanosKept) {
        this.callsLeft = callsLeft;
        this.callsKept = callsKept;
        this.nanosLeft = nanosLeft;
        this.nanosKept = nanosKept;
    }

    public static StoreBudget ofRequest() {
        return new StoreBudget(
                new AtomicInteger(MOST_CALLS), CALLS_OF_THE_END, MOST_NANOS, NANOS_OF_THE_END);
    }

    /** Of a note, which no client waits for: it is not repeated, for the next one says more. */
    public static StoreBudget ofNote() {
        return new StoreBudget(new AtomicInteger(CALLS_OF_A_NOTE), 0, NANOS_OF_A_NOTE, 0);
    }

    /** For what is left to do when no client waits any more: the calls are those of the request. */
    public StoreBudget afterwards() {
        return new StoreBudget(callsLeft, 0, Long.MAX_VALUE, 0);
    }

    /** That of this thread's request; null where it works for none. */
    public static @Nullable StoreBudget current() {
        return CURRENT.get();
    }

    /** Makes it this thread's, until that is closed. */
    public static Bound bind(@Nullable StoreBudget budget) {
        Bound bound = new Bound(CURRENT.get());
        CURRENT.set(budget);
        return bound;
    }

    /** This thread's, or a new one where it has none, until that is closed. */
    public static Bound bindUnlessBound() {
        StoreBudget current = CURRENT.get();
        return bind(current == null ? ofRequest() : current);
    }

    /** Gives a thread back what it had before. */
    public static final class Bound implements AutoCloseable {
        private final @Nullable StoreBudget before;

        private Bound(@Nullable StoreBudget before) {
            this.before = before;
        }

        @Override
        public void close() {
            CURRENT.set(before);
        }
    }

    /** The request of this thread, if there is one, ends: it may use what was kept for that. */
    public static void ends() {
        StoreBudget current = CURRENT.get();
        if (current != null) {
            current.keepNothing();
        }
    }

    /** Whether this thread's request, if there is one, can ask for another candidate. */
    public static boolean hasRoomForACandidate() {
        StoreBudget current = CURRENT.get();
        return current == null
                || (current.leftNanos() > 0 && current.calls() >= CALLS_OF_A_CANDIDATE);
    }

    private synchronized void keepNothing() {
        callsKept = 0;
        nanosKept = 0;
    }

    private synchronized int calls() {
        return callsLeft.get() - callsKept;
    }

    /** Counts one call; false, and it must not be made, where none is left. */
    public synchronized boolean call() {
        if (callsLeft.get() <= callsKept) {
            return false;
        }
        callsLeft.decrementAndGet();
        return true;
    }

    /** So long may the calls that run now still take; not positive where the time is over. */
    public synchronized long leftNanos() {
        long runNanos = running == 0 ? 0 : System.nanoTime() - runningSinceNanos;
        return nanosLeft - nanosKept - runNanos;
    }

    /** The client waits from here on for a table. */
    public synchronized void begin() {
        if (running == 0) {
            runningSinceNanos = System.nanoTime();
        }
        running++;
    }

    /** It waits no longer for that one. */
    public synchronized void end() {
        running--;
        if (running == 0) {
            nanosLeft -= System.nanoTime() - runningSinceNanos;
        }
    }
}
