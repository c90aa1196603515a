package dev.sluice.wire.answer;

import dev.sluice.core.call.Meters;
import dev.sluice.core.resolve.Candidate;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Who waits for the answer, as its reply sees it. */
public interface Client {

    /**
     * Commits status 200 and the headers; once.
     *
     * @param serving who answers; empty where that is not known yet
     * @param contentBytes the length of the body, -1 for a stream in which each flush is sent at
     *     once
     * @throws IOException the client is gone; writing throws it too
     */
    OutputStream begin(
            Optional<Candidate> serving, Meters meters, String contentType, long contentBytes)
            throws IOException;

    /**
     * The answer has begun, so nobody else will be asked: of the request, no more than so many
     * bytes are still needed.
     */
    default void keepsOfRequest(long bytes) {}

    /**
     * Whether an answer is held to its end, and becomes another one that is sent: then what is
     * written says nothing of how it is taken.
     */
    default boolean holdsAnswers() {
        return false;
    }

    /**
     * Runs the callback once, on another thread, as soon as the client is seen to be gone; at once
     * if it is.
     */
    void onHangUp(Runnable callback);

    boolean hungUp();

    /**
     * Cuts it off, also under a thread that waits for it to take what it is sent; for any thread.
     */
    void cut();

    /**
     * The answer broke in a form that cannot say so: its connection is to end as a broken one,
     * never as a clean end.
     */
    void breakOff();
}
