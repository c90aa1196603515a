package dev.sluice.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.measure.Measure;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final Limit RPM = Limit.perMinute(Measure.REQUESTS, 60);
    private static final Limit FEWER = Limit.perMinute(Measure.REQUESTS, 6);
    private static final Limit A_DAY = new Limit(Measure.REQUESTS, 1_000, Calendar.DAY);
    private static final Limit TPM = Limit.perMinute(Measure.TOKENS, 100);

    @Test
    void whatIsOnesOwnTakesThePlaceOfTheSameMeasureAndWindowAlone() {
        assertThat(Limits.of(RPM, TPM).replacedBy(Limits.of(FEWER, A_DAY)).all())
                .containsExactlyInAnyOrder(FEWER, TPM, A_DAY);
        assertThat(Limits.of(FEWER).replacedBy(Limits.of(RPM)).all()).containsExactly(RPM);
        assertThat(Limits.of(RPM).replacedBy(Limits.NONE).all()).containsExactly(RPM);
        assertThat(Limits.NONE.replacedBy(Limits.of(RPM)).all()).containsExactly(RPM);
    }

    @Test
    void ofTwoTheSmallerHolds() {
        assertThat(Limits.of(RPM, TPM).and(Limits.of(FEWER, A_DAY)).all())
                .containsExactlyInAnyOrder(FEWER, TPM, A_DAY);
        assertThat(Limits.of(FEWER).and(Limits.of(RPM)).all()).containsExactly(FEWER);
    }

    @Test
    void aMinutesAmountIsFoundAndNoOtherWindowsIs() {
        assertThat(Limits.of(A_DAY, TPM).perMinute(Measure.TOKENS)).hasValue(100);
        assertThat(Limits.of(A_DAY, TPM).perMinute(Measure.REQUESTS))
                .isEqualTo(OptionalLong.empty());
    }

    @Test
    void twoOfOneMeasureAndWindowAreRefused() {
        assertThatThrownBy(() -> Limits.of(RPM, TPM, FEWER))
                .hasMessage("limit \"requests per minute\" is given twice");
    }

    @Test
    void aWindowOfWhichTooLittleCouldBeUsedIsRefusedWithTheReason() {
        Limit second = new Limit(Measure.TOKENS, 100, Window.seconds(1));
        assertThatThrownBy(() -> Limit.settable(second))
                .hasMessageContaining("limit \"tokens per 1 s\" cannot be held")
                .hasMessageContaining("must be 20 s or longer");
        Limit longEnough = new Limit(Measure.TOKENS, 100, Window.seconds(20));
        assertThat(Limit.settable(longEnough)).isEqualTo(longEnough);
        assertThat(Limit.settable(A_DAY)).isEqualTo(A_DAY);
    }
}
