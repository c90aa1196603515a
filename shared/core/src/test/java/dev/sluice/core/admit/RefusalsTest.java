package dev.sluice.core.admit;

import static dev.sluice.core.admit.Claims.claim;
import static dev.sluice.core.admit.Claims.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.time.FakeClock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private static final long SECOND = 1_000_000;

    private final FakeClock clock = new FakeClock();

    /** A scope that is throttled all the time is never forgotten as a whole. */
    @Test
    void howeverManyModelsAreThrottledSomeAreRememberedAndThoseThatAreOverAreNot() {
        Refusals refusals = new Refusals(clock);
        long startMicros = clock.epochMicros();
        for (int i = 0; i < 3_000; i++) {
            refusals.coolDown(model("held" + i), pause(startMicros, 600 * SECOND), startMicros);
        }
        assertThat(remembered(refusals, model("held1"), startMicros)).isBetween(100, 1_000);
        clock.advance(Duration.ofSeconds(700));
        for (int i = 0; i < 3_000; i++) {
            clock.advance(Duration.ofSeconds(1));
            long nowMicros = clock.epochMicros();
            Scope model = model("model" + i);
            refusals.coolDown(model, pause(nowMicros, 5 * SECOND), nowMicros);
            assertThat(remembered(refusals, model, nowMicros)).isLessThanOrEqualTo(8);
        }
    }

    private static int remembered(Refusals refusals, Scope scope, long nowMicros) {
        return Objects.requireNonNull(refusals.recall(scope, claim(tokens(1), nowMicros)))
                .state()
                .cooldowns()
                .size();
    }

    private static Scope model(String id) {
        return new Scope("slot#1", List.of(), id);
    }

    private static Cooldown pause(long nowMicros, long waitMicros) {
        return new Cooldown(nowMicros + waitMicros, waitMicros, false);
    }
}
