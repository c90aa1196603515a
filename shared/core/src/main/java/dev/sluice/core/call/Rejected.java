package dev.sluice.core.call;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries a {@link Rejection} to the door. Has no stack trace: it is an answer, not a fault of
 * ours. Has a cause where something of ours could not be reached.
 */
public final class Rejected extends Exception {
    private final transient Rejection rejection;
    private final transient Optional<Tried> tried;

    public Rejected(Rejection rejection) {
        this(rejection, Optional.empty());
    }

    public Rejected(Rejection rejection, Optional<Tried> tried) {
        this(rejection, tried, null);
    }

    private Rejected(Rejection rejection, Optional<Tried> tried, @Nullable Throwable cause) {
        super(rejection.message(), cause, false, false);
        this.rejection = rejection;
        this.tried = tried;
    }

    /**
     * For a request that a store of ours could not be reached for.
     *
     * @param cause for the log; the caller is told nothing of it
     */
    public static Rejected unavailable(Throwable cause) {
        return new Rejected(
                new Rejection.Unavailable(
                        "A store of this gateway cannot be reached, so this request was not served."
                                + " Try again shortly.",
                        1_000_000),
                Optional.empty(),
                cause);
    }

    /** The same, with who was called last. */
    public Rejected after(Optional<Tried> last) {
        return new Rejected(rejection, last, getCause());
    }

    public Rejection rejection() {
        return rejection;
    }

    /** The provider that was called last, if any was. */
    public Optional<Tried> tried() {
        return tried;
    }
}
