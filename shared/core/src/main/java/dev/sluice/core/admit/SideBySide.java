package dev.sluice.core.admit;

import java.util.List;

/**
 * Runs blocking steps at once, each on a virtual thread but the first, which runs here; waits for
 * all.
 */
final class SideBySide {
    private SideBySide() {}

    /** Throws what a step threw (the last one's, others suppressed), after all have ended. */
    static void run(List<? extends Runnable> steps) {
        if (steps.isEmpty()) {
            return;
        }
        RuntimeException[] failures = new RuntimeException[steps.size()];
        Thread[] threads = new Thread[steps.size()];
        for (int i = 1; i < threads.length; i++) {
            int step = i;
            threads[i] = Thread.ofVirtual().start(() -> failures[step] = attempt(steps.get(step)));
        }
        failures[0] = attempt(steps.getFirst());
        for (int i = 1; i < threads.length; i++) {
            join(threads[i]);
        }
        rethrow(failures);
    }

    @SuppressWarnings("NullAway") // null = the step went well
    private static RuntimeException attempt(Runnable step) {
        try {
            step.run();
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    /** Goes on waiting when interrupted: a half-known admission would leak what was taken. */
    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void rethrow(RuntimeException[] failures) {
        RuntimeException first = null;
        for (RuntimeException failure : failures) {
            if (failure == null) {
                continue;
            }
            if (first == null) {
                first = failure;
            } else {
                first.addSuppressed(failure);
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
