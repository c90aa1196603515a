package dev.sluice.devkit.upstream;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** What the upstream has seen, and a way to wait for it. For any thread. */
final class Counters {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long requests;
    private long openStreams;
    private long cancelled;

    void requestSeen() {
        change(() -> requests++);
    }

    void streamOpened() {
        change(() -> openStreams++);
    }

    void streamClosed() {
        change(() -> openStreams--);
    }

    void wasCancelled() {
        change(() -> cancelled++);
    }

    long requests() {
        return read(() -> requests);
    }

    long openStreams() {
        return read(() -> openStreams);
    }

    long cancelled() {
        return read(() -> cancelled);
    }

    boolean awaitRequests(long atLeast, Duration wait) throws InterruptedException {
        return await(() -> requests >= atLeast, wait);
    }

    boolean awaitCancelled(long atLeast, Duration wait) throws InterruptedException {
        return await(() -> cancelled >= atLeast, wait);
    }

    boolean awaitOpenStreams(long exactly, Duration wait) throws InterruptedException {
        return await(() -> openStreams == exactly, wait);
    }

    private void change(Runnable step) {
        lock.lock();
        try {
            step.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private long read(LongSupplier value) {
        lock.lock();
        try {
            return value.getAsLong();
        } finally {
            lock.unlock();
        }
    }

    private boolean await(BooleanSupplier condition, Duration wait) throws InterruptedException {
        long leftNanos = wait.toNanos();
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (leftNanos <= 0) {
                    return false;
                }
                leftNanos = changed.awaitNanos(leftNanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
