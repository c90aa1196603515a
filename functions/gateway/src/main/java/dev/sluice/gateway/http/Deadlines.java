package dev.sluice.gateway.http;

import dev.sluice.wire.net.Net;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * All connections of a front: how many there may be, that none waits for its client for ever, and
 * that each learns soon when its client has gone.
 *
 * <p>Its thread looks at all of them ten times a second as long as one of them asks for it, and
 * rests then: open connections on which nothing happens wake nobody.
 */
final class Deadlines implements AutoCloseable {
    private static final long LONGEST_TICK_NANOS = 100_000_000L;

    private final Net net;
    private final Bounds bounds;
    private final Set<DoorConnection> connections = ConcurrentHashMap.newKeySet();
    private final Thread watch;
    private volatile boolean rests;
    private volatile boolean closed;

    /** Its thread, and with it what watches a client, runs where the connections' threads do. */
    Deadlines(Net net, Bounds bounds) {
        this.net = net;
        this.bounds = bounds;
        this.watch = net.start("deadlines", this::watch);
    }

    /**
     * Whether there is room for one more; where there is none, the one that has been waiting for a
     * request for the longest is cut for it.
     */
    boolean enters(DoorConnection connection) {
        connections.add(connection);
        return connections.size() <= bounds.connections() || makesRoomFor(connection);
    }

    /** Cuts the one that has been waiting for a request for the longest. */
    void makesRoom() {
        makesRoomFor(null);
    }

    private boolean makesRoomFor(@Nullable DoorConnection connection) {
        DoorConnection idlest = idlest(connection);
        while (idlest != null && !idlest.endIfIdle()) {
            idlest = idlest(connection); // that one has just got a request
        }
        if (idlest == null) {
            return false;
        }
        connections.remove(idlest);
        return true;
    }

    /** A connection that asked for no look does so now. */
    void wake() {
        if (rests) {
            rests = false;
            LockSupport.unpark(watch);
        }
    }

    void leaves(DoorConnection connection) {
        connections.remove(connection);
    }

    /** Those that have not ended. */
    Set<DoorConnection> connections() {
        return connections;
    }

    /** Each serves what it is serving, and no more. */
    void endConnections() {
        connections.forEach(DoorConnection::end);
    }

    /** Whether all of them ended in time. */
    boolean ended(Duration wait) throws InterruptedException {
        long untilNanos = System.nanoTime() + wait.toNanos();
        for (DoorConnection connection : connections) {
            if (!connection.ended(untilNanos)) {
                return false;
            }
        }
        return true;
    }

    Bounds bounds() {
        return bounds;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watch);
    }

    private @Nullable DoorConnection idlest(@Nullable DoorConnection but) {
        DoorConnection idlest = null;
        Duration longest = Duration.ZERO;
        for (DoorConnection one : connections) {
            Duration idle = one == but ? Duration.ZERO : one.idleTime();
            if (idle.compareTo(longest) > 0) {
                idlest = one;
                longest = idle;
            }
        }
        return idlest;
    }

    private void watch() {
        long shortest = Math.min(bounds.head().toNanos(), bounds.bodyIdle().toNanos());
        long tickNanos = Math.clamp(shortest / 4, 1, LONGEST_TICK_NANOS);
        while (!closed) {
            if (!look()) {
                rest();
            }
            net.pause(tickNanos); // who was woken waits too: requests set the pace of no look
        }
    }

    /** Whether another look is asked for. */
    private boolean look() {
        long nowNanos = System.nanoTime();
        boolean again = false;
        for (DoorConnection connection : connections) {
            again |= connection.look(nowNanos);
        }
        return again;
    }

    private void rest() {
        rests = true;
        // Who asked before it rested did not wake it; who asks from now on does.
        if (!look()) {
            while (rests && !closed) {
                LockSupport.park(this);
            }
        }
        rests = false;
    }
}
