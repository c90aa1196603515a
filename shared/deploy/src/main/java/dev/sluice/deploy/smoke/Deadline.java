package dev.sluice.deploy.smoke;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends all that a client does when its time is over: a request's own timeout ends with the headers,
 * and an answer can begin and never end. Closing it ends the watch.
 */
final class Deadline implements AutoCloseable {
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean passed;

    Deadline(HttpClient client, Duration limit) {
        Thread.ofVirtual().name("smoke deadline").start(() -> watch(client, limit));
    }

    private void watch(HttpClient client, Duration limit) {
        try {
            if (!done.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                passed = true; // before what waits is told
                client.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean passed() {
        return passed;
    }

    @Override
    public void close() {
        done.countDown();
    }
}
