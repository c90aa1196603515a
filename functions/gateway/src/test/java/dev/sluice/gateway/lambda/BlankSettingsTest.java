package dev.sluice.gateway.lambda;

import static dev.sluice.gateway.lambda.Template.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.gateway.Config;
import dev.sluice.gateway.WebSettings;
import dev.sluice.wire.catalog.CatalogLoader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A parameter that is given empty, or a line without a value, is as if it were not there. */
final class BlankSettingsTest {
    private static final Catalog CATALOG = CatalogLoader.bundled();

    @Test
    void aBlankSettingIsNotSet() throws Exception {
        List<String> names =
                map(
                                map(Template.read()
                                                .properties("GatewayFunction")
                                                .get("Environment"))
                                        .get("Variables"))
                        .keySet()
                        .stream()
                        .filter(name -> name.startsWith("SLUICE_"))
                        .toList();
        assertThat(names).contains("SLUICE_STAGE", "SLUICE_STORES", "SLUICE_CREDIT_USD");
        for (String name : names) {
            for (String blank : List.of("", " ")) {
                Map<String, String> environment = Map.of(name, blank);
                assertThat(Config.from(environment))
                        .as(name)
                        .usingRecursiveComparison()
                        .isEqualTo(Config.from(Map.of()));
                assertThat(WebSettings.from(environment, CATALOG))
                        .as(name)
                        .isEqualTo(WebSettings.from(Map.of(), CATALOG));
                assertThat(LambdaSettings.from(environment))
                        .as(name)
                        .isEqualTo(LambdaSettings.from(Map.of()));
            }
        }
    }
}
