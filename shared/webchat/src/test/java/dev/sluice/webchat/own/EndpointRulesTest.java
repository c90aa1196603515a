package dev.sluice.webchat.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.call.Rejected;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Provider;
import dev.sluice.wire.catalog.CatalogLoader;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointRulesTest {
    private static final Catalog CATALOG = CatalogLoader.bundled();
    private static final URI ALLOWED = URI.create("https://llm.example/v1");

    private final EndpointRules rules =
            new EndpointRules(
                    CATALOG,
                    Map.of("together", URI.create("http://127.0.0.1:9/v1")),
                    List.of(ALLOWED));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://api.groq.com/openai/v1",
                "https://API.groq.com/openai/v1/",
                "HTTPS://api.groq.com:443/openai/v1/chat/completions",
                "https://api.groq.com/openai",
                "https://api.groq.com"
            })
    void aTypesOwnBaseUrlInAnyUsualForm(String given) throws Rejected {
        assertThat(rules.check(provider("groq"), given))
                .hasToString("https://api.groq.com/openai/v1");
    }

    @Test
    void theFormThatFrontendsStoreForGemini() throws Rejected {
        assertThat(
                        rules.check(
                                provider("gemini-free"),
                                "https://generativelanguage.googleapis.com/v1beta"))
                .hasToString("https://generativelanguage.googleapis.com/v1beta/openai");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://127.0.0.1:9/v1",
                "https://api.together.xyz/v1",
                "https://API.together.xyz:443/v1/chat/completions",
                "https://api.together.xyz"
            })
    void aMovedTypeIsOnlyWhereItWasMovedToWhateverTheCatalogSays(String given) throws Rejected {
        assertThat(rules.check(provider("together"), given)).hasToString("http://127.0.0.1:9/v1");
    }

    @Test
    void theAddressOfAMovedTypeStandsForNoOtherType() {
        refused("groq", "https://api.together.xyz/v1");
        refused("together", "https://api.together.xyz/v2");
        refused("together", "http://api.together.xyz/v1");
    }

    @Test
    void whatTheOperatorAllowsIsForEveryType() throws Rejected {
        assertThat(rules.check(provider("openai-compatible"), "https://LLM.example/v1/"))
                .isEqualTo(ALLOWED);
        assertThat(rules.check(provider("groq"), "https://llm.example/v1")).isEqualTo(ALLOWED);
        refused("openai-compatible", "");
        refused("openai-compatible", "https://llm.example");
        refused("openai-compatible", "https://llm.example/v1/more");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.groq.com/openai/v1",
                "https://api.groq.com:8443/openai/v1",
                "https://api.groq.com/openai/v1/../../x",
                "https://api.groq.com/openai/v2",
                "https://api.groq.com.evil.example/openai/v1",
                "https://api.groq.com@evil.example/openai/v1",
                "https://evil.example#api.groq.com/openai/v1",
                "https://evil.example?api.groq.com/openai/v1",
                "https://evil.example\\@api.groq.com/openai/v1",
                "https://a:b@api.groq.com/openai/v1",
                "https://api.groq.com./openai/v1",
                "https://api.groq.com/openai/v1?key=1",
                "https://api.groq.com/%6fpenai/v1",
                "https://аpi.groq.com/openai/v1",
                "//api.groq.com/openai/v1",
                "api.groq.com/openai/v1",
                "https:/api.groq.com/openai/v1",
                "https:api.groq.com",
                "https://[::1]/openai/v1",
                "https://169.254.169.254/openai/v1",
                "file:///openai/v1",
                "https://api.groq.com/openai/v1\r\nHost: x",
                " https://api.groq.com/openai/v1"
            })
    void nothingElse(String given) {
        refused("groq", given);
        assertThat(rules.find(given)).isEmpty();
    }

    @Test
    void aTargetStandsForItsProvider() {
        assertThat(rules.find("https://api.openai.com/v1/chat/completions"))
                .hasValueSatisfying(
                        target -> assertThat(target.provider().name()).isEqualTo("openai"));
        assertThat(rules.find("https://llm.example/v1"))
                .hasValueSatisfying(
                        target ->
                                assertThat(target.provider().name())
                                        .isEqualTo("openai-compatible"));
        assertThat(rules.find("https://api.together.xyz/v1"))
                .as("it was moved")
                .hasValueSatisfying(
                        target ->
                                assertThat(target.baseUrl()).hasToString("http://127.0.0.1:9/v1"));
    }

    private void refused(String type, String given) {
        assertThatThrownBy(() -> rules.check(provider(type), given))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("is not allowed")
                .hasMessageNotContaining("a:b@");
    }

    private static Provider provider(String type) {
        return CATALOG.provider(type).orElseThrow();
    }
}
