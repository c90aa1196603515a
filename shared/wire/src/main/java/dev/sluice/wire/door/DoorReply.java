package dev.sluice.wire.door;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The way back to the client. Used by the thread that runs the door, except where a method says
 * otherwise.
 */
public interface DoorReply {

    /** As {@code contentBytes}: the length is not known, the reply is streamed. */
    long STREAMED = -1;

    /**
     * Commits status and headers; may be called once.
     *
     * @param contentBytes exact length of the body, or {@link #STREAMED}: then each {@code flush()}
     *     sends what was written since the last one at once, as one chunk
     * @return the body; closing it is allowed and not needed
     * @throws IOException the client is gone; writes to the stream throw it too
     * @throws IllegalStateException on a second call
     */
    OutputStream begin(int status, Headers headers, long contentBytes) throws IOException;

    /**
     * Registers what to do when the client goes away before its reply is complete, also before
     * {@link #begin}. It runs once, on another virtual thread, and at once if the client is gone
     * already; it is not started once the reply's last byte was handed over, but may still be
     * running when the door returns. Several may be registered. Any thread may call this. Only the
     * first registration makes the server watch the client, and only when the body has been read.
     */
    void onHangUp(Runnable callback);

    /** Whether the client is known to be gone. Any thread may ask. */
    boolean hungUp();

    /**
     * Cuts the client off, also under a thread that waits for it to take what it is sent: that one
     * is told that it is gone. Any thread may call this.
     */
    void cut();
}
