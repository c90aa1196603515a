package dev.sluice.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.measure.Measure;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LimitTest {
    private static final Window[] WINDOWS = {
        Sliding.MINUTE,
        Window.seconds(1),
        Calendar.DAY,
        Calendar.MONTH,
        Calendar.EVER,
        InFlight.IN_FLIGHT
    };

    @Test
    void refusesAmountsThatNoArithmeticHoldsAndNamesThem() {
        assertThatThrownBy(() -> Limit.perMinute(Measure.TOKENS, -5))
                .hasMessage("limit \"tokens per minute\" must be 1 to 70000000000: -5");
        for (long amount : new long[] {Long.MIN_VALUE, 0, 70_000_000_001L, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> new Limit(Measure.REQUESTS, amount, InFlight.IN_FLIGHT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("requests in flight");
        }
        assertThatThrownBy(() -> new Limit(Measure.NANO_USD, Limit.MOST_NANO_USD + 1, Calendar.DAY))
                .hasMessageContaining("costNanoUsd per day");
    }

    @Test
    void refusesWindowsThatAreTooShortOrTooLong() {
        for (long micros : new long[] {-1, 0, 999_999, 366 * 86_400_000_000L + 1}) {
            assertThatThrownBy(() -> new Sliding(micros))
                    .hasMessageContaining("a second to a year");
        }
    }

    @Test
    void aNameIsReadBack() {
        for (Measure measure : Measure.values()) {
            for (Window window : WINDOWS) {
                Limit limit = new Limit(measure, 7, window);
                assertThat(Limit.named(limit.name(), 7)).isEqualTo(limit).hasSameHashCodeAs(limit);
            }
        }
        for (String name : new String[] {"", "tokens", "tokens60", "tokensYear", "x60s"}) {
            assertThatThrownBy(() -> Limit.named(name, 7))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void peopleReadWordsAndAttributesNames() {
        assertThat(Limit.perMinute(Measure.TOKENS, 1).words()).isEqualTo("tokens per minute");
        assertThat(Limit.perMinute(Measure.TOKENS, 1).name()).isEqualTo("tokens60s");
        Limit budget = new Limit(Measure.NANO_USD, 1, Calendar.DAY);
        assertThat(budget.words()).isEqualTo("USD per day");
        assertThat(budget.name()).isEqualTo("costNanoUsdDay");
    }

    @Test
    void aListIsAskedForAnAmount() {
        var limits = Limit.perMinute(OptionalLong.of(6), OptionalLong.empty());
        assertThat(Limit.amount(limits, Measure.REQUESTS, Sliding.MINUTE)).hasValue(6);
        assertThat(Limit.amount(limits, Measure.TOKENS, Sliding.MINUTE)).isEmpty();
        assertThat(Limit.amount(limits, Measure.REQUESTS, Calendar.DAY)).isEmpty();
    }
}
