package dev.sluice.core.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.Samples;
import dev.sluice.core.time.FakeClock;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CallTest {
    private final FakeClock clock = new FakeClock(Instant.parse("2100-03-01T10:00:00.123456Z"));
    private final RequestIds ids = new RequestIds(clock, new Random(7));

    @Test
    void aRequestIdIsAUuidOfVersion7() {
        UUID id = UUID.fromString(ids.next());
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16)
                .isEqualTo(Instant.parse("2100-03-01T10:00:00.123Z").toEpochMilli());
    }

    @Test
    void requestIdsOfLaterTimesAreGreaterAsText() {
        String earlier = ids.next();
        for (int i = 0; i < 1_000; i++) {
            clock.advanceMicros(1_000);
            String later = ids.next();
            assertThat(later).isGreaterThan(earlier);
            earlier = later;
        }
    }

    @Test
    void requestIdsOfOneTimeDiffer() {
        assertThat(ids.next()).isNotEqualTo(ids.next());
    }

    @Test
    void aCallIsChecked() {
        assertThatThrownBy(() -> Samples.call()).hasMessageContaining("at least one model");
        assertThatThrownBy(() -> Samples.call(1, OptionalLong.empty(), 0))
                .hasMessage("choices must be positive: 0");
        assertThatThrownBy(() -> Samples.call(-1, OptionalLong.empty(), 1))
                .hasMessage("inputTokens must not be negative: -1");
        assertThatThrownBy(() -> Samples.call(1, OptionalLong.of(-5), 1))
                .hasMessage("maxOutputTokens must not be negative: -5");
        assertThatThrownBy(() -> new Caller(" ", java.util.List.of(), java.util.List.of()))
                .hasMessageContaining("blank");
    }

    @Test
    void theModelAskedIsBoundedAndHasNoControlCharacters() {
        assertThat(Samples.call("meta/llama-70b", "other").modelAsked())
                .isEqualTo("meta/llama-70b");
        assertThat(Samples.call("a\r\nb\u0000\u202ec").modelAsked()).isEqualTo("a??b??c");
        assertThat(Samples.call("x".repeat(1_000_000)).modelAsked()).hasSize(101).endsWith("…");
        assertThat(Samples.call("x".repeat(99) + "\ud83d\ude00").modelAsked())
                .as("a pair cut in two")
                .isEqualTo("x".repeat(99) + "?…");
    }

    @Test
    void aSecretDoesNotPrint() {
        Secret secret = new Secret("hidden");
        assertThat(secret).hasToString("***").isEqualTo(new Secret("hidden"));
        assertThat(secret).hasSameHashCodeAs(new Secret("hidden")).isNotEqualTo(new Secret("x"));
        assertThat(secret.reveal()).isEqualTo("hidden");
    }
}
