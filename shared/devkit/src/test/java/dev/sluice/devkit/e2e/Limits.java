package dev.sluice.devkit.e2e;

import java.util.Map;

/** Reads a limit's item back as units taken. */
final class Limits {
    private static final long MINUTE_MICROS = 60_000_000;

    /** Less than a token of any limit of these tests. */
    private static final long ROUNDING_MICROS = 50;

    private Limits() {}

    /**
     * Tokens that one request, still counted itself, has left taken in a scope that was idle before
     * it: both times of arrival started from the same instant.
     */
    static long tokensTaken(World world, String scope, long rpm, long tpm) {
        Map<String, String> item = world.limit(scope);
        String tatTokens = item.get("tatTokens");
        String tatRequests = item.get("tatRequests");
        if (tatTokens == null || tatRequests == null) {
            return -1;
        }
        long startMicros = Long.parseLong(tatRequests) - Math.ceilDiv(MINUTE_MICROS, rpm);
        return Math.round((Long.parseLong(tatTokens) - startMicros) * (double) tpm / MINUTE_MICROS);
    }

    /**
     * Nothing stays taken, as soon as the correction has run: the times of arrival are where the
     * request found them, but for what rounding leaves in favour of the limit.
     */
    static void assertUntouched(World world, String scope) {
        Wait.until("nothing taken of " + scope, () -> untouched(world.limit(scope)));
    }

    private static boolean untouched(Map<String, String> item) {
        String tatTokens = item.get("tatTokens");
        String tatRequests = item.get("tatRequests");
        return tatTokens == null
                || tatRequests == null
                || Math.abs(Long.parseLong(tatTokens) - Long.parseLong(tatRequests))
                        < ROUNDING_MICROS;
    }
}
