package dev.sluice.wire.door;

import java.io.IOException;

/**
 * Answers requests. One instance serves many threads; each call runs on a virtual thread of its own
 * and may block.
 */
public interface Door {

    /**
     * Answers one request; when it returns, the reply is complete.
     *
     * @throws IOException the client is gone, or its request could not be read; the server closes
     *     the connection
     */
    void handle(DoorRequest request, DoorReply reply) throws IOException;
}
