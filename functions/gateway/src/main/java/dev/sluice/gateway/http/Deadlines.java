package dev.sluice.gateway.http;

import dev.sluice.wire.net.Net;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All connections of a front: how many there may be, that none waits for its client for ever, and
 * that each learns soon when its client has gone.
 *
 * <p>Its thread looks at all of them ten times a second as long as one of them asks for it, and
 * rests then, for some seconds at a time while something is served: its client may not take it.
 * Open connections on which nothing happens wake nobody.
 */
final class Deadlines implements AutoCloseable {
    private static final long LONGEST_TICK_NANOS = 100_000_000L;
    private static final long LONGEST_REST_NANOS = 5_000_000_000L;

    /** So often somebody who takes nothing is looked at before it is cut. */
    private static final int LOOKS_AT_SLOW = 8;

    private final Net net;
    private final Bounds bounds;
    private final Set<DoorConnection> connections = ConcurrentHashMap.newKeySet();
    private final Thread watch;
    private final long restNanos;
    private volatile boolean rests;
    private volatile boolean closed;

    /** Its thread, and with it what watches a client, runs where the connections' threads do. */
    Deadlines(Net net, Bounds bounds) {
        this.net = net;
        this.bounds = bounds;
        this.restNanos =
                Math.clamp(bounds.taking().toNanos() / LOOKS_AT_SLOW, 1, LONGEST_REST_NANOS);
        this.watch = net.start("deadlines", this::watch);
    }

    /**
     * Whether there is room for one more; where there is none, another one is cut for it: the one
     * that has been waiting for a request for the longest, or else the one that takes least of what
     * it is sent.
     */
    boolean enters(DoorConnection connection) {
        connections.add(connection);
        return connections.size() <= bounds.connections() || makesRoomFor(connection);
    }

    /** Cuts the one that has to go first, if there is one. */
    void makesRoom() {
        makesRoomFor(null);
    }

    private boolean makesRoomFor(@Nullable DoorConnection connection) {
        DoorConnection idlest = longest(connection, DoorConnection::idleTime);
        while (idlest != null && !idlest.givesWay()) {
            idlest = longest(connection, DoorConnection::idleTime); // that one got a request
        }
        DoorConnection gone =
                idlest == null ? longest(connection, DoorConnection::slowTime) : idlest;
        if (gone == null) {
            return false;
        }
        gone.cut();
        connections.remove(gone);
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

    private @Nullable DoorConnection longest(
            @Nullable DoorConnection but, Function<DoorConnection, Duration> time) {
        DoorConnection found = null;
        Duration longest = Duration.ZERO;
        for (DoorConnection one : connections) {
            Duration of = one == but ? Duration.ZERO : time.apply(one);
            if (of.compareTo(longest) > 0) {
                found = one;
                longest = of;
            }
        }
        return found;
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
            while (rests && !closed && !restIsOver()) {
                // and again
            }
        }
        rests = false;
    }

    /** Waits; whether it is time to look even though nobody woke it. */
    private boolean restIsOver() {
        if (connections.stream().noneMatch(DoorConnection::isServing)) {
            LockSupport.park(this);
            return false;
        }
        net.pause(restNanos);
        return true;
    }
}
