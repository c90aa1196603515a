package dev.sluice.core.call;

/**
 * Carries a {@link Rejection} to the door. Has no stack trace: it is an answer, not a fault of
 * ours.
 */
public final class Rejected extends Exception {
    private final transient Rejection rejection;

    public Rejected(Rejection rejection) {
        super(rejection.message(), null, false, false);
        this.rejection = rejection;
    }

    public Rejection rejection() {
        return rejection;
    }
}
