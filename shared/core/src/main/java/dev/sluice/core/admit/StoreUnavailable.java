package dev.sluice.core.admit;

/**
 * A table could not be reached or did not answer in time. The message names the operation, never a
 * credential.
 */
public final class StoreUnavailable extends RuntimeException {
    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
