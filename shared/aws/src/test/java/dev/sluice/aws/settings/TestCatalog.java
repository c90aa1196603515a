package dev.sluice.aws.settings;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.catalog.ProviderSpeech;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Provider types and nothing else. */
public final class TestCatalog {
    private TestCatalog() {}

    public static Catalog get() {
        return new Catalog(
                "test",
                List.of(
                        provider("together", "https://api.together.example/v1"),
                        provider("atlascloud", "https://api.atlas.example/v1"),
                        provider("groq", "https://api.groq.example/v1", "groq-free"),
                        provider("openai-compatible", null)),
                List.of(),
                Map.of());
    }

    private static Provider provider(String name, @Nullable String baseUrl, String... typeAliases) {
        return new Provider(
                name,
                name,
                List.of(typeAliases),
                Optional.ofNullable(baseUrl).map(URI::create),
                ProviderSpeech.OPENAI,
                new TreeMap<>(),
                true,
                true);
    }
}
