package dev.sluice.core.admit;

import static dev.sluice.core.admit.Claims.claim;
import static dev.sluice.core.admit.Claims.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private static final long NOW = LimitPausesContract.NOW;
    private static final long SECOND = 1_000_000;

    /** A scope that is throttled all the time is never forgotten as a whole. */
    @Test
    void howeverManyModelsAreThrottledSomeAreRememberedAndThoseThatAreOverAreNot() {
        Refusals refusals = new Refusals();
        for (int i = 0; i < 3_000; i++) {
            refusals.coolDown(model("held" + i), pause(NOW, 600 * SECOND), NOW);
        }
        assertThat(remembered(refusals, model("held1"), NOW)).isBetween(100, 1_000);
        for (int i = 0; i < 3_000; i++) {
            long nowMicros = NOW + 700 * SECOND + i * SECOND;
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
