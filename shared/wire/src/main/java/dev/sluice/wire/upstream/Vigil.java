package dev.sluice.wire.upstream;

import dev.sluice.core.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches one exchange: cancels it when the client hangs up or a time is over, and asks for a
 * keep-alive when the client has heard nothing for a while. While it is the client that is waited
 * for, because it does not take what it is sent, its provider's silence does not count.
 *
 * <pre>
 *   WAITING ── first event ──► FLOWING ── close ──► over
 *      │ first-byte, overall      │ idle, overall
 *      └────────── end(reason) ◄──┴── the client hung up, the process is told to end
 * </pre>
 *
 * <p>A client that hangs up when the answer is all there but for its usage does not cancel at once:
 * the provider has generated everything, and what it bills is told within a moment.
 *
 * <p>Who relays may be held up by a client that does not read when the end comes. Such a client has
 * a moment, and is cut then: its row is settled by who relayed, before the sweep takes that one for
 * dead.
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
        OVERALL,
        STOPPING;

        /** Whether it is our own time that is up, not the provider's. */
        boolean isOurs() {
            return this == OVERALL || this == STOPPING;
        }
    }

    /** Who is sent the answer. */
    interface Receiver {
        /** Whether something is being sent, which waits where it is not taken. */
        boolean isWriting();

        /** Cuts it off where a row waits for it: what is being sent fails. */
        void cut();
    }

    /** Where nothing is sent before the answer is whole. */
    static final Receiver NOBODY =
            new Receiver() {
                @Override
                public boolean isWriting() {
                    return false;
                }

                @Override
                public void cut() {}
            };

    /** So long the usage is waited for after a hang-up at the end of the text. */
    private static final long USAGE_MILLIS = 1_500;

    /** So long a client may take for what is being sent to it at the end. */
    private static final long LAST_WRITE_MILLIS = 1_000;

    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Timeouts timeouts;
    private final long deadlineNanos;
    private final Receiver receiver;
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
            Receiver receiver,
            Runnable cancel,
            @Nullable Runnable keepAlive) {
        this.clock = clock;
        this.timer = timer;
        this.timeouts = timeouts;
        this.deadlineNanos = deadlineNanos;
        this.receiver = receiver;
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

    /** What came at that time is on its way to the client. */
    void writes(long nowNanos) {
        lastWriteNanos = nowNanos;
    }

    /** The client has been sent something; while it took it the provider was not asked for more. */
    void wrote() {
        long nowNanos = clock.nanos();
        lastWriteNanos = nowNanos;
        lastEventNanos = nowNanos;
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
                soon(this::cut, USAGE_MILLIS);
                return;
            }
        }
        cut();
    }

    private void cut() {
        if (!over) {
            cancel.run();
            soon(this::freeWriter, LAST_WRITE_MILLIS);
        }
    }

    /** Looks again as long as the exchange lasts: the last words are not said at once. */
    private void freeWriter() {
        if (receiver.isWriting()) {
            receiver.cut();
        } else {
            soon(this::freeWriter, LAST_WRITE_MILLIS);
        }
    }

    private synchronized void soon(Runnable action, long millis) {
        if (over) {
            return;
        }
        if (next != null) {
            next.cancel(false);
        }
        Runnable start = () -> Thread.startVirtualThread(action);
        next = timer.schedule(start, millis, TimeUnit.MILLISECONDS);
    }

    /** Whether the client has hung up and nobody but the row waits for what is still to come. */
    boolean clientIsGone() {
        return reason == Reason.CLIENT_GONE;
    }

    /** Why it was cancelled; null if it was not. */
    @Nullable Reason reason() {
        return reason;
    }

    /** Whether it was cancelled because our own time was up. */
    boolean ourTimeIsUp() {
        Reason why = reason;
        return why != null && why.isOurs();
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
        if (receiver.isWriting()) {
            lastEventNanos = nowNanos;
            lastWriteNanos = nowNanos;
        }
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
