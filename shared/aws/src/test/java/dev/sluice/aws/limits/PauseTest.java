package dev.sluice.aws.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PauseTest {

    @Test
    void drawsFromTheSourceGivenUpToABoundThatDoubles() {
        List<Long> bounds = new ArrayList<>();
        Pause pause = Pause.jittered(100, 350, noting(bounds));
        for (int retry = 1; retry <= 4; retry++) {
            pause.before(retry);
        }
        assertThat(bounds).containsExactly(100L, 200L, 350L, 350L);
    }

    private static RandomGenerator noting(List<Long> bounds) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public long nextLong(long bound) {
                bounds.add(bound);
                return 0;
            }
        };
    }
}
