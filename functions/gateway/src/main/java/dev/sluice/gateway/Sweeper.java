package dev.sluice.gateway;

import java.io.PrintStream;
import java.util.function.IntSupplier;

/**
 * Runs the sweep every so often beside a local server; a pass that fails is tried again at the next
 * turn, and told where the one before it did not fail of the same.
 */
final class Sweeper implements AutoCloseable {
    private final IntSupplier sweep;
    private final PrintStream out;

    /** What the last pass failed of; read and written by the sweeper's thread alone. */
    private String failure = "";

    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param sweep one pass; how many rows it closed
     */
    Sweeper(IntSupplier sweep, long intervalMillis, PrintStream out) {
        this.sweep = sweep;
        this.out = out;
        this.thread = Thread.ofPlatform().name("sweeper").daemon().start(() -> run(intervalMillis));
    }

    private void run(long intervalMillis) {
        while (!closed) {
            pass();
            try {
                Thread.sleep(intervalMillis);
            } catch (InterruptedException e) {
                // Closed; or a library left it behind, which ends no sweeper.
            }
        }
    }

    private void pass() {
        try {
            int rows = sweep.getAsInt();
            failure = "";
            if (rows > 0) {
                out.println(
                        "The sweep closed "
                                + rows
                                + (rows == 1 ? " row" : " rows")
                                + " of requests that had died.");
            }
        } catch (RuntimeException e) {
            if (closed) {
                return; // the end of the process interrupted it
            }
            tell(String.valueOf(e.getMessage()));
        }
    }

    private void tell(String why) {
        if (!why.equals(failure)) {
            failure = why;
            out.println("The sweep could not reach the ledger and will try again: " + why);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
