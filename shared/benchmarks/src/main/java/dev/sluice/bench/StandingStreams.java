package dev.sluice.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * So many streams at once, each on a connection of its own and asked for again as soon as it has
 * ended, until this is closed. A stream that was refused is not asked for again. Starts are spread,
 * so that streams do not move in step.
 */
final class StandingStreams implements AutoCloseable {
    private static final long MOST_MICROS = 60_000_000L;

    private final int port;
    private final byte[] request;
    private final Set<BenchConnection> connections = ConcurrentHashMap.newKeySet();
    private final List<Thread> callers = new ArrayList<>();
    private final Map<String, Integer> errors = new TreeMap<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final ConcurrentHistogram delayMicros = new ConcurrentHistogram(MOST_MICROS, 3);
    private volatile boolean measuring;
    private volatile boolean stopped;

    /**
     * Starts them and returns when all have been asked for.
     *
     * @param overNanos over how long the starts are spread
     */
    StandingStreams(Target target, Question question, int streams, long overNanos)
            throws InterruptedException {
        this.port = target.port();
        this.request = target.request(question);
        long startNanos = System.nanoTime();
        for (int i = 0; i < streams; i++) {
            long dueNanos = startNanos + overNanos * i / streams;
            TimeUnit.NANOSECONDS.sleep(Math.max(0, dueNanos - System.nanoTime()));
            callers.add(Thread.startVirtualThread(this::stand));
        }
    }

    /** Delays of the chunks that come within so long, in microseconds. */
    Histogram measure(long nanos) throws InterruptedException {
        delayMicros.reset();
        measuring = true;
        TimeUnit.NANOSECONDS.sleep(nanos);
        measuring = false;
        return delayMicros.copy();
    }

    /** Streams that have had their first piece; each counts once, however often it is repeated. */
    int begun() {
        return begun.get();
    }

    /** What went wrong so far, and how often. */
    synchronized Map<String, Integer> errors() {
        return new TreeMap<>(errors);
    }

    private void stand() {
        boolean first = true;
        while (!stopped) {
            try (BenchConnection connection = new BenchConnection(port)) {
                connections.add(connection);
                while (!stopped) {
                    ask(connection, first);
                    first = false;
                }
            } catch (IOException | RuntimeException e) {
                failed(e);
                return;
            }
        }
    }

    private void ask(BenchConnection connection, boolean first) throws IOException {
        Load.Answer answer = new Load.Answer(System.nanoTime());
        int[] pieces = new int[1];
        connection.call(
                request,
                piece -> {
                    if (first && pieces[0]++ == 0 && piece.startsWith("data:")) {
                        begun.incrementAndGet();
                    }
                    answer.piece(piece);
                    if (measuring) {
                        answer.delayMicros.forEach(delayMicros::recordValue);
                    }
                    answer.delayMicros.clear();
                });
    }

    private synchronized void failed(Exception failure) {
        if (!stopped) {
            errors.merge(String.valueOf(failure.getMessage()), 1, Integer::sum);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stopped = true;
        for (BenchConnection connection : connections) {
            connection.close();
        }
        for (Thread caller : callers) {
            caller.join();
        }
    }
}
