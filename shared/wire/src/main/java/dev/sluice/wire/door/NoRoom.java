package dev.sluice.wire.door;

import java.io.IOException;

/**
 * The process holds as many bytes of requests, or of answers, as it can: the same request passes a
 * little later.
 */
public final class NoRoom extends IOException {
    /** When a retry is worth it. */
    public static final long WAIT_MICROS = 2_000_000;

    public NoRoom() {
        super("the process has no room for so much");
    }
}
