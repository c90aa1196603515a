package dev.sluice.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class PriceTest {

    private static final long USD = 1_000_000_000L;
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    @Test
    void costsWhatTheResearchSays() {
        Price.Tokens llama = new Price.Tokens(880_000_000, OptionalLong.empty(), 880_000_000);

        assertThat(llama.costNanoUsd(1200, 0, 300)).isEqualTo(1_320_000); // $0.00132
    }

    @Test
    void roundsUpOnceForTheSumAndNotForEachKind() {
        // A third of a nano-USD a kind: one in all, not three.
        Price.Tokens price = new Price.Tokens(333_333, OptionalLong.of(333_333), 333_333);

        assertThat(price.costNanoUsd(2, 1, 1)).isEqualTo(1);
    }

    @Test
    void cachedTokensCostAsMuchAsOthersWithoutAPriceOfTheirOwn() {
        Price.Tokens price = new Price.Tokens(3 * USD, OptionalLong.empty(), 7 * USD);

        assertThat(price.costNanoUsd(1000, 400, 10)).isEqualTo(price.costNanoUsd(1000, 0, 10));
    }

    /** A tokenizer may count a third more than was estimated. */
    @Test
    void anEstimateThatIsNearlyALongPromptMayComeToALongOnesPrice() {
        Price.Tokens dear = new Price.Tokens(5 * USD, OptionalLong.empty(), 25 * USD);
        Price.Tokens price =
                dear.cheaperUpTo(100_000, new Price.Tokens(USD, OptionalLong.empty(), 5 * USD));
        for (long tokens : new long[] {0, 75_000, 75_001, 100_000, 100_001}) {
            Measures estimated = Measures.of(Measure.INPUT_TOKENS, tokens);
            Price.Tokens mayBe = tokens * 4 / 3 > 100_000 ? dear : price;
            assertThat(price.mostNanoUsd(estimated)).isEqualTo(mayBe.costNanoUsd(estimated));
        }
    }

    @Test
    void whatIsWrittenToTheCacheForAnHourCostsTwiceTheInputWhereWritingHasAPrice() {
        Measures measures =
                Measures.of(Measure.INPUT_TOKENS, 1000)
                        .with(Measure.CACHE_WRITE_TOKENS, 300)
                        .with(Measure.CACHE_WRITE_HOUR_TOKENS, 100);
        OptionalLong read = OptionalLong.of(300_000_000);
        Price.Tokens dear =
                new Price.Tokens(3 * USD, read, OptionalLong.of(3_750_000_000L), 15 * USD);
        assertThat(dear.costNanoUsd(measures)).isEqualTo(700 * 3_000 + 200 * 3_750 + 100 * 6_000);
        Price.Tokens plain = new Price.Tokens(3 * USD, read, 15 * USD);
        assertThat(plain.costNanoUsd(measures)).isEqualTo(1000 * 3_000);
    }

    @Test
    void aSearchCostsItsOwnPriceBesideTheTokens() {
        Price.Tokens price =
                new Price.Tokens(5 * USD, OptionalLong.empty(), 10 * USD)
                        .searching(USD / 100)
                        .cheaperUpTo(1_000, new Price.Tokens(USD, OptionalLong.empty(), 2 * USD));
        for (long input : new long[] {500, 2_000}) {
            Measures plain = Measures.of(Measure.INPUT_TOKENS, input);
            Measures searching = plain.with(Measure.SEARCHES, 3);
            assertThat(price.costNanoUsd(searching))
                    .isEqualTo(price.costNanoUsd(plain) + 3 * USD / 100);
            assertThat(price.mostNanoUsd(searching))
                    .isEqualTo(price.mostNanoUsd(plain) + 3 * USD / 100);
        }
    }

    @Test
    void aShortPromptCostsItsOwnPriceUpToItsLastToken() {
        Price.Tokens cheap = new Price.Tokens(USD, OptionalLong.empty(), 2 * USD);
        Price.Tokens price =
                new Price.Tokens(5 * USD, OptionalLong.empty(), 10 * USD).cheaperUpTo(1_000, cheap);

        assertThat(price.costNanoUsd(1_000, 0, 1)).isEqualTo(1_000 * 1_000 + 2_000);
        assertThat(price.costNanoUsd(1_001, 1_001, 1)).isEqualTo(1_001 * 5_000 + 10_000);
    }

    @Test
    void whatIsWrittenToTheCacheCostsItsOwnPriceOrThatOfOtherInput() {
        Measures measures =
                Measures.of(Measure.INPUT_TOKENS, 1000)
                        .with(Measure.CACHED_INPUT_TOKENS, 600)
                        .with(Measure.CACHE_WRITE_TOKENS, 300);
        OptionalLong read = OptionalLong.of(300_000_000);
        Price.Tokens dear =
                new Price.Tokens(3 * USD, read, OptionalLong.of(3_750_000_000L), 15 * USD);
        assertThat(dear.costNanoUsd(measures)).isEqualTo(100 * 3_000 + 600 * 300 + 300 * 3_750);
        Price.Tokens plain = new Price.Tokens(3 * USD, read, 15 * USD);
        assertThat(plain.costNanoUsd(measures)).isEqualTo(400 * 3_000 + 600 * 300);
    }

    @Test
    void aUnitIsCountedInItsMeasure() {
        Measures measures =
                Measures.ONE_REQUEST
                        .with(Measure.SECONDS, 90)
                        .with(Measure.IMAGES, 3)
                        .with(Measure.CHARACTERS, 500_000);
        Map<PricedUnit, Long> costs = new EnumMap<>(PricedUnit.class);
        for (PricedUnit unit : PricedUnit.values()) {
            costs.put(unit, new Price.Unit(unit, USD).costNanoUsd(measures));
        }
        assertThat(costs)
                .isEqualTo(
                        Map.of(
                                PricedUnit.CALL,
                                USD,
                                PricedUnit.VIDEO,
                                USD,
                                PricedUnit.IMAGE,
                                3 * USD,
                                PricedUnit.SECOND,
                                90 * USD,
                                PricedUnit.MINUTE,
                                USD * 3 / 2,
                                PricedUnit.MILLION_CHARACTERS,
                                USD / 2));
    }

    @Test
    void refusesWhatCannotHaveHappened() {
        Price.Tokens price = new Price.Tokens(USD, OptionalLong.empty(), USD);

        assertThatThrownBy(() -> price.costNanoUsd(10, 11, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cachedInputTokens");
        assertThatThrownBy(() -> price.costNanoUsd(0, 0, -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> price.costNanoUsd(Long.MAX_VALUE, 0, 1))
                .isInstanceOf(ArithmeticException.class);
    }

    @Property
    void tokensNeverRoundDownAndAreExactAgainstBigDecimal(
            @ForAll @LongRange(max = 1_000_000_000_000L) long inputPrice,
            @ForAll @LongRange(max = 1_000_000_000_000L) long cachedPrice,
            @ForAll @LongRange(max = 1_000_000_000_000L) long outputPrice,
            @ForAll @IntRange(max = 1_000_000) int freshTokens,
            @ForAll @IntRange(max = 1_000_000) int cachedTokens,
            @ForAll @IntRange(max = 1_000_000) int outputTokens) {
        Price.Tokens price =
                new Price.Tokens(inputPrice, OptionalLong.of(cachedPrice), outputPrice);
        BigDecimal exact =
                product(freshTokens, inputPrice)
                        .add(product(cachedTokens, cachedPrice))
                        .add(product(outputTokens, outputPrice))
                        .divide(MILLION);

        long costNanoUsd =
                price.costNanoUsd((long) freshTokens + cachedTokens, cachedTokens, outputTokens);

        assertThat(BigDecimal.valueOf(costNanoUsd))
                .isEqualByComparingTo(exact.setScale(0, RoundingMode.CEILING));
    }

    @Property
    void moreTokensNeverCostLess(
            @ForAll @LongRange(max = 100_000_000_000L) long inputPrice,
            @ForAll @LongRange(max = 100_000_000_000L) long outputPrice,
            @ForAll @IntRange(max = 1_000_000) int inputTokens,
            @ForAll @IntRange(max = 1_000_000) int outputTokens) {
        Price.Tokens price = new Price.Tokens(inputPrice, OptionalLong.empty(), outputPrice);
        long costNanoUsd = price.costNanoUsd(inputTokens, 0, outputTokens);

        assertThat(price.costNanoUsd(inputTokens + 1, 0, outputTokens))
                .isGreaterThanOrEqualTo(costNanoUsd);
        assertThat(price.costNanoUsd(inputTokens, 0, outputTokens + 1))
                .isGreaterThanOrEqualTo(costNanoUsd);
    }

    @Property
    void megapixelsAreExactAgainstBigDecimal(
            @ForAll @LongRange(max = 10_000_000_000L) long pricePerMegapixel,
            @ForAll @IntRange(min = 1, max = 60) int defaultSteps,
            @ForAll @IntRange(min = 1, max = 60) int steps,
            @ForAll @IntRange(max = 8192) int widthPixels,
            @ForAll @IntRange(max = 8192) int heightPixels,
            @ForAll @IntRange(max = 8) int images) {
        Price.Megapixel price =
                new Price.Megapixel(pricePerMegapixel, OptionalLong.of(defaultSteps));
        BigDecimal exact =
                product(widthPixels, heightPixels)
                        .multiply(product(images, pricePerMegapixel))
                        .multiply(BigDecimal.valueOf(Math.max(steps, defaultSteps)))
                        .divide(
                                MILLION.multiply(BigDecimal.valueOf(defaultSteps)),
                                0,
                                RoundingMode.CEILING);

        assertThat(price.costNanoUsd(widthPixels, heightPixels, images, OptionalLong.of(steps)))
                .isEqualTo(exact.longValueExact());
    }

    @Test
    void moreStepsCostInProportionAndFewerAreNotCheaper() {
        Price.Megapixel schnell = new Price.Megapixel(2_700_000, OptionalLong.of(4));

        assertThat(schnell.costNanoUsd(1000, 1000, 1)).isEqualTo(2_700_000);
        assertThat(schnell.costNanoUsd(1000, 1000, 1, OptionalLong.of(2))).isEqualTo(2_700_000);
        assertThat(schnell.costNanoUsd(1000, 1000, 2, OptionalLong.of(8))).isEqualTo(10_800_000);
    }

    @Test
    void stepsDoNotCountWithoutADefault() {
        Price.Megapixel pro = new Price.Megapixel(40_000_000, OptionalLong.empty());

        assertThat(pro.costNanoUsd(1000, 1000, 1, OptionalLong.of(50))).isEqualTo(40_000_000);
    }

    @Property
    void unitsNeverRoundDown(
            @ForAll PricedUnit unit,
            @ForAll @LongRange(max = 100_000_000_000L) long pricePerUnit,
            @ForAll @IntRange(max = 10_000_000) int count) {
        BigDecimal exact =
                product(count, pricePerUnit)
                        .divide(BigDecimal.valueOf(unit.countPerUnit()), 0, RoundingMode.CEILING);

        assertThat(new Price.Unit(unit, pricePerUnit).costNanoUsd(count))
                .isEqualTo(exact.longValueExact());
    }

    private static BigDecimal product(long left, long right) {
        return BigDecimal.valueOf(left).multiply(BigDecimal.valueOf(right));
    }
}
