package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.wire.catalog.CatalogLoader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyModelsTest {
    private static final Catalog CATALOG = CatalogLoader.bundled();
    private static final String LLAMA = "meta-llama/Llama-3.3-70B-Instruct-Turbo";

    private static List<String> notes(String... names) {
        return KeyModels.notes(CATALOG, List.of(names));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "general",
                LLAMA,
                "together/" + LLAMA,
                "together:" + LLAMA,
                "together/*",
                "openai-compatible/whatever-it-serves"
            })
    void whatTheCatalogKnowsIsNotRemarkedOn(String name) {
        assertThat(notes(name)).isEmpty();
    }

    @Test
    void aNameThatNobodyHasIsToldWithThoseThatMayBeMeant() {
        List<String> told = notes("general", "generl", "together/nosuch");
        assertThat(told).hasSize(2);
        assertThat(told.getFirst())
                .contains(
                        "no model or alias \"generl\"", "Did you mean general", "SLUICE_MODEL_MAP");
        assertThat(told.getLast()).contains("\"together/nosuch\"", "together/");
    }

    @Test
    void aStarStandsForAProvidersModelsAlone() {
        assertThat(notes("claude-*").getFirst()).contains("A star stands alone, or behind");
        assertThat(notes("togther/*").getFirst()).contains("no provider \"togther\"", "together, ");
    }
}
