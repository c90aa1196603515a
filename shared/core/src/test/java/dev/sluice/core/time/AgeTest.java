package dev.sluice.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AgeTest {
    private final FakeClock clock = new FakeClock();
    private final Age age = new Age(clock);

    @Test
    void isWhatBothClocksSay() {
        assertThat(age.nanos()).isZero();
        clock.advance(Duration.ofSeconds(3));
        assertThat(age.nanos()).isEqualTo(3_000_000_000L);
    }

    @Test
    void goesOnWhileTheProcessIsFrozen() {
        clock.freeze(Duration.ofDays(1));
        clock.advance(Duration.ofSeconds(2));
        assertThat(age.nanos()).isEqualTo(Duration.ofDays(1).plusSeconds(2).toNanos());
    }

    @Test
    void isNeverLessForATimeOfDayThatIsSetBack() {
        clock.advance(Duration.ofSeconds(2));
        clock.setBack(Duration.ofDays(1));
        assertThat(age.nanos()).isEqualTo(2_000_000_000L);
    }

    @Test
    void isNeverLessThanNothingForATimeOfDayThatIsFarOff() {
        clock.freeze(Duration.ofDays(100_000));
        clock.freeze(Duration.ofDays(100_000));
        assertThat(age.nanos()).isEqualTo(Long.MAX_VALUE);
        age.restart();
        assertThat(age.nanos()).isZero();
        clock.setBack(Duration.ofDays(100_000));
        assertThat(age.nanos()).isZero();
    }
}
