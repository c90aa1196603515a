package dev.sluice.aws.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.catalog.ProviderSpeech;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OldEnvTest {
    private static final Catalog CATALOG =
            new Catalog("1", List.of(provider("together"), provider("groq")), List.of(), Map.of());

    @Test
    void eachOfTheThreeSchemesBecomesOurs() {
        OldEnv env =
                OldEnv.of(
                        Map.of(
                                "LLAMDA_LLM_PROXY_PROVIDER_TYPE_0", "together",
                                "LLAMDA_LLM_PROXY_PROVIDER_KEY_0", "key-a",
                                "LLAMDA_LLM_PROXY_PROVIDER_RATE_LIMIT_0", "1000",
                                "LP_TYPE_1", "groq",
                                "LP_KEY_1", "key-b",
                                "P_T2", "together",
                                "P_K2", "key-c",
                                "P_P2", "7"),
                        CATALOG);
        assertThat(env.values())
                .containsOnly(
                        Map.entry("SLUICE_PROVIDER_TYPE_0", "together"),
                        Map.entry("SLUICE_PROVIDER_KEY_0", "key-a"),
                        Map.entry("SLUICE_PROVIDER_TPM_0", "1000"),
                        Map.entry("SLUICE_PROVIDER_TYPE_1", "groq"),
                        Map.entry("SLUICE_PROVIDER_KEY_1", "key-b"),
                        Map.entry("SLUICE_PROVIDER_TYPE_2", "together"),
                        Map.entry("SLUICE_PROVIDER_KEY_2", "key-c"),
                        Map.entry("SLUICE_PROVIDER_PRIORITY_2", "7"));
        assertThat(env.notes()).isEmpty();
    }

    @Test
    void aKeyNeverMeetsAnotherSchemesType() {
        OldEnv env =
                OldEnv.of(
                        Map.of(
                                "LP_TYPE_0", "groq",
                                "LP_KEY_0", "key-b",
                                "P_T0", "together",
                                "P_K0", "key-c"),
                        CATALOG);
        assertThat(env.values()).containsEntry("SLUICE_PROVIDER_KEY_0", "key-b").hasSize(2);
        assertThat(env.notes()).singleElement().asString().contains("P_*0", "LP_*_0");
    }

    @Test
    void whatCannotBeTakenOverIsNamedWithoutItsValue() {
        OldEnv env =
                OldEnv.of(
                        Map.of(
                                "P_T0", "replicate",
                                "P_K0", "secret-one",
                                "P_C0", "chat,tts",
                                "LP_TYPE_4", "groq",
                                "GOOGLE_CLIENT_SECRET", "secret-two",
                                "GOOGLE_CLIENT_ID", "id.apps",
                                "ALLOWED_EMAILS", "a@b.c"),
                        CATALOG);
        assertThat(env.values())
                .containsOnly(
                        Map.entry("SLUICE_GOOGLE_CLIENT_ID", "id.apps"),
                        Map.entry("SLUICE_ALLOWED_EMAILS", "a@b.c"));
        assertThat(env.notes()).hasSize(4);
        assertThat(env.notes().toString())
                .contains("P_*0", "P_C0", "LP_*_4", "GOOGLE_CLIENT_SECRET")
                .doesNotContain("secret-one", "secret-two");
    }

    private static Provider provider(String name) {
        return new Provider(
                name,
                name,
                List.of(),
                Optional.of(URI.create("https://" + name + ".example/v1")),
                ProviderSpeech.OPENAI,
                new TreeMap<>(),
                false,
                false);
    }
}
