package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What a process prints, line by line; waits for a line. For any thread. */
final class Lines extends OutputStream {
    private final List<String> lines = new ArrayList<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    PrintStream printStream() {
        return new PrintStream(this, true, UTF_8);
    }

    @Override
    public synchronized void write(int b) {
        if (b == '\n') {
            lines.add(line.toString(UTF_8));
            line.reset();
            notifyAll();
        } else {
            line.write(b);
        }
    }

    synchronized List<String> all() {
        return List.copyOf(lines);
    }

    /** The first line that fits, when it is there. */
    String await(Predicate<String> fits) throws InterruptedException {
        return await(1, fits).getFirst();
    }

    /** That many lines that fit, when they are there. */
    synchronized List<String> await(int count, Predicate<String> fits) throws InterruptedException {
        long endNanos = System.nanoTime() + Wait.LONG.toNanos();
        while (true) {
            List<String> found = lines.stream().filter(fits).toList();
            if (found.size() >= count) {
                return found;
            }
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
            if (leftMillis <= 0) {
                throw new AssertionError("no such line among " + lines);
            }
            wait(leftMillis);
        }
    }
}
