package dev.sluice.devkit.e2e;

import java.util.Map;

/** Reads from a limit's item what is counted in it. */
final class Limits {
    private Limits() {}

    /** Tokens that are counted in a scope; -1 where none ever were. */
    static long tokensTaken(World world, String scope) {
        return sum(world.limit(scope), "sumTokens60s", -1);
    }

    /** Nothing stays taken, as soon as the correction has run. */
    static void assertUntouched(World world, String scope) {
        Wait.until("nothing taken of " + scope, () -> untouched(world.limit(scope)));
    }

    /** The provider has read the request: it stays counted, and no token does. */
    static void assertOneRequestTaken(World world, String scope) {
        Wait.until(
                "one request and no token taken of " + scope,
                () -> {
                    Map<String, String> item = world.limit(scope);
                    return sum(item, "sumRequests60s", 0) == 1 && sum(item, "sumTokens60s", 0) == 0;
                });
    }

    private static boolean untouched(Map<String, String> item) {
        return sum(item, "sumTokens60s", 0) == 0 && sum(item, "sumRequests60s", 0) == 0;
    }

    private static long sum(Map<String, String> item, String name, long otherwise) {
        String sum = item.get(name);
        return sum == null ? otherwise : Long.parseLong(sum);
    }
}
