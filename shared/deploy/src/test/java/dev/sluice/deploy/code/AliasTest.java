package dev.sluice.deploy.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AliasTest {
    private final Alias seven = new Alias("7", "live, latest first: 7, 5, 3");

    @Test
    void aStepForwardKeepsWhatWasLive() {
        assertThat(seven.to("8").description()).isEqualTo("live, latest first: 8, 7, 5, 3");
        assertThat(seven.to("8").before()).isEqualTo("7");
    }

    @Test
    void aStepBackForgetsWhatItStepsOver() {
        assertThat(seven.to("5").description()).isEqualTo("live, latest first: 5, 3");
        assertThat(seven.to("4").before()).isEqualTo("3");
        assertThat(seven.to("5").to("8").before()).isEqualTo("5");
    }

    @Test
    void somebodyElsesMoveIsOneToo() {
        assertThat(new Alias("9", seven.description()).before()).isEqualTo("7");
        assertThat(new Alias("5", seven.description()).before()).isEqualTo("3");
    }

    @Test
    void anotherDescriptionTellsNothing() {
        assertThat(new Alias("7", "since 2024").before()).isEmpty();
        assertThat(new Alias("7", "since 2024").to("8").before()).isEqualTo("7");
        assertThat(new Alias("$LATEST", "").to("8").description())
                .isEqualTo("live, latest first: 8");
    }

    @Test
    void theDescriptionIsNeverTooLong() {
        Alias alias =
                IntStream.range(1_000_000, 1_000_300)
                        .mapToObj(String::valueOf)
                        .reduce(new Alias("1", ""), Alias::to, (a, b) -> b);
        assertThat(alias.description()).hasSizeLessThanOrEqualTo(256).contains("1000299, 1000298");
    }
}
