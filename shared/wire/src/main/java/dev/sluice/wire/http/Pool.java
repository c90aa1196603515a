package dev.sluice.wire.http;

import dev.sluice.wire.net.Net;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections that rest. One serves again only if nothing has arrived on it and it is open:
 * that is asked when it comes, when it goes, and each second while it rests. The freshest goes
 * first, so that the others can age out. Safe for any thread; no lock is held over a system call.
 */
final class Pool {
    private static final int MOST_RESTING = 1_000;
    private static final int MOST_TRUSTED = 1_000;
    private static final long WATCH_MILLIS = 1_000;

    /**
     * How long a connection must have been silent before it is written on: a second answer comes
     * right behind the first, and must be here before it can be taken for the next one.
     */
    private static final long SILENT_NANOS = TimeUnit.MICROSECONDS.toNanos(250);

    /** The same where no connection has served twice yet, or one went bad as soon as it rested. */
    private static final long LONG_SILENT_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    /** Many proxies close after a minute, and say nothing of it. */
    private static final long REST_SECONDS = 50;

    private static final long LIVE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final Net net;

    /** By origin, each list in the order in which they came. */
    private final Map<Origin, List<Connection>> resting = new HashMap<>();

    /** Where a connection has served again, and none went bad as soon as it rested since then. */
    private final Set<Origin> trusted = new HashSet<>();

    private int size;
    private boolean watched;
    private boolean closed;

    /**
     * @param net where those that rest are watched
     */
    Pool(Net net) {
        this.net = net;
    }

    /** One that may be written on now; null if there is none. */
    @Nullable Connection take(Origin origin) {
        for (Connection next = freshest(origin); next != null; next = freshest(origin)) {
            long silentNanos = silentNanos(origin);
            if (!next.silentFor(silentNanos, System.nanoTime()) && next.quiet()) {
                next.settle(silentNanos);
            }
            long nowNanos = System.nanoTime();
            if (!next.restedEnough(LIVE_NANOS) && next.quiet()) {
                return next;
            }
            if (!next.silentFor(TimeUnit.MILLISECONDS.toNanos(WATCH_MILLIS), nowNanos)) {
                distrust(origin);
            }
            next.cut();
        }
        return null;
    }

    /**
     * Takes a connection whose last answer was read to its end.
     *
     * @param seconds how long the provider says that it keeps it, negative if it does not
     */
    void keep(Connection connection, long seconds) {
        long forNanos = TimeUnit.SECONDS.toNanos(seconds < 0 ? REST_SECONDS : seconds);
        connection.rests(System.nanoTime(), forNanos);
        boolean quiet = connection.quiet();
        if (!quiet) {
            distrust(connection.origin());
        } else if (connection.servedAgain()) {
            trust(connection.origin());
        }
        if (!quiet || !rest(connection)) {
            connection.cut();
        }
    }

    /** A connection to there went bad as soon as it rested. */
    synchronized void distrust(Origin origin) {
        trusted.remove(origin);
    }

    private synchronized void trust(Origin origin) {
        if (trusted.size() >= MOST_TRUSTED) {
            trusted.clear();
        }
        trusted.add(origin);
    }

    private synchronized long silentNanos(Origin origin) {
        return trusted.contains(origin) ? SILENT_NANOS : LONG_SILENT_NANOS;
    }

    /** Cuts all that rest; what is still at work is cut when it would rest. */
    void close() {
        List<Connection> all;
        synchronized (this) {
            closed = true;
            all = all();
            resting.clear();
            size = 0;
        }
        all.forEach(Connection::cut);
    }

    private synchronized @Nullable Connection freshest(Origin origin) {
        List<Connection> list = resting.get(origin);
        if (list == null) {
            return null;
        }
        long nowNanos = System.nanoTime();
        long silentNanos = silentNanos(origin);
        for (int at = list.size() - 1; at >= 0; at--) {
            if (list.get(at).silentFor(silentNanos, nowNanos)) {
                return remove(list, at);
            }
        }
        return remove(list, list.size() - 1);
    }

    private Connection remove(List<Connection> list, int at) {
        Connection connection = list.remove(at);
        size--;
        if (list.isEmpty()) {
            resting.remove(connection.origin());
        }
        return connection;
    }

    private synchronized boolean rest(Connection connection) {
        if (closed || size >= MOST_RESTING) {
            return false;
        }
        List<Connection> list =
                resting.computeIfAbsent(connection.origin(), origin -> new ArrayList<>());
        int at = list.size();
        while (at > 0 && list.get(at - 1).silentSinceNanos() - connection.silentSinceNanos() > 0) {
            at--;
        }
        list.add(at, connection);
        size++;
        if (!watched) {
            watched = true;
            net.start("watch resting connections", this::watch);
        }
        return true;
    }

    private void watch() {
        do {
            net.pause(TimeUnit.MILLISECONDS.toNanos(WATCH_MILLIS));
        } while (look());
    }

    /** Looks at each that rests in earnest; false if none is left to look at. */
    private boolean look() {
        long longAgoNanos = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(WATCH_MILLIS);
        for (Connection connection : snapshot()) {
            if (connection.silentSinceNanos() - longAgoNanos < 0
                    && claim(connection)
                    && (connection.restedEnough(LIVE_NANOS)
                            || !connection.quiet()
                            || !rest(connection))) {
                connection.cut();
            }
        }
        return stillWatched();
    }

    private synchronized List<Connection> snapshot() {
        return all();
    }

    private synchronized boolean stillWatched() {
        watched = size > 0;
        return watched;
    }

    /** Takes it out, unless another has. */
    private synchronized boolean claim(Connection connection) {
        List<Connection> list = resting.get(connection.origin());
        int at = list == null ? -1 : list.indexOf(connection);
        if (list == null || at < 0) {
            return false;
        }
        remove(list, at);
        return true;
    }

    private List<Connection> all() {
        List<Connection> all = new ArrayList<>(size);
        for (List<Connection> list : resting.values()) {
            all.addAll(list);
        }
        return all;
    }
}
