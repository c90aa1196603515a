package dev.sluice.wire.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("1994-11-06T08:49:30Z");

    private static long seconds(String name, String value) {
        long micros = RetryAfter.micros(Map.of(name, value)::get, NOW);
        return micros < 0 ? -1 : micros / 1_000_000;
    }

    @Test
    void aDateMayHaveEachOfHttpsThreeForms() {
        assertThat(seconds("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")).isEqualTo(7);
        assertThat(seconds("retry-after", "Sunday, 06-Nov-94 08:49:37 GMT")).isEqualTo(7);
        assertThat(seconds("retry-after", "Sun Nov  6 08:49:37 1994")).isEqualTo(7);
        assertThat(seconds("retry-after", "Sun, 06 Nov 1994 08:49:29 GMT")).as("past").isZero();
    }

    @Test
    void aNumberIsSecondsOrATimeOfDay() {
        assertThat(seconds("retry-after", "7")).isEqualTo(7);
        assertThat(seconds("retry-after", "7.9")).isEqualTo(7);
        assertThat(seconds("retry-after-ms", "7900")).isEqualTo(7);
        Instant later = Instant.parse("2026-11-28T20:00:07Z");
        Instant now = Instant.parse("2026-11-28T20:00:00Z");
        for (String reset :
                new String[] {
                    Long.toString(later.getEpochSecond()), Long.toString(later.toEpochMilli())
                }) {
            assertThat(RetryAfter.micros(Map.of("x-ratelimit-reset", reset)::get, now))
                    .as(reset)
                    .isBetween(6_999_000L, 7_001_000L);
        }
    }

    @Test
    void aDurationIsRead() {
        assertThat(seconds("x-ratelimit-reset", "1m30s")).isEqualTo(90);
        assertThat(seconds("x-ratelimit-reset", "2m59.56s")).isEqualTo(179);
        assertThat(seconds("x-ratelimit-reset", "1h0m0s")).isEqualTo(3_600);
        assertThat(seconds("x-ratelimit-reset", "1500ms")).isEqualTo(1);
        assertThat(seconds("retry-after", "20s")).isEqualTo(20);
    }

    @Test
    void whatSaysNothingIsNoWait() {
        for (String value :
                new String[] {
                    "",
                    " ",
                    "soon",
                    "-1",
                    "NaN",
                    "1e9",
                    "0x7",
                    "999999999999999",
                    "s",
                    "ms",
                    "Sun, 99 Nov 1994 08:49:37 GMT",
                    "Sun, 06 Foo 1994 08:49:37 GMT",
                    "Sun, 06 ovD 1994 08:49:37 GMT",
                    "Sun, 06 Nov 999999999 08:49:37 GMT",
                    "Sun, 06 Nov 1994 25:00:00 GMT"
                }) {
            assertThat(seconds("retry-after", value)).as(value).isEqualTo(-1);
        }
        assertThat(RetryAfter.micros(name -> null, NOW)).isEqualTo(-1);
    }
}
