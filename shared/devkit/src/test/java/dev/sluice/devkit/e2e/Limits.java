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

    private static boolean untouched(Map<String, String> item) {
        return sum(item, "sumTokens60s", 0) == 0 && sum(item, "sumRequests60s", 0) == 0;
    }

    private static long sum(Map<String, String> item, String name, long otherwise) {
        String sum = item.get(name);
        return sum == null ? otherwise : Long.parseLong(sum);
    }
}
