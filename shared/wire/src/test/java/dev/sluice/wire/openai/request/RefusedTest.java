package dev.sluice.wire.openai.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.Provider;
import dev.sluice.wire.catalog.CatalogLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What providers' models were seen to refuse, by what people report of them. */
class RefusedTest {
    private static final String ALL =
            "'temperature':0.2,'top_p':0.9,'stop':['x'],'presence_penalty':0,'frequency_penalty':0";

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4.1-mini, ''",
        "openai, gpt-5-chat-latest, ''",
        "openai, of-my-own, ''",
        "openai, gpt-5-mini-2025-08-07, temperature top_p stop",
        "openai, gpt-5.2, temperature top_p stop",
        "openai, gpt-5.6-terra, temperature top_p stop",
        "openai, gpt-6-sol, temperature top_p stop",
        "openai, o3, temperature top_p stop",
        "openai, o4-mini, temperature top_p stop",
        "openai-compatible, gpt-5, ''",
        "xai, grok-2, ''",
        "xai, grok-3, presence_penalty frequency_penalty",
        "xai, grok-3-mini, stop presence_penalty frequency_penalty",
        "xai, grok-4-0709, stop presence_penalty frequency_penalty",
        "xai, grok-4.6, stop presence_penalty frequency_penalty",
        "xai, grok-4-fast-non-reasoning, presence_penalty frequency_penalty",
        "xai, grok-code-fast-1, stop presence_penalty frequency_penalty",
        "together, meta-llama/Llama-3.3-70B-Instruct-Turbo, ''",
    })
    void isNamedAsTheModelRefusesIt(String type, String model, String refused) throws Exception {
        List<String> names = refused.isEmpty() ? List.of() : List.of(refused.split(" "));
        ChatRequest chat = Chats.with(ALL.replace('\'', '"'));
        assertThat(Refused.in(chat, provider(type), model)).isEqualTo(names);
        List<String> left = new ArrayList<>(chat.members().keySet());
        left.removeAll(names);
        assertThat(chat.without(names).members().keySet()).containsExactlyElementsOf(left);
    }

    @Test
    void aOneIsWhatTheModelDoesByItselfAndNullSaysNothing() throws Exception {
        for (String one : List.of("1", "1.0")) {
            ChatRequest chat =
                    Chats.with("\"temperature\":" + one + ",\"top_p\":" + one + ",\"stop\":null");
            assertThat(Refused.in(chat, provider("openai"), "gpt-5")).isEmpty();
        }
    }

    private static Provider provider(String type) {
        return CatalogLoader.bundled().provider(type).orElseThrow();
    }
}
