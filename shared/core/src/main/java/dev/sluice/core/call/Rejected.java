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
    private final transient Meters meters;

    public Rejected(Rejection rejection) {
        this(rejection, Optional.empty(), Meters.NONE, null);
    }

    private Rejected(
            Rejection rejection, Optional<Tried> tried, Meters meters, @Nullable Throwable cause) {
        super(rejection.message(), cause, false, false);
        this.rejection = rejection;
        this.tried = tried;
        this.meters = meters;
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
                Meters.NONE,
                cause);
    }

    /**
     * For a request that waiting does not help.
     *
     * @param cause for the log; the caller is told the message alone
     */
    public static Rejected unavailable(String message, Throwable cause) {
        return new Rejected(
                new Rejection.Unavailable(message, -1), Optional.empty(), Meters.NONE, cause);
    }

    /** The same, with who was called last and the limits of a request that came to admission. */
    public Rejected after(Optional<Tried> last, Meters known) {
        return new Rejected(rejection, last, known, getCause());
    }

    public Rejection rejection() {
        return rejection;
    }

    /** The limits that the request met, as far as they are known; none before admission. */
    public Meters meters() {
        if (rejection instanceof Rejection.Throttled throttled) {
            return throttled.meters().or(meters);
        }
        return rejection instanceof Rejection.Spent spent ? spent.meters().or(meters) : meters;
    }

    /** The provider that was called last, if any was. */
    public Optional<Tried> tried() {
        return tried;
    }
}
