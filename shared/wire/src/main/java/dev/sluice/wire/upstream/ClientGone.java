package dev.sluice.wire.upstream;

import java.io.IOException;

/**
 * Writing to the client failed: it hung up. Kept apart from failures of the upstream, which are
 * IOExceptions too.
 */
final class ClientGone extends Exception {
    ClientGone(IOException cause) {
        super("the client hung up", cause, false, false);
    }
}
