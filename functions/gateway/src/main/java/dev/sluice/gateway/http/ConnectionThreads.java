package dev.sluice.gateway.http;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
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
 * kilobytes of stack, so thousands of connections that rest do not have one.
 */
final class ConnectionThreads {
    private static final int MOST = 256;
    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor platform =
            new ThreadPoolExecutor(
                    0,
                    MOST,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().daemon().name("connection-", 0).factory());

    /** Runs it, and returns when it has ended. An interrupt of the caller reaches it. */
    void run(Runnable task) {
        Running running = new Running(task, Thread.currentThread());
        try {
            platform.execute(running);
        } catch (RejectedExecutionException e) {
            task.run();
            return;
        }
        running.await();
    }

    /** One task, who runs it and who waits for its end. */
    private static final class Running implements Runnable {
        private final Runnable task;
        private final Thread waiting;
        private volatile @Nullable Thread runner;
        private volatile boolean ended;

        Running(Runnable task, Thread waiting) {
            this.task = task;
            this.waiting = waiting;
        }

        @Override
        public void run() {
            runner = Thread.currentThread();
            try {
                task.run();
            } finally {
                ended = true;
                LockSupport.unpark(waiting);
            }
        }

        void await() {
            while (!ended) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    interrupt();
                }
            }
        }

        private void interrupt() {
            Thread running = runner;
            if (running != null) {
                running.interrupt();
            }
        }
    }
}
