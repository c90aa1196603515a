package dev.sluice.devkit.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads from a limit's item what is counted in it. */
final class LimitRows {
    static final Pattern GO_DURATION =
            Pattern.compile("(\\d+h\\d+m)?(\\d+m)?\\d+(\\.\\d+)?s|\\d+ms");

    private static final Duration LONGEST_RESET = Duration.ofSeconds(66);

    private LimitRows() {}

    /** Tokens that are counted in a scope; -1 where none ever were. */
    static long tokensTaken(World world, String scope) {
        return sum(world.limit(scope), "sumTokens60s", -1);
    }

    /** An answer tells requests and tokens: the limit, what is left, and until when. */
    static void assertAllSix(Reply reply) {
        for (String what : List.of("requests", "tokens")) {
            assertThat(reply.header("x-ratelimit-limit-" + what)).matches("\\d+");
            assertThat(reply.header("x-ratelimit-remaining-" + what)).matches("\\d+");
            String reset = reply.header("x-ratelimit-reset-" + what);
            assertThat(reset).matches(GO_DURATION);
            if (!reset.endsWith("ms")) {
                assertThat(Duration.parse("PT" + reset)).isLessThanOrEqualTo(LONGEST_RESET);
            }
        }
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
