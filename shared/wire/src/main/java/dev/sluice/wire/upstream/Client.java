package dev.sluice.wire.upstream;

import dev.sluice.core.relay.Admitted;
import java.io.IOException;
import java.io.OutputStream;

/** Who waits for the answer, as an exchange sees it. */
public interface Client {

    /**
     * Commits status 200 and the headers; once.
     *
     * @param contentBytes the length of the body, -1 for a stream in which each flush is sent at
     *     once
     * @throws IOException the client is gone; writing throws it too
     */
    OutputStream begin(Admitted admitted, String contentType, long contentBytes) throws IOException;

    /**
     * Runs the callback once, on another thread, as soon as the client is seen to be gone; at once
     * if it is.
     */
    void onHangUp(Runnable callback);

    boolean hungUp();
}
