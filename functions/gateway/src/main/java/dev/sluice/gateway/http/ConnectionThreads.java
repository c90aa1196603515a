package dev.sluice.gateway.http;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads for the first connections; what comes beyond them stays on its virtual thread.
 *
 * <p>A platform thread that reads a socket is woken by the system itself. A virtual one is woken by
 * the thread that polls for all of them, by way of a carrier, and asks twice: three more system
 * calls and two more wake-ups an event (docs/decisions/0008). A platform thread costs some tens of
 * kilobytes of stack, so thousands of connections that rest do not have one; where the system has
 * fewer, fewer have one.
 */
final class ConnectionThreads {
    private static final int MOST = 256;
    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor platform;

    ConnectionThreads() {
        this(Thread.ofPlatform().daemon().name("connection-", 0).factory());
    }

    ConnectionThreads(ThreadFactory factory) {
        platform =
                new ThreadPoolExecutor(
                        0, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }

    /**
     * Runs it, and returns when it has ended, or throws what it threw. An interrupt of the caller
     * reaches it.
     */
    void run(Runnable task) {
        Running running = new Running(task, Thread.currentThread());
        if (begins(running)) {
            running.await();
        } else {
            task.run();
        }
    }

    private boolean begins(Running running) {
        try {
            platform.execute(running);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        } catch (OutOfMemoryError e) { // no memory: the system has no more threads for us
            platform.setMaximumPoolSize(Math.max(1, platform.getPoolSize()));
            return false;
        }
    }

    /** One task, who runs it and who waits for its end. */
    private static final class Running implements Runnable {
        private final Runnable task;
        private final Thread waiting;

        /** Only while it runs: afterwards the thread is another task's. Guarded by this. */
        private @Nullable Thread runner;

        private boolean interrupted;
        private @Nullable Throwable thrown;
        private volatile boolean ended;

        Running(Runnable task, Thread waiting) {
            this.task = task;
            this.waiting = waiting;
        }

        @Override
        public void run() {
            begin();
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                thrown = e;
            } finally {
                end();
            }
        }

        private synchronized void begin() {
            runner = Thread.currentThread();
            if (interrupted) {
                runner.interrupt();
            }
        }

        private synchronized void end() {
            runner = null;
            ended = true;
            LockSupport.unpark(waiting);
        }

        void await() {
            while (!ended) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    interrupt();
                }
            }
            if (thrown instanceof RuntimeException failure) {
                throw failure;
            }
            if (thrown instanceof Error error) {
                throw error;
            }
        }

        private synchronized void interrupt() {
            interrupted = true;
            if (runner != null) {
                runner.interrupt();
            }
        }
    }
}
