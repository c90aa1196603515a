package dev.sluice.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StoreBudgetTest {
    @Test
    void callsAndTimeAreKeptForTheEndAndNoCandidateHasThem() {
        StoreBudget budget = StoreBudget.ofRequest();
        try (StoreBudget.Bound _ = StoreBudget.bind(budget)) {
            assertThat(StoreBudget.hasRoomForACandidate()).isTrue();
            long leftNanos = budget.leftNanos();
            while (budget.call()) {
                // all that its candidates may make
            }
            assertThat(StoreBudget.hasRoomForACandidate()).isFalse();
            StoreBudget.ends();
            assertThat(budget.call()).isTrue();
            assertThat(budget.leftNanos())
                    .isGreaterThanOrEqualTo(leftNanos + TimeUnit.SECONDS.toNanos(4));
        }
    }
}
