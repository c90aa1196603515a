package dev.sluice.gateway.http;

import java.time.Duration;

/**
 * What all clients of a front together may take of the process.
 *
 * @param bodyBytes bodies held at once, as they came and as they were decoded
 * @param roomWait how long a request waits in all for room for its body
 * @param head from a head's first byte to its last; a new connection has as long to begin
 * @param bodyIdle between two pieces of a body
 * @param body from a body's first byte to its last, waiting for room apart
 * @param rest for what is left of a body whose request is answered
 * @param taking how long a client may keep waiting what it is sent ({@link SlowTaking})
 * @param connections open at once
 */
public record Bounds(
        long bodyBytes,
        Duration roomWait,
        Duration head,
        Duration bodyIdle,
        Duration body,
        Duration rest,
        Duration taking,
        int connections) {
    private static final int HEAP_SHARE = 8;
    private static final long LEAST_BODY_BYTES = 16L << 20;

    /**
     * Of the heap all connections together, each with as much as it may hold ({@link
     * DoorConnection#MOST_HELD_BYTES}, some 60 kB: 2,000 of them at 256 MB). With the eighths for
     * bodies and for answers a quarter is left.
     */
    private static final int CONNECTIONS_SHARE = 2;

    private static final int LEAST_CONNECTIONS = 512;
    private static final int MOST_CONNECTIONS = 16_384;

    /**
     * Of a heap of this size: an eighth for bodies, for each is copied up to three times on its
     * way.
     */
    public static Bounds ofHeap(long heapBytes) {
        return new Bounds(
                Math.max(LEAST_BODY_BYTES, heapBytes / HEAP_SHARE),
                Duration.ofSeconds(6),
                Duration.ofSeconds(30),
                Duration.ofSeconds(20),
                Duration.ofMinutes(2),
                Duration.ofSeconds(10),
                Duration.ofMinutes(2),
                Math.clamp(
                        heapBytes / CONNECTIONS_SHARE / DoorConnection.MOST_HELD_BYTES,
                        LEAST_CONNECTIONS,
                        MOST_CONNECTIONS));
    }
}
