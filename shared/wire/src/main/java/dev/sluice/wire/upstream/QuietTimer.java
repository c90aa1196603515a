package dev.sluice.wire.upstream;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A timer whose thread sleeps while looks are planned and cancelled. Who plans what comes first
 * wakes it: so that this is not each request, something stands before most of them, and is planned
 * anew by whoever finds that it was done. Where nobody plans, nothing wakes.
 */
final class QuietTimer extends ScheduledThreadPoolExecutor {
    private static final long TICK_MILLIS = 5_000;

    private final AtomicBoolean ticks = new AtomicBoolean();

    QuietTimer() {
        super(1, Thread.ofPlatform().name("vigil").daemon().factory());
        setRemoveOnCancelPolicy(true);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable look, long delay, TimeUnit unit) {
        if (!ticks.get() && ticks.compareAndSet(false, true)) {
            super.schedule(() -> ticks.set(false), TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
        return super.schedule(look, delay, unit);
    }
}
