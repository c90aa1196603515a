package dev.sluice.wire.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the provider took away, and when: its own deprecation notices, and what later lists no
 * longer have.
 */
final class RetiredRowsTest {

    private static final Catalog CATALOG = CatalogLoader.bundled();

    @ParameterizedTest
    @CsvSource({
        "deepseek-ai/DeepSeek-R1-Distill-Qwen-14B, 2025-11-13",
        "Qwen/Qwen2.5-Coder-32B-Instruct, 2025-11-13",
        "Qwen/QwQ-32B, 2025-11-13",
        "meta-llama/Llama-3.3-70B-Instruct-Turbo-Free, 2025-11-13",
        "arcee-ai/virtuoso-large, 2025-11-17",
        "arcee-ai/maestro-reasoning, 2025-11-17",
        "arcee-ai/coder-large, 2025-11-17",
        "deepcogito/cogito-v2-preview-deepseek-671b, 2025-11-19",
        "meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo, 2026-03-06",
    })
    void namedRemovalsKeepTheirDay(String id, LocalDate day) {
        assertThat(together(id).deprecatedOn()).contains(day);
    }

    /** Of the 41 models of the research, the lists of August 2026 still have five. */
    @Test
    void fiveModelsOfTheResearchStillLive() {
        assertThat(
                        ResearchTables.csv("together-models.csv").stream()
                                .map(row -> together(id(row)))
                                .filter(model -> model.kind() == ModelKind.CHAT)
                                .filter(model -> model.deprecatedOn().isEmpty())
                                .map(Model::id))
                .containsExactlyInAnyOrder(
                        "meta-llama/Llama-3.3-70B-Instruct-Turbo",
                        "openai/gpt-oss-120b",
                        "openai/gpt-oss-20b",
                        "Qwen/Qwen2.5-7B-Instruct-Turbo",
                        "google/gemma-3n-E4B-it");
    }

    @Test
    void knownSuccessorsAreNamed() {
        assertThat(together("deepcogito/cogito-v2-preview-deepseek-671b").replacedBy())
                .contains("deepcogito/cogito-v2-1-671b");
        assertThat(together("moonshotai/Kimi-K2-Instruct").replacedBy())
                .contains("moonshotai/Kimi-K2-Instruct-0905");
    }

    @Test
    void aRetiredRowSaysWhoSaysSo() {
        assertThat(CATALOG.models())
                .filteredOn(model -> model.deprecatedOn().isPresent())
                .isNotEmpty()
                .allSatisfy(model -> assertThat(model.source()).contains("; retired: "));
    }

    private static String id(Map<String, String> row) {
        String id = row.get("model_id");
        assertThat(id).isNotNull();
        return id;
    }

    private static Model together(String id) {
        return CATALOG.model("together", id).orElseThrow();
    }
}
