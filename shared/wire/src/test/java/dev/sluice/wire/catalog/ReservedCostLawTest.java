package dev.sluice.wire.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Samples;
import dev.sluice.core.admit.Scopes;
import dev.sluice.core.call.Ask;
import dev.sluice.core.call.Caching;
import dev.sluice.core.call.Call;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.Price;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.resolve.Candidate;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What is reserved of a budget for a request that names its most pays for whatever it uses within
 * its estimate, of each model in the catalog (docs/decisions/0005-credit.md); and what of it is the
 * prompt's pays for any prompt, which is all that is known of one that nobody was told of.
 */
final class ReservedCostLawTest {
    private static final Catalog CATALOG = CatalogLoader.bundled();
    private static final Random RANDOM = new Random(1);

    @Test
    void whatIsReservedPaysForWhatIsUsed() {
        for (Model model : CATALOG.models()) {
            for (Caching caching : Caching.values()) {
                if (model.price().orElse(null) instanceof Price.Tokens price) {
                    paysForIt(model, price, caching);
                }
            }
        }
    }

    private static void paysForIt(Model model, Price.Tokens price, Caching caching) {
        for (int i = 0; i < 100; i++) {
            long inputTokens = RANDOM.nextLong(250_000);
            long outputTokens = RANDOM.nextLong(2_000);
            Measures reserved = reserved(model, inputTokens, outputTokens, caching);
            Measures used = used(inputTokens, outputTokens, caching);
            String what = model.ref() + " " + caching + " " + inputTokens;
            assertThat(reserved.of(Measure.NANO_USD))
                    .as(what)
                    .isGreaterThanOrEqualTo(price.costNanoUsd(used));
            assertThat(price.costNanoUsd(reserved.sent()))
                    .as(what + ", hung up or killed")
                    .isGreaterThanOrEqualTo(price.costNanoUsd(used.sent()));
        }
    }

    private static Measures reserved(
            Model model, long inputTokens, long outputTokens, Caching caching) {
        Ask ask =
                new Ask(
                        List.of(model.id()),
                        model.kind(),
                        true,
                        inputTokens,
                        OptionalLong.of(outputTokens),
                        1);
        Candidate candidate =
                new Candidate(
                        Samples.slot(1, model.provider()),
                        CATALOG.provider(model.provider()).orElseThrow(),
                        model);
        Call call = new Call("id", Samples.ANN, ask.caching(caching));
        return Scopes.costs(call, candidate, List.of());
    }

    private static Measures used(long inputTokens, long outputTokens, Caching caching) {
        long input = RANDOM.nextLong(inputTokens + 1);
        long cached = RANDOM.nextBoolean() ? 0 : RANDOM.nextLong(input + 1);
        long written = caching == Caching.NONE ? 0 : part(input - cached);
        return Measures.of(Measure.INPUT_TOKENS, input)
                .with(Measure.CACHED_INPUT_TOKENS, cached)
                .with(Measure.CACHE_WRITE_TOKENS, written)
                .with(
                        Measure.CACHE_WRITE_HOUR_TOKENS,
                        caching == Caching.AN_HOUR ? part(written) : 0)
                .with(Measure.OUTPUT_TOKENS, RANDOM.nextLong(outputTokens + 1));
    }

    /** Half of the time all of it. */
    private static long part(long whole) {
        return RANDOM.nextBoolean() ? whole : RANDOM.nextLong(whole + 1);
    }
}
