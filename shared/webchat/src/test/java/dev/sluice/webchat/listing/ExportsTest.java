package dev.sluice.webchat.listing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.wire.catalog.CatalogLoader;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ExportsTest {
    private static final Catalog CATALOG = CatalogLoader.bundled();
    private static final Pattern LINE =
            Pattern.compile(
                    "  \"([^\"]+)\": \\{ input: (\\d+(?:\\.\\d+)?), output: (\\d+(?:\\.\\d+)?) \\},");

    @Test
    void pricesStandUnderEveryFormOfTheName() {
        Map<String, String> prices = prices();
        String llama = "meta-llama/Llama-3.3-70B-Instruct-Turbo";
        assertThat(prices)
                .containsEntry(llama, "0.88 0.88")
                .containsEntry("together:" + llama, "0.88 0.88")
                .containsEntry("together/" + llama, "0.88 0.88")
                .containsEntry("atlascloud:deepseek-ai/DeepSeek-R1", "0.55 2.19");
    }

    @Test
    void onlyWhatCostsNothingIsFree() {
        prices().forEach(
                        (name, price) -> {
                            if (name.contains("Llama-3.3-70B-Instruct-Turbo-Free")) {
                                assertThat(price).isEqualTo("0 0");
                            } else if (name.contains("Llama-3.3-70B-Instruct-Turbo")) {
                                assertThat(price).isNotEqualTo("0 0");
                            }
                        });
        assertThat(PricingTs.of(CATALOG))
                .contains("export interface ModelPricing", "price.input === 0");
    }

    @Test
    void everyLineOfTheTableIsOne() {
        String ts = PricingTs.of(CATALOG);
        String table = ts.substring(ts.indexOf("> = {\n") + "> = {\n".length(), ts.indexOf("\n};"));
        assertThat(table.lines()).allMatch(line -> LINE.matcher(line).matches());
    }

    @Test
    void theCatalogHasTheOldSchema() throws IOException {
        Map<String, Object> old = JSON.std.mapFrom(ProviderCatalogJson.of(CATALOG));
        assertThat(old.keySet())
                .containsAll(
                        Set.of(
                                "version",
                                "lastUpdated",
                                "chat",
                                "whisper",
                                "imageGeneration",
                                "openaiCompatibleEndpoints",
                                "modelCategories"));
        Map<?, ?> together = map(map(map(old.get("chat")).get("providers")).get("together"));
        assertThat(together.get("apiBase")).isEqualTo("https://api.together.xyz/v1");
        Map<?, ?> llama =
                map(map(together.get("models")).get("meta-llama/Llama-3.3-70B-Instruct-Turbo"));
        assertThat(map(llama.get("pricing")).get("input")).hasToString("0.88");
        assertThat(map(llama.get("pricing")).get("unit")).isEqualTo("per_million_tokens");
        assertThat(map(llama.get("rateLimits")).get("requestsPerMinute")).isEqualTo(600);
        assertThat(llama.get("deprecated")).isEqualTo(false);
        Map<?, ?> unpriced =
                map(
                        map(map(map(map(old.get("chat")).get("providers")).get("atlascloud"))
                                        .get("models"))
                                .get("deepseek-ai/deepseek-v4-pro"));
        assertThat(unpriced.containsKey("pricing")).as("unknown is not free").isFalse();
    }

    private static Map<?, ?> map(@org.jspecify.annotations.Nullable Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static Map<String, String> prices() {
        Map<String, String> prices = new java.util.TreeMap<>();
        Matcher lines = LINE.matcher(PricingTs.of(CATALOG));
        while (lines.find()) {
            prices.put(lines.group(1), lines.group(2) + " " + lines.group(3));
        }
        return prices;
    }
}
