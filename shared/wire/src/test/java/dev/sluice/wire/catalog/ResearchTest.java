package dev.sluice.wire.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.catalog.Price;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Limits;
import dev.sluice.core.measure.Measure;
import dev.sluice.wire.catalog.ResearchTables.PricedModel;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds the catalog against the research tables, row by row. */
final class ResearchTest {

    private static final Catalog CATALOG = CatalogLoader.bundled();

    /**
     * Where the research and the provider's documentation give two contexts, the research stands.
     */
    private static final Set<String> CONTEXT_OF_THE_RESEARCH =
            Set.of("deepseek-ai/DeepSeek-V3.1", "moonshotai/Kimi-K2-Instruct");

    @Test
    void servesEveryPopularModelAtItsPriceAndContext() {
        List<PricedModel> popular = ResearchTables.popularModels();
        Map<String, Model> byName = new HashMap<>();
        CATALOG.models().stream()
                .filter(model -> model.provider().equals("together"))
                .filter(model -> model.source().startsWith("research"))
                .forEach(model -> byName.put(model.displayName(), model));

        assertThat(popular).hasSize(40);
        for (PricedModel row : popular) {
            Model model = byName.get(row.name());
            assertThat(model).as(row.name()).isNotNull();
            check(row, model);
        }
    }

    @Test
    void servesEveryRecommendedModelAtItsPriceAndContext() {
        List<PricedModel> recommended = ResearchTables.recommendedModels();

        assertThat(recommended).hasSize(4);
        for (PricedModel row : recommended) {
            check(row, together(row.name()));
        }
    }

    @Test
    void hasEachIdOfTheModelListAtItsPriceAndContext() {
        List<Map<String, String>> rows = ResearchTables.csv("together-models.csv");

        assertThat(rows).hasSize(50);
        for (Map<String, String> row : rows) {
            Model model = together(cell(row, "model_id"));
            String name = cell(row, "display_name");
            String kind = name.startsWith("[") ? name.substring(1, name.indexOf(']')) : "chat";
            assertThat(model.kind().wireName()).as(model.id()).isEqualTo(kind);
            checkPrice(model, cell(row, "input_per_1m"), cell(row, "output_per_1m"));
            if (!CONTEXT_OF_THE_RESEARCH.contains(model.id())) {
                assertThat(model.contextTokens())
                        .as(model.id())
                        .isEqualTo(optionalLong(cell(row, "context")));
            }
        }
    }

    @Test
    void hasEachNewerModelAtItsPriceContextAndCapabilities() {
        Set<String> known = new HashSet<>();
        ResearchTables.csv("together-models.csv").forEach(row -> known.add(cell(row, "model_id")));

        for (Map<String, String> row : ResearchTables.csv("together-models-2026.csv")) {
            Model model = together(cell(row, "model_id"));
            if (known.contains(model.id())) {
                continue; // the research stands: see above
            }
            checkPrice(model, cell(row, "input_per_1m"), cell(row, "output_per_1m"));
            assertThat(tokens(model).cachedInputNanoUsdPerMillion())
                    .as(model.id())
                    .isEqualTo(optionalNanoUsd(cell(row, "cache_read_per_1m")));
            assertThat(model.contextTokens())
                    .as(model.id())
                    .isEqualTo(optionalLong(cell(row, "context")));
            assertThat(model.maxOutputTokens())
                    .as(model.id())
                    .isEqualTo(optionalLong(cell(row, "max_output")));
        }
    }

    @Test
    void hasEachImageModelAtItsPriceAndSteps() {
        List<Map<String, String>> rows = ResearchTables.csv("together-images.csv");

        assertThat(rows).hasSize(27);
        for (Map<String, String> row : rows) {
            Model model = together(cell(row, "model_id"));
            assertThat(model.kind()).as(model.id()).isEqualTo(ModelKind.IMAGE);
            assertThat(model.price())
                    .as(model.id())
                    .contains(
                            new Price.Megapixel(
                                    nanoUsd(cell(row, "usd_per_megapixel")),
                                    optionalLong(cell(row, "default_steps"))));
        }
    }

    @Test
    void limitsTextByTier() {
        checkLimits("**Chat, Language & Code Models**", ModelKind.CHAT, 2);
    }

    @Test
    void limitsEmbeddingsByTier() {
        checkLimits("**Embedding Models**", ModelKind.EMBEDDING, 1);
    }

    @Test
    void limitsImagesByTier() {
        List<List<String>> rows = ResearchTables.markdownTable("**Image Models**");

        assertThat(rows).hasSize(5);
        for (List<String> row : rows) {
            Limits limits = provider().limits(ModelKind.IMAGE, tier(row));
            assertThat(limits)
                    .isEqualTo(
                            Limits.of(
                                    Limit.perMinute(
                                            Measure.IMAGES,
                                            optionalLong(row.get(1)).orElseThrow())));
        }
    }

    /** "Special Model Limits" of the research, which is prose. */
    @Test
    void someModelsHaveLimitsOfTheirOwn() {
        Model r1 = together("deepseek-ai/DeepSeek-R1");
        Model free = together("meta-llama/Llama-3.3-70B-Instruct-Turbo-Free");
        Model freeImages = together("black-forest-labs/FLUX.1-schnell-Free");

        long[] rpmByTier = {3, 3, 60, 400, 400, 1200, 1200};
        for (int tier = 0; tier < rpmByTier.length; tier++) {
            assertThat(r1.ownLimits(tier).perMinute(Measure.REQUESTS)).hasValue(rpmByTier[tier]);
        }
        assertThat(free.ownLimits(0).perMinute(Measure.REQUESTS)).hasValue(6);
        assertThat(free.ownLimits(1).perMinute(Measure.REQUESTS)).hasValue(10);
        assertThat(free.ownLimits(5).perMinute(Measure.REQUESTS)).hasValue(10);
        assertThat(freeImages.ownLimits(1).perMinute(Measure.IMAGES)).hasValue(10);
    }

    private static void check(PricedModel row, Model model) {
        checkPrice(model, row.inputUsd(), row.outputUsd());
        for (int thousands : row.contextThousands()) {
            assertThat(model.contextTokens().orElse(0) / 1000).as(model.id()).isEqualTo(thousands);
        }
    }

    private static void checkPrice(Model model, String inputUsd, String outputUsd) {
        assertThat(tokens(model).inputNanoUsdPerMillion())
                .as(model.id())
                .isEqualTo(nanoUsd(inputUsd));
        assertThat(tokens(model).outputNanoUsdPerMillion())
                .as(model.id())
                .isEqualTo(nanoUsd(outputUsd));
    }

    private static void checkLimits(String heading, ModelKind kind, int rpmColumn) {
        List<List<String>> rows = ResearchTables.markdownTable(heading);

        assertThat(rows).hasSize(5);
        for (List<String> row : rows) {
            assertThat(provider().limits(kind, tier(row)))
                    .isEqualTo(
                            Limits.perMinute(
                                    optionalLong(row.get(rpmColumn)),
                                    optionalLong(row.get(rpmColumn + 1))));
        }
    }

    private static Provider provider() {
        return CATALOG.provider("together").orElseThrow();
    }

    private static Model together(String id) {
        return CATALOG.model("together", id)
                .orElseThrow(() -> new AssertionError("not in the catalog: " + id));
    }

    private static Price.Tokens tokens(Model model) {
        return (Price.Tokens) model.price().orElseThrow();
    }

    private static int tier(List<String> row) {
        return Integer.parseInt(row.getFirst().replace("Tier ", ""));
    }

    private static String cell(Map<String, String> row, String column) {
        String value = row.get(column);
        assertThat(value).as(column).isNotNull();
        return value;
    }

    private static OptionalLong optionalLong(String number) {
        return number.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(number.replace(",", "")));
    }

    private static OptionalLong optionalNanoUsd(String usd) {
        return usd.isEmpty() ? OptionalLong.empty() : OptionalLong.of(nanoUsd(usd));
    }

    private static long nanoUsd(String usd) {
        return new BigDecimal(usd).multiply(BigDecimal.valueOf(1_000_000_000)).longValueExact();
    }
}
