package dev.sluice.webchat.chat;

import dev.sluice.core.call.Rejection;
import dev.sluice.core.time.Clock;
import dev.sluice.wire.api.Visit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Waits out a limit that is nearly free again: a person would rather wait a moment than read that
 * they have to. For one request; ends at once when its client goes away.
 */
final class Patience {
    private static final long LONGEST_WAIT_MICROS = 2_000_000;
    private static final long ALL_WAITS_NANOS = 10_000_000_000L;

    private final CountDownLatch gone = new CountDownLatch(1);
    private final Clock clock;
    private final RandomGenerator jitter;
    private final long startNanos;

    Patience(Visit visit, Clock clock, RandomGenerator jitter) {
        this.clock = clock;
        this.jitter = jitter;
        this.startNanos = clock.nanos();
        visit.reply().onHangUp(gone::countDown);
    }

    /** Where it may end sooner, asking again costs less than waiting. */
    private static long mostMicros(Rejection.Throttled throttled) {
        return throttled.mayEndSooner() ? LONGEST_WAIT_MICROS / 2 : LONGEST_WAIT_MICROS;
    }

    /** Whether this is a limit to wait out. */
    static boolean isWorthIt(Rejection rejection) {
        return rejection instanceof Rejection.Throttled throttled
                && (throttled.waitMicros() <= LONGEST_WAIT_MICROS || throttled.mayEndSooner());
    }

    /**
     * True after the wait that the rejection names, if it is one to wait out; after a part of it
     * where requests that still run may give back what is missing before.
     */
    boolean waitedOut(Rejection rejection) {
        if (!(rejection instanceof Rejection.Throttled throttled)
                || !isWorthIt(throttled)
                || clock.nanos() - startNanos > ALL_WAITS_NANOS) {
            return false;
        }
        long waitMicros = Math.clamp(throttled.waitMicros(), 10_000, mostMicros(throttled));
        // Those who were refused together do not come back together.
        long spreadMicros = jitter.nextLong(waitMicros / 4 + 1);
        try {
            return !gone.await(waitMicros + spreadMicros, TimeUnit.MICROSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
