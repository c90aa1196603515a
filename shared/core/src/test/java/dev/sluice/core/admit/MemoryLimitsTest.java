package dev.sluice.core.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
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
        List<Limit> one = List.of(Limit.perMinute(Measure.REQUESTS, 1));
        for (int i = 0; i < 10_000; i++) {
            limits.take(Scope.ofCaller("c" + i, one), Claims.claim(Measures.ONE_REQUEST, NOW));
        }
        limits.take(
                Scope.ofCaller("busy", one), Claims.claim(Measures.ONE_REQUEST, NOW + 59_000_000));
        assertThat(limits.size()).isEqualTo(10_001);
        limits.take(
                Scope.ofCaller("late", one), Claims.claim(Measures.ONE_REQUEST, NOW + 63_000_000));
        assertThat(limits.size()).isEqualTo(2);
    }
}
