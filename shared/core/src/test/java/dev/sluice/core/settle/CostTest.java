package dev.sluice.core.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Samples;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.catalog.ModelRef;
import dev.sluice.core.catalog.ModelTraits;
import dev.sluice.core.catalog.Price;
import dev.sluice.core.catalog.PricedUnit;
import dev.sluice.core.catalog.Provenance;
import dev.sluice.core.catalog.Retirement;
import dev.sluice.core.catalog.TokenBounds;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CostTest {
    @Property
    void isTheExactSumRoundedUpOnce(
            @ForAll @LongRange(min = 0, max = 10_000_000) long inputTokens,
            @ForAll @LongRange(min = 0, max = 10_000_000) long cachedInputTokens,
            @ForAll @LongRange(min = 0, max = 10_000_000) long outputTokens,
            @ForAll @LongRange(min = 0, max = 200_000_000_000L) long inputPrice,
            @ForAll @LongRange(min = 0, max = 200_000_000_000L) long cachedPrice,
            @ForAll @LongRange(min = 0, max = 200_000_000_000L) long outputPrice) {
        Metered usage = Metered.ofTokens(inputTokens, cachedInputTokens, outputTokens, 0, false);
        Model model =
                priced(new Price.Tokens(inputPrice, OptionalLong.of(cachedPrice), outputPrice));
        BigDecimal exact =
                parts(
                                usage.of(Measure.INPUT_TOKENS)
                                        - usage.of(Measure.CACHED_INPUT_TOKENS),
                                inputPrice)
                        .add(parts(usage.of(Measure.CACHED_INPUT_TOKENS), cachedPrice))
                        .add(parts(outputTokens, outputPrice));
        assertThat(Cost.of(model, usage))
                .isEqualTo(
                        new Cost(exact.setScale(0, RoundingMode.CEILING).longValueExact(), true));
    }

    @Test
    void searchesWithoutAPriceLeaveTheCostUnknownAndWhatIsKnownOfItInTheRow() {
        Price.Tokens price = new Price.Tokens(1_000_000, OptionalLong.empty(), 1_000_000);
        Metered searched =
                new Metered(Measures.of(Measure.INPUT_TOKENS, 10).with(Measure.SEARCHES, 2), false);
        assertThat(Cost.of(priced(price), searched)).isEqualTo(new Cost(10, false));
        assertThat(Cost.of(priced(price.searching(7)), searched)).isEqualTo(new Cost(24, true));
    }

    @Test
    void anUnknownPriceIsNotFree() {
        assertThat(Cost.of(Model.unlisted("openai", "gpt-x"), Metered.ofTokens(1, 0, 1, 0, false)))
                .isEqualTo(new Cost(0, false));
        assertThat(Cost.of(Samples.CATALOG, "nobody", "x", Metered.NONE).priced()).isFalse();
        assertThat(Cost.of(Samples.CATALOG, "together", "meta/llama-70b", Metered.NONE))
                .isEqualTo(new Cost(0, true));
    }

    @Test
    void whatTheProviderSaysThatItCostsWinsOverTheTable() {
        Metered usage = Metered.ofTokens(1_000, 0, 1_000, 0, false);
        assertThat(Cost.of(Samples.LLAMA, usage.told(7))).isEqualTo(new Cost(7, true));
        assertThat(Cost.of(Samples.LLAMA, usage.told(0))).isEqualTo(new Cost(0, true));
        assertThat(Cost.of(Model.unlisted("openai", "gpt-x"), usage.told(7)))
                .isEqualTo(new Cost(7, true));
        assertThat(Cost.of(Samples.CATALOG, "nobody", "x", usage.told(7)))
                .isEqualTo(new Cost(7, true));
    }

    @Test
    void nothingIsOwedForNothingAndNotKnownForWhatWasNotCounted() {
        for (PricedUnit unit : PricedUnit.values()) {
            Model model = priced(new Price.Unit(unit, 1_000));
            assertThat(Cost.of(model, Metered.NONE)).isEqualTo(new Cost(0, true));
        }
        Model pictures = priced(new Price.Unit(PricedUnit.IMAGE, 1_000));
        assertThat(Cost.of(pictures, Metered.ofTokens(1, 0, 0, 0, false)).priced()).isFalse();
        assertThat(Cost.of(pictures, new Metered(Measures.NONE, true)).priced()).isFalse();
    }

    @Test
    void ofSeveralAttemptsTheCostIsKnownWhereThatOfEachIs() {
        Cost known = new Cost(7, true);
        Cost unknown = new Cost(2, false);
        assertThat(known.plus(known)).isEqualTo(new Cost(14, true));
        assertThat(known.plus(unknown)).isEqualTo(new Cost(9, false));
        assertThat(unknown.plus(known)).isEqualTo(new Cost(9, false));
        assertThat(known.plus(new Cost(Long.MAX_VALUE, true)).priced()).isFalse();
    }

    @Test
    void aCostThatDoesNotFitIsNotPricedRatherThanWrong() {
        Metered senseless = Metered.ofTokens(Long.MAX_VALUE, 0, Long.MAX_VALUE, 0, false);
        assertThat(Cost.of(Samples.LLAMA, senseless)).isEqualTo(new Cost(0, false));
    }

    @Test
    void aUsageIsHeldWithinSense() {
        assertThat(Metered.ofTokens(-1, 5, -1, 5, true))
                .isEqualTo(Metered.ofTokens(0, 0, 0, 0, true));
        assertThat(Metered.ofTokens(10, 20, 5, 9, false))
                .isEqualTo(Metered.ofTokens(10, 10, 5, 5, false));
        assertThat(Metered.ofTokens(Long.MAX_VALUE, 0, Long.MAX_VALUE, 0, false).of(Measure.TOKENS))
                .isEqualTo(200_000_000_000L);
    }

    private static BigDecimal parts(long tokens, long nanoUsdPerMillion) {
        return BigDecimal.valueOf(tokens)
                .multiply(BigDecimal.valueOf(nanoUsdPerMillion))
                .movePointLeft(6);
    }

    private static Model priced(Price price) {
        return new Model(
                new ModelRef("together", "m"),
                new ModelTraits("m", ModelKind.CHAT, "", Set.of()),
                Optional.of(price),
                TokenBounds.UNKNOWN,
                new TreeMap<>(),
                Retirement.NONE,
                new Provenance("a test", LocalDate.EPOCH));
    }
}
