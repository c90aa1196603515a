package dev.sluice.core.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LimitTest {
    private static final long MINUTE = 60_000_000;
    private static final long NOW = 1_764_000_000_000_000L;
    private static final Limit ONE = Limit.perMinute(Dimension.TOKENS, 1);

    @Test
    void refusesNumbersThatAreNotPositiveAndNamesThem() {
        assertThatThrownBy(() -> new Limit(Dimension.TOKENS, -5, MINUTE, 1))
                .hasMessage("limit \"tokens\": limit must be positive: -5");
        assertThatThrownBy(() -> new Limit(Dimension.TOKENS, 1, 0, 1))
                .hasMessageContaining("windowMicros must be positive: 0");
        assertThatThrownBy(() -> new Limit(Dimension.TOKENS, 1, MINUTE, 0))
                .hasMessageContaining("burst must be positive: 0");
    }

    @Test
    void refusesALimitWhoseArithmeticWouldOverflow() {
        assertThat(Limit.perMinute(Dimension.TOKENS, 70_000_000_000L).burstMicros())
                .isEqualTo(MINUTE);
        assertThatThrownBy(() -> Limit.perMinute(Dimension.TOKENS, Long.MAX_VALUE / MINUTE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too large");
        assertThatThrownBy(() -> new Limit(Dimension.TOKENS, 1, MINUTE, Long.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBurstThatTheLimitDoesNotDividePassesWhenIdle() {
        Limit sevens = new Limit(Dimension.TOKENS, 7, MINUTE, 3);
        assertThat(sevens.burstMicros()).isEqualTo(sevens.incrementMicros(3)).isEqualTo(25_714_286);
    }

    @Test
    void aCostThatOverflowsThrowsRatherThanPasses() {
        Scope scope = new Scope("s", List.of(ONE));
        assertThatThrownBy(() -> take(scope, Long.MAX_VALUE, ScopeState.UNUSED))
                .isInstanceOf(ArithmeticException.class);
        long justBelow = Long.MAX_VALUE / MINUTE;
        assertThatThrownBy(() -> take(scope, justBelow, ScopeState.UNUSED))
                .isInstanceOf(ArithmeticException.class);
        ScopeState farAhead = new ScopeState(Map.of(Dimension.TOKENS, Long.MAX_VALUE - 1), 0);
        assertThatThrownBy(() -> take(scope, 1, farAhead)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void aRefundOrDebtThatOverflowsThrowsRatherThanWraps() {
        Scope scope = new Scope("s", List.of(ONE));
        ScopeState state = new ScopeState(Map.of(Dimension.TOKENS, NOW), 0);
        assertThatThrownBy(() -> Gcra.giveBack(scope, Costs.ofTokens(Long.MIN_VALUE), state))
                .isInstanceOf(ArithmeticException.class);
        long debt = -(Long.MAX_VALUE / MINUTE);
        assertThatThrownBy(() -> Gcra.giveBack(scope, Costs.ofTokens(debt), state))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void nobodyTakesLessThanNothing() {
        assertThatThrownBy(() -> take(new Scope("s", List.of(ONE)), -1, ScopeState.UNUSED))
                .hasMessage("tokens taken must not be negative: -1");
    }

    @Test
    void anUnusedDimensionIsIdleAtAnyTime() {
        assertThat(Gcra.isBusy(ONE, Long.MIN_VALUE, NOW)).isFalse();
        assertThat(ONE.remaining(Long.MIN_VALUE, NOW)).isEqualTo(1);
        assertThat(ONE.remaining(Long.MAX_VALUE, NOW)).isZero();
    }

    @Test
    void aScopeHasOneLimitADimension() {
        assertThatThrownBy(() -> new Scope("slot#1", List.of(ONE, ONE)))
                .hasMessageContaining("slot#1");
    }

    private static Verdict take(Scope scope, long tokens, ScopeState state) {
        return Gcra.take(scope, new Costs(0, tokens, 0, 0), state, NOW);
    }
}
