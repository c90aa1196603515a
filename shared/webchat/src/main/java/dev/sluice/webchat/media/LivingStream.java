package dev.sluice.webchat.media;

import dev.sluice.core.time.Clock;
import dev.sluice.wire.sse.SseWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Events that may be minutes apart: after each silence a comment is sent, so that nobody on the way
 * takes the stream for dead. For one request.
 */
final class LivingStream implements AutoCloseable {
    private final OutputStream out;
    private final Clock clock;
    private final long silenceNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private long lastNanos;
    private boolean over;

    private LivingStream(OutputStream out, Clock clock, long silenceNanos) {
        this.out = out;
        this.clock = clock;
        this.silenceNanos = silenceNanos;
        this.lastNanos = clock.nanos();
    }

    static LivingStream start(OutputStream out, Clock clock, long silenceNanos) {
        LivingStream stream = new LivingStream(out, clock, silenceNanos);
        Thread.startVirtualThread(stream::keepAlive);
        return stream;
    }

    /** Sends an event at once. */
    void send(byte[] event) throws IOException {
        lock.lock();
        try {
            out.write(event);
            out.flush();
            lastNanos = clock.nanos();
        } finally {
            lock.unlock();
        }
    }

    private void keepAlive() {
        lock.lock();
        try {
            while (!over) {
                long leftNanos = lastNanos + silenceNanos - clock.nanos();
                if (leftNanos > 0) {
                    ended.awaitNanos(leftNanos);
                } else {
                    SseWriter.keepAlive(out);
                    out.flush();
                    lastNanos = clock.nanos();
                }
            }
        } catch (IOException e) {
            // Who sends the next event meets the same.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            over = true;
            ended.signal();
            out.close();
        } finally {
            lock.unlock();
        }
    }
}
