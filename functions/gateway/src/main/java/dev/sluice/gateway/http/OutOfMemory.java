package dev.sluice.gateway.http;

/**
 * A process that ran out of memory is not to be trusted with a request: which of its threads died
 * of it nobody knows. It ends at once, and whoever keeps it running starts another one.
 */
final class OutOfMemory {
    /** As of {@code -XX:+ExitOnOutOfMemoryError}, which does the same where it is set. */
    static final int EXIT_CODE = 3;

    private OutOfMemory() {}

    static void endIfItIs(Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
