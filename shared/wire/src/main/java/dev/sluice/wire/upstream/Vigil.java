package dev.sluice.wire.upstream;

import dev.sluice.core.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches one exchange: cancels it when the client hangs up or a time is over, and asks for a
 * keep-alive when the client has heard nothing for a while.
 *
 * <pre>
 *   WAITING ── first event ──► FLOWING ── close ──► over
 *      │ first-byte, overall      │ idle, overall
 *      └────────── end(reason) ◄──┴── the client hung up
 * </pre>
 *
 * <p>A client that hangs up when the answer is all there but for its usage does not cancel at once:
 * the provider has generated everything, and what it bills is told within a moment.
 *
 * <p>It wakes only when something may be due, and never blocks the shared timer thread: what it
 * sets off runs on a virtual thread. Methods may be called by any thread.
 */
final class Vigil implements AutoCloseable {

    /** Why the exchange was cancelled. */
    enum Reason {
        CLIENT_GONE,
        FIRST_BYTE,
        IDLE,
        OVERALL
    }

    /** So long the usage is waited for after a hang-up at the end of the text. */
    private static final long USAGE_MILLIS = 1_500;

    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Timeouts timeouts;
    private final long deadlineNanos;
    private final Runnable cancel;
    private final @Nullable Runnable keepAlive;
    private final long startNanos;

    private volatile boolean flowing;
    private volatile long lastEventNanos;
    private volatile long lastWriteNanos;
    private volatile boolean textIsOver;
    private volatile boolean over;
    private volatile @Nullable Reason reason;
    private @Nullable ScheduledFuture<?> next;
    private long nextNanos;

    Vigil(
            Clock clock,
            ScheduledExecutorService timer,
            Timeouts timeouts,
            long deadlineNanos,
            Runnable cancel,
            @Nullable Runnable keepAlive) {
        this.clock = clock;
        this.timer = timer;
        this.timeouts = timeouts;
        this.deadlineNanos = deadlineNanos;
        this.cancel = cancel;
        this.keepAlive = keepAlive;
        this.startNanos = clock.nanos();
        this.lastEventNanos = startNanos;
        this.lastWriteNanos = startNanos;
        schedule(startNanos);
    }

    /** The provider has sent something that counts; returns the time it came. */
    long event() {
        long nowNanos = clock.nanos();
        lastEventNanos = nowNanos;
        if (!flowing) {
            flowing = true;
            lookSooner(nowNanos);
        }
        return nowNanos;
    }

    /**
     * The provider has sent a comment: it lives, but has not begun to answer. The overall time goes
     * on all the same.
     */
    void alive() {
        lastEventNanos = clock.nanos();
    }

    /** The client has been sent something. */
    void wrote() {
        lastWriteNanos = clock.nanos();
    }

    /**
     * Whether of the answer only its usage is missing, as far as one can see; comes before the
     * client is told of its end.
     */
    void textIsOver(boolean isOver) {
        textIsOver = isOver;
    }

    /**
     * Cancels the exchange, or will soon where only the usage is missing; the first reason stands.
     */
    void end(Reason why) {
        synchronized (this) {
            if (over || reason != null) {
                return;
            }
            reason = why;
            if (why == Reason.CLIENT_GONE && textIsOver) {
                cutSoon();
                return;
            }
        }
        cancel.run();
    }

    private void cutSoon() {
        if (next != null) {
            next.cancel(false);
        }
        Runnable cut = () -> Thread.startVirtualThread(this::cut);
        next = timer.schedule(cut, USAGE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void cut() {
        if (!over) {
            cancel.run();
        }
    }

    /** Whether the client has hung up and nobody but the row waits for what is still to come. */
    boolean clientIsGone() {
        return reason == Reason.CLIENT_GONE;
    }

    /** Why it was cancelled; null if it was not. */
    @Nullable Reason reason() {
        return reason;
    }

    @Override
    public synchronized void close() {
        over = true;
        if (next != null) {
            next.cancel(false);
        }
    }

    private synchronized void schedule(long nowNanos) {
        if (!over && reason == null) {
            if (next != null) {
                next.cancel(false); // one look at a time is planned, whoever planned it
            }
            nextNanos = dueNanos();
            next =
                    timer.schedule(
                            this::look, Math.max(1, nextNanos - nowNanos), TimeUnit.NANOSECONDS);
        }
    }

    /** The idle time may end before the look that the first-byte time asked for. */
    private synchronized void lookSooner(long nowNanos) {
        if (next != null && silenceEndsNanos() - nextNanos < 0) {
            schedule(nowNanos);
        }
    }

    private long dueNanos() {
        long due = Math.min(deadlineNanos - startNanos, silenceEndsNanos() - startNanos);
        if (keepAlive != null) {
            due = Math.min(due, lastWriteNanos - startNanos + millis(timeouts.keepAliveMillis()));
        }
        return startNanos + due;
    }

    private long silenceEndsNanos() {
        return flowing
                ? lastEventNanos + millis(timeouts.idleMillis())
                : lastEventNanos + millis(timeouts.firstByteMillis());
    }

    private void look() {
        long nowNanos = clock.nanos();
        if (nowNanos - deadlineNanos >= 0) {
            Thread.startVirtualThread(() -> end(Reason.OVERALL));
        } else if (nowNanos - silenceEndsNanos() >= 0) {
            Thread.startVirtualThread(() -> end(flowing ? Reason.IDLE : Reason.FIRST_BYTE));
        } else {
            if (keepAlive != null
                    && nowNanos - lastWriteNanos >= millis(timeouts.keepAliveMillis())) {
                lastWriteNanos = nowNanos;
                Thread.startVirtualThread(keepAlive);
            }
            schedule(nowNanos);
        }
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
