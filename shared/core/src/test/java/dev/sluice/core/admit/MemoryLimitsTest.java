package dev.sluice.core.admit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryLimitsTest extends LimitStoreContract {
    @Override
    protected LimitStore newStore() {
        return new MemoryLimits();
    }

    @Test
    void forgetsIdleScopesWhenThereAreMany() {
        MemoryLimits limits = new MemoryLimits();
        List<Limit> one = List.of(Limit.perMinute(Dimension.REQUESTS, 1));
        for (int i = 0; i < 10_000; i++) {
            limits.take(Scope.ofCaller("c" + i, one), Costs.ofTokens(1), NOW);
        }
        limits.take(Scope.ofCaller("busy", one), Costs.ofTokens(1), NOW + 59_000_000);
        assertThat(limits.size()).isEqualTo(10_001);
        limits.take(Scope.ofCaller("late", one), Costs.ofTokens(1), NOW + 60_000_000);
        assertThat(limits.size()).isEqualTo(2);
    }
}
