package dev.sluice.lambda;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The response of one invocation.
 *
 * <pre>
 *   fresh ── begin ──► open ── close, or the handler returns ──► ended
 *     │                 │ └─── the handler throws ─────────────► ended, with error trailers
 *     │                 └───── the connection breaks ──────────► cut: every write throws IOException
 *     └── the handler throws or returns ──► an error without a body
 * </pre>
 */
public interface StreamingResponse {

    /**
     * Commits status and headers: they are on the wire when this returns, and from then on an error
     * can only be told in the body.
     *
     * <p>Of the stream: each {@code flush()} puts what was written since the last one on the wire
     * at once, as one HTTP chunk (larger ones are cut at 16 KiB); a flush of nothing sends nothing.
     * {@code close()} ends the response for the client while the handler goes on; it is optional,
     * once is enough, and later writes throw. Each call is atomic, so threads may share the stream
     * call by call.
     *
     * @throws IllegalStateException if it has begun already, or the handler has returned
     * @throws IOException if the Runtime API cannot be reached
     */
    OutputStream begin(Prelude prelude) throws IOException;

    /** Whether status and headers are committed. */
    boolean begun();

    /**
     * Cuts what has begun, also under a thread that waits for the Runtime API to take it. Any
     * thread may call this. Where nothing leaves before the handler has returned there is nothing
     * to cut.
     */
    default void cut() {}
}
