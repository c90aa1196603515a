package dev.sluice.wire.openai.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.Provider;
import dev.sluice.wire.catalog.CatalogLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What providers' models were seen to take: a column where there are tools, one where not. */
class EffortTest {
    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4.1-mini, high, '', ''",
        "openai, gpt-4o, high, '', ''",
        "openai, ft:gpt-4o-mini:acme, high, '', ''",
        "openai, o3, high, high, high",
        "openai, gpt-5, high, high, high",
        "openai, gpt-5-mini-2025-08-07, high, high, high",
        "openai, gpt-5-chat-latest, high, '', ''",
        "openai, gpt-5.1, high, high, high",
        "openai, gpt-5.2, high, high, high",
        "openai, gpt-5.4, high, '', high",
        "openai, gpt-5.4-mini, '', '', ''",
        "openai, gpt-5.5, high, none, high",
        "openai, gpt-5.6-terra, '', none, ''",
        "openai, gpt-6-sol, low, none, low",
        "openai, gpt-6-astra, low, low, low",
        "openai, of-my-own, low, low, low",
        "openai-compatible, gpt-4o, low, low, low",
        "xai, grok-3, high, '', ''",
        "xai, grok-3-mini, high, high, high",
        "xai, grok-4-0709, high, '', ''",
        "xai, grok-4-1-fast-reasoning, high, '', ''",
        "xai, grok-4.20-0309-reasoning, high, '', ''",
        "xai, grok-4.20-multi-agent-0309, high, high, high",
        "xai, grok-4.3, low, low, low",
        "xai, grok-4.6, low, low, low",
        "xai, grok-build-0.1, high, '', ''",
        "xai, grok-code-fast-1, high, '', ''",
        "xai, grok-5, high, high, high",
        "groq, llama-3.3-70b-versatile, high, '', ''",
        "groq, qwen/qwen3-32b, high, '', ''",
        "groq, openai/gpt-oss-120b, high, high, high",
        "mistral, codestral-latest, high, '', ''",
        "mistral, magistral-medium-latest, high, '', ''",
        "mistral, mistral-small-2603, high, high, high",
        "mistral, mistral-medium-3-5, medium, '', ''",
        "together, meta-llama/Llama-3.3-70B-Instruct-Turbo, low, low, low"
    })
    void isToldAsTheModelTakesIt(
            String type, String model, String asked, String besideTools, String alone) {
        Provider provider = CatalogLoader.bundled().provider(type).orElseThrow();
        Effort effort = Effort.of(provider, model);
        assertThat(effort.told(asked, true)).isEqualTo(besideTools);
        assertThat(effort.told(asked, false)).isEqualTo(alone);
    }

    @ParameterizedTest
    @CsvSource({"low, ''", "medium, ''", "high, high", "none, none", "'', ''"})
    void someTakeHighAlone(String asked, String told) {
        assertThat(Effort.HIGH_OR_NONE.told(asked, true)).isEqualTo(told);
    }
}
