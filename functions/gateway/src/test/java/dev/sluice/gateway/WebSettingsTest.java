package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.aws.settings.SettingsException;
import dev.sluice.core.call.Unpriced;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Provider;
import dev.sluice.wire.catalog.CatalogLoader;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSettingsTest {
    private static final Catalog CATALOG = CatalogLoader.bundled();

    @Test
    void nothingIsMovedOrAllowedUnlessSaid() {
        WebSettings none = WebSettings.from(Map.of(), CATALOG);
        assertThat(none.baseUrls()).isEmpty();
        assertThat(none.allowedEndpoints()).isEmpty();
        assertThat(
                        WebSettings.from(
                                Map.of("SLUICE_BASE_URLS", "", "SLUICE_ALLOWED_ENDPOINTS", " "),
                                CATALOG))
                .isEqualTo(none);
    }

    /** What costs the operator money that nothing counts is served where it says so alone. */
    @Test
    void creditServesNoServicesModelWithoutAPriceUnlessSaid() {
        assertThat(WebSettings.from(Map.of("SLUICE_CREDIT_USD", "5"), CATALOG).unpriced())
                .isEqualTo(Unpriced.OF_NAMED_SERVERS);
        assertThat(WebSettings.from(Map.of("SLUICE_CREDIT_UNPRICED", "on"), CATALOG).unpriced())
                .isEqualTo(Unpriced.ALL);
        assertThat(
                        CATALOG.providers().stream()
                                .filter(provider -> provider.baseUrl().isEmpty())
                                .map(Provider::name))
                .containsExactly("openai-compatible");
    }

    @Test
    void movesTypesWithOneSettingOrOneEach() {
        Map<String, String> environment =
                Map.of(
                        "SLUICE_BASE_URLS",
                        "groq=https://one.example.com/openai/v1, openai-compatible=https://two.example.com/v1/,",
                        "SLUICE_BASE_URL_GROQ",
                        "https://wins.example.com/v1",
                        "SLUICE_BASE_URL_TOGETHER",
                        "http://127.0.0.1:8080/v1");
        assertThat(WebSettings.from(environment, CATALOG).baseUrls())
                .containsOnly(
                        Map.entry("groq", URI.create("https://wins.example.com/v1")),
                        Map.entry("openai-compatible", URI.create("https://two.example.com/v1")),
                        Map.entry("together", URI.create("http://127.0.0.1:8080/v1")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SLUICE_BASE_URLS | https://host/v1 | must be such as groq=https://host/v1",
                "SLUICE_BASE_URLS | nobody=https://host/v1 | names no provider type: \"nobody\"",
                "SLUICE_BASE_URLS | groq=http://host/v1 | must be https",
                "SLUICE_BASE_URLS | groq= | must be a URL",
                "SLUICE_BASE_URLS | groq=https://a/v1,groq=https://b/v1 | names groq twice",
                "SLUICE_BASE_URL_NOBODY | https://host/v1 | names no provider type: \"NOBODY\"",
                "SLUICE_ALLOWED_ENDPOINTS | https://a/v1,http://host | must be https",
                "SLUICE_CREDIT_USD | -1.00 | must not be negative",
                "SLUICE_CREDIT_UNPRICED | maybe | must be on or off",
                "SLUICE_CORS_ORIGINS | foo | without a path, such as https://app.example.com",
                "SLUICE_CORS_ORIGINS | https://a/v1 | must name origins, without a path",
                "SLUICE_ALLOWED_ENDPOINTS | https://user:hush@host | must not hold a user name"
            })
    void refusesAWrongOneByName(String name, String value, String rule) {
        assertThatThrownBy(() -> WebSettings.from(Map.of(name, value), CATALOG))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(rule)
                .message()
                .doesNotContain("hush");
    }
}
