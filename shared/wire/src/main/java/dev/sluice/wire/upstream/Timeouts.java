package dev.sluice.wire.upstream;

/**
 * How long each part of a request may take, milliseconds.
 *
 * @param connectMillis until the connection to the provider stands, TLS included
 * @param firstByteMillis from sending the request to the first event of a stream, or to the answer
 *     of a unary call
 * @param idleMillis between two signs of life of a stream, events or comments
 * @param overallMillis from the request's arrival to its end, over all attempts
 * @param keepAliveMillis silence after which the client of a stream gets a comment
 */
public record Timeouts(
        long connectMillis,
        long firstByteMillis,
        long idleMillis,
        long overallMillis,
        long keepAliveMillis) {

    public static final Timeouts DEFAULT = new Timeouts(5_000, 120_000, 60_000, 600_000, 15_000);

    public Timeouts {
        requirePositive("connect timeout", connectMillis);
        requirePositive("first-byte timeout", firstByteMillis);
        requirePositive("idle timeout", idleMillis);
        requirePositive("overall timeout", overallMillis);
        requirePositive("keep-alive", keepAliveMillis);
    }

    private static void requirePositive(String what, long millis) {
        if (millis <= 0) {
            throw new IllegalArgumentException(
                    what + " must be a positive number of milliseconds: " + millis);
        }
    }
}
