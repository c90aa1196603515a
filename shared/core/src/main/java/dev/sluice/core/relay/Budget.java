package dev.sluice.core.relay;

/**
 * What all attempts of one request may use together.
 *
 * @param attempts upstream calls, the first one included
 * @param overallNanos from the request's arrival to its end
 * @param wholeNanos the same for an answer that is not streamed, whose client hears nothing until
 *     all of it is there
 */
public record Budget(int attempts, long overallNanos, long wholeNanos) {
    public Budget {
        if (attempts < 1 || overallNanos < 1 || wholeNanos < 1) {
            throw new IllegalArgumentException(
                    "budget must be positive: "
                            + attempts
                            + " attempts, "
                            + overallNanos
                            + ", "
                            + wholeNanos);
        }
    }

    public Budget(int attempts, long overallNanos) {
        this(attempts, overallNanos, overallNanos);
    }
}
