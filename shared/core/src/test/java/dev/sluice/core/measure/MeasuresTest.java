package dev.sluice.core.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MeasuresTest {
    private static final long SMALL = Measures.LARGEST / 4;

    @Test
    void whatIsGeneratedAndSearchedForIsNotSentWithTheRequest() {
        Measures asked = Measures.of(Measure.INPUT_TOKENS, 7).with(Measure.IMAGES, 2);
        assertThat(asked.with(Measure.OUTPUT_TOKENS, 9).with(Measure.SEARCHES, 3).sent())
                .isEqualTo(asked);
    }

    @Test
    void whatWasNotSetIsZero() {
        assertThat(Measures.NONE.isZero()).isTrue();
        for (Measure measure : Measure.values()) {
            assertThat(Measures.NONE.of(measure)).isZero();
        }
    }

    @Test
    void tokensAreInputAndOutput() {
        Measures measures =
                Measures.of(Measure.INPUT_TOKENS, 40)
                        .with(Measure.CACHED_INPUT_TOKENS, 30)
                        .with(Measure.OUTPUT_TOKENS, 2)
                        .with(Measure.REASONING_TOKENS, 1);
        assertThat(measures.of(Measure.TOKENS)).isEqualTo(42);
    }

    @Test
    void tokensCannotBeSet() {
        assertThatThrownBy(() -> Measures.of(Measure.TOKENS, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"tokens\"");
    }

    @Test
    void noOperationWrapsRound() {
        Measures most = Measures.of(Measure.NANO_USD, Measures.LARGEST);
        assertThatThrownBy(() -> most.plus(most)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Measures.NONE.minus(most).minus(most))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> most.with(Measure.IMAGES, Long.MAX_VALUE))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> most.with(Measure.IMAGES, Long.MIN_VALUE))
                .isInstanceOf(ArithmeticException.class);
        Measures tokens =
                Measures.of(Measure.INPUT_TOKENS, Measures.LARGEST)
                        .with(Measure.OUTPUT_TOKENS, Measures.LARGEST);
        assertThat(tokens.of(Measure.TOKENS)).isEqualTo(2 * Measures.LARGEST);
    }

    @Test
    void boundedIsFitToBeBilled() {
        Measures senseless =
                Measures.of(Measure.REQUESTS, -1)
                        .with(Measure.INPUT_TOKENS, 10)
                        .with(Measure.CACHED_INPUT_TOKENS, 8)
                        .with(Measure.CACHE_WRITE_TOKENS, 8)
                        .with(Measure.OUTPUT_TOKENS, Measures.LARGEST)
                        .with(Measure.REASONING_TOKENS, Measures.LARGEST)
                        .with(Measure.NANO_USD, Measures.LARGEST);
        assertThat(senseless.bounded())
                .isEqualTo(
                        Measures.of(Measure.INPUT_TOKENS, 10)
                                .with(Measure.CACHED_INPUT_TOKENS, 8)
                                .with(Measure.CACHE_WRITE_TOKENS, 2)
                                .with(Measure.OUTPUT_TOKENS, Measures.MOST_COUNTED)
                                .with(Measure.REASONING_TOKENS, Measures.MOST_COUNTED)
                                .with(Measure.NANO_USD, Measures.LARGEST));
    }

    @Test
    void everyMeasureHasANameAndAPlaceOfItsOwn() {
        assertThat(Arrays.stream(Measure.values()).map(Measure::place)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(Measure.values()).map(Measure::attribute)).doesNotHaveDuplicates();
    }

    @Test
    void textNamesWhatIsCounted() {
        assertThat(Measures.ONE_REQUEST.with(Measure.INPUT_TOKENS, 20))
                .hasToString("requests=1 inputTokens=20");
        assertThat(Measures.NONE).hasToString("nothing");
    }

    @Property
    void aSumLosesNothing(@ForAll("measures") Measures one, @ForAll("measures") Measures other) {
        assertThat(one.plus(other)).isEqualTo(other.plus(one)).hasSameHashCodeAs(other.plus(one));
        assertThat(one.plus(other).minus(other)).isEqualTo(one);
        assertThat(one.plus(Measures.NONE)).isEqualTo(one);
        assertThat(one.minus(one).isZero()).isTrue();
        for (Measure measure : Measure.values()) {
            assertThat(one.plus(other).of(measure)).isEqualTo(one.of(measure) + other.of(measure));
        }
    }

    @Property
    void boundingTwiceIsBoundingOnce(@ForAll("measures") Measures measures) {
        Measures bounded = measures.bounded();
        assertThat(bounded.bounded()).isSameAs(bounded);
        for (Measure measure : Measure.values()) {
            assertThat(bounded.of(measure)).isNotNegative();
        }
        assertThat(bounded.of(Measure.CACHED_INPUT_TOKENS) + bounded.of(Measure.CACHE_WRITE_TOKENS))
                .isLessThanOrEqualTo(bounded.of(Measure.INPUT_TOKENS));
        assertThat(bounded.of(Measure.CACHE_WRITE_HOUR_TOKENS))
                .isLessThanOrEqualTo(bounded.of(Measure.CACHE_WRITE_TOKENS));
        assertThat(bounded.of(Measure.REASONING_TOKENS))
                .isLessThanOrEqualTo(bounded.of(Measure.OUTPUT_TOKENS));
    }

    @Provide
    Arbitrary<Measures> measures() {
        return Arbitraries.longs()
                .between(-SMALL, SMALL)
                .array(long[].class)
                .ofSize(Measure.TOKENS.place())
                .map(
                        amounts -> {
                            Measures measures = Measures.NONE;
                            for (Measure measure : Measure.values()) {
                                if (!measure.isDerived()) {
                                    measures = measures.with(measure, amounts[measure.place()]);
                                }
                            }
                            return measures;
                        });
    }
}
