package dev.sluice.devkit.e2e;

import java.util.Map;

/** Reads a limit's item back as units taken. */
final class Limits {
    private static final long MINUTE_MICROS = 60_000_000;

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

    /** Whether nothing is taken: every time of arrival is where the request found it. */
    static boolean untouched(World world, String scope) {
        Map<String, String> item = world.limit(scope);
        return item.isEmpty()
                || String.valueOf(item.get("tatTokens")).equals(item.get("tatRequests"));
    }
}
