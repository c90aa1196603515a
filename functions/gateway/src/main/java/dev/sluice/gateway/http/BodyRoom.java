package dev.sluice.gateway.http;

import dev.sluice.wire.room.Room;

/**
 * The bytes that bodies may take of the process. Room is taken as bytes come, whatever a head
 * announces, and kept until the request is let go, or was answered.
 */
final class BodyRoom extends Room {
    private static final int SMALL_BYTES = 64 << 10;

    /** Of the large ones' room, for the body that is being read for the longest. */
    private static final double ELDEST_SHARE = 1.0 / 3;

    BodyRoom(Bounds bounds) {
        super(bounds.bodyBytes(), SMALL_BYTES, ELDEST_SHARE, bounds.roomWait());
    }
}
