package dev.sluice.core.relay;

/**
 * What all attempts of one request may use together.
 *
 * @param attempts upstream calls, the first one included
 * @param overallNanos from the request's arrival to its end
 */
public record Budget(int attempts, long overallNanos) {
    public Budget {
        if (attempts < 1 || overallNanos < 1) {
            throw new IllegalArgumentException(
                    "budget must be positive: " + attempts + " attempts, " + overallNanos);
        }
    }
}
