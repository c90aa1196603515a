package dev.sluice.wire.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.call.Caching;
import org.junit.jupiter.api.Test;

class CacheHintsTest {
    private static final String MINUTES = "{\"cache_control\":{\"type\":\"ephemeral\"}}";
    private static final String HOUR =
            "{\"cache_control\" : { \"ttl\" : \"1h\", \"type\": \"ephemeral\" }}";

    private static Caching of(String body) {
        return CacheHints.of(body.getBytes(UTF_8));
    }

    @Test
    void theLongestTimeThatAnyHintNamesCountsWhereverItStands() {
        for (int before = 0; before < 40; before++) {
            String text = "{\"a\":\"" + "c".repeat(before) + "1h\"},";
            assertThat(of(text)).isEqualTo(Caching.NONE);
            assertThat(of(text + MINUTES)).isEqualTo(Caching.MINUTES);
            assertThat(of(text + HOUR)).isEqualTo(Caching.AN_HOUR);
            assertThat(of(text + MINUTES + text + HOUR + text)).isEqualTo(Caching.AN_HOUR);
            assertThat(of(text + MINUTES + text + MINUTES + text)).isEqualTo(Caching.MINUTES);
        }
    }

    @Test
    void aTextThatQuotesAHintAsksForNothing() {
        assertThat(of("{\"text\":\"\\\"cache_control\\\":{\\\"ttl\\\":\\\"1h\\\"}\"}"))
                .isEqualTo(Caching.NONE);
    }

    @Test
    void aBodyThatEndsInTheMiddleOfOneIsRead() {
        for (int length = 0; length < HOUR.length(); length++) {
            of(HOUR.substring(0, length));
        }
        assertThat(of("\"cache_control\"")).isEqualTo(Caching.MINUTES);
        assertThat(of("")).isEqualTo(Caching.NONE);
    }
}
