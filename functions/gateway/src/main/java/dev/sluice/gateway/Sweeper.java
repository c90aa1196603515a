package dev.sluice.gateway;

import dev.sluice.core.settle.Sweep;
import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs the sweep every so often beside a local server; a pass that fails is told and tried again at
 * the next turn.
 */
final class Sweeper implements AutoCloseable {
    private final Sweep sweep;
    private final PrintStream out;
    private final ScheduledExecutorService turns =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("sweeper").daemon().factory());

    @SuppressWarnings("FutureReturnValueIgnored") // a pass tells of its own failures
    Sweeper(Sweep sweep, long intervalMillis, PrintStream out) {
        this.sweep = sweep;
        this.out = out;
        turns.scheduleWithFixedDelay(this::pass, 0, intervalMillis, TimeUnit.MILLISECONDS);
    }

    private void pass() {
        try {
            int closed = sweep.sweep();
            if (closed > 0) {
                out.println(
                        "The sweep closed "
                                + closed
                                + (closed == 1 ? " row" : " rows")
                                + " of requests that had died.");
            }
        } catch (RuntimeException e) {
            if (turns.isShutdown()) {
                return; // the end of the process interrupted it
            }
            out.println(
                    "The sweep could not reach the ledger and will try again: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        turns.shutdownNow();
    }
}
