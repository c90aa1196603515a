package dev.sluice.wire.answer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writing to the client failed: it hung up. Kept apart from failures of the upstream, which are
 * IOExceptions too.
 */
public final class ClientGone extends Exception {
    ClientGone(@Nullable IOException cause) {
        super("the client hung up", cause, false, false);
    }
}
