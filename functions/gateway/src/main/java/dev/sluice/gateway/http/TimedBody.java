package dev.sluice.gateway.http;

import java.io.IOException;
import java.io.InputStream;

/** A body whose client may neither pause for long nor drip for ever: its connection is cut then. */
final class TimedBody extends InputStream {
    private final BodyStream body;
    private final DoorConnection connection;
    private final Bounds bounds;
    private long leftNanos;

    TimedBody(BodyStream body, DoorConnection connection, Bounds bounds) {
        this.body = body;
        this.connection = connection;
        this.bounds = bounds;
        this.leftNanos = bounds.body().toNanos();
    }

    boolean ended() {
        return body.ended();
    }

    /** Nobody waits for the rest: it has a short time in all. */
    void hurry() {
        leftNanos = Math.min(leftNanos, bounds.rest().toNanos());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (body.ended()) {
            return -1;
        }
        long beginNanos = System.nanoTime();
        connection.dueIn(Math.min(leftNanos, bounds.bodyIdle().toNanos()));
        try {
            return body.read(into, offset, length);
        } finally {
            connection.isNotDue();
            leftNanos -= System.nanoTime() - beginNanos;
        }
    }
}
