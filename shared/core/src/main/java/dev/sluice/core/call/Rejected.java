package dev.sluice.core.call;

import java.util.Optional;

/**
 * Carries a {@link Rejection} to the door. Has no stack trace: it is an answer, not a fault of
 * ours.
 */
public final class Rejected extends Exception {
    private final transient Rejection rejection;
    private final transient Optional<Tried> tried;

    public Rejected(Rejection rejection) {
        this(rejection, Optional.empty());
    }

    public Rejected(Rejection rejection, Optional<Tried> tried) {
        super(rejection.message(), null, false, false);
        this.rejection = rejection;
        this.tried = tried;
    }

    public Rejection rejection() {
        return rejection;
    }

    /** The provider that was called last, if any was. */
    public Optional<Tried> tried() {
        return tried;
    }
}
