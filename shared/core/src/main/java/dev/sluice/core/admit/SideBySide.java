package dev.sluice.core.admit;

import dev.sluice.core.call.StoreBudget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs blocking steps at once, each on a virtual thread but the first, which runs here; waits for
 * all. They have this thread's {@link StoreBudget} together.
 */
public final class SideBySide {
    private SideBySide() {}

    /** The same one after the other, for steps that do not wait: a thread would cost more. */
    static void run(List<? extends Runnable> steps, boolean oneByOne) {
        if (!oneByOne) {
            run(steps);
            return;
        }
        Throwable[] failures = new Throwable[steps.size()];
        for (int i = 0; i < failures.length; i++) {
            failures[i] = attempt(steps.get(i), StoreBudget.current());
        }
        rethrow(failures);
    }

    /**
     * Throws what a step threw (the first one's, others suppressed), after all have ended. An error
     * counts too: a step that died has not gone well.
     */
    public static void run(List<? extends Runnable> steps) {
        if (steps.isEmpty()) {
            return;
        }
        Throwable[] failures = new Throwable[steps.size()];
        Thread[] threads = new Thread[steps.size()];
        StoreBudget budget = StoreBudget.current();
        for (int i = 1; i < threads.length; i++) {
            int step = i;
            threads[i] =
                    Thread.ofVirtual()
                            .start(() -> failures[step] = attempt(steps.get(step), budget));
        }
        failures[0] = attempt(steps.getFirst(), budget);
        for (int i = 1; i < threads.length; i++) {
            join(threads[i]);
        }
        rethrow(failures);
    }

    @SuppressWarnings("NullAway") // null = the step went well
    private static Throwable attempt(Runnable step, @Nullable StoreBudget budget) {
        try (StoreBudget.Bound _ = StoreBudget.bind(budget)) {
            step.run();
            return null;
        } catch (RuntimeException | Error e) {
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

    private static void rethrow(Throwable[] failures) {
        Throwable first = null;
        for (Throwable failure : failures) {
            if (first == null) {
                first = failure;
            } else if (failure != null && !failure.equals(first)) {
                first.addSuppressed(failure);
            }
        }
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException exception) {
            throw exception;
        }
    }
}
