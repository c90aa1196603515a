package dev.sluice.wire.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks names up on platform threads of its own: the system's resolver keeps the thread that asks
 * it. Safe for any thread.
 */
final class Lookups {
    private static final int MOST = 256;

    /** Nobody waits behind a name that hangs; beyond the bound it is the watch's affair. */
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    0,
                    MOST,
                    1,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().daemon().name("loop lookup").factory(),
                    new ThreadPoolExecutor.CallerRunsPolicy());

    /**
     * What a name stands for, at least one address.
     *
     * @throws UnknownHostException nothing
     */
    InetAddress[] of(String host) throws UnknownHostException {
        if (isAddress(host) || !Thread.currentThread().isVirtual()) {
            return InetAddress.getAllByName(host);
        }
        Future<InetAddress[]> found = threads.submit(() -> InetAddress.getAllByName(host));
        try {
            return found.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host + ": interrupted");
        } catch (ExecutionException e) {
            throw new UnknownHostException(host);
        }
    }

    /** Nobody is asked what that stands for. */
    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0
                || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }
}
