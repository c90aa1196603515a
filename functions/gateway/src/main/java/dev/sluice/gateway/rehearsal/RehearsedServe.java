package dev.sluice.gateway.rehearsal;

import dev.sluice.gateway.Serve;
import java.io.IOException;

/**
 * {@code make serve}: rehearses, then serves. A process that begins with its first real request is
 * slow for seconds, and so is whoever came first (docs/decisions/0008-speed.md).
 */
public final class RehearsedServe {
    private RehearsedServe() {}

    /** Serves all the same where the rehearsal failed: it is then as slow as without one. */
    public static void main(String[] args) {
        try {
            ServeRehearsal.rehearse();
        } catch (IOException | RuntimeException e) {
            System.err.println("The rehearsal failed, first requests are slow: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Serve.main(args);
        // What start and rehearsal made stays or is gone for good. Collected once, here, it is in
        // no request's way; left to itself, each of the first fifteen collections copies it again.
        System.gc();
    }
}
