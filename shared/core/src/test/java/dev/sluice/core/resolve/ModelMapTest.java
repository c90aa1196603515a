package dev.sluice.core.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelMapTest {
    private static final ModelMap MAP =
            ModelMap.of(
                    List.of(
                            "claude-*=general",
                            "claude-*-haiku*=small",
                            "claude-opus-4-8=large",
                            "*-mini=tiny"));

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-8, large",
        "claude-sonnet-5, general",
        "claude-, general",
        "claude-3-5-haiku-20241022, small",
        "claude-haiku, general",
        "gpt-5-mini, tiny",
    })
    void anExactNameComesFirstThenTheLongestPattern(String name, String model) {
        assertThat(MAP.model(name)).contains(model);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude", "Claude-x", "xclaude-", "gpt-5", "-minix"})
    void allOtherNamesStandForThemselves(String name) {
        assertThat(MAP.model(name)).isEmpty();
        assertThat(ModelMap.NONE.model(name)).isEmpty();
    }

    @Test
    void partsOfAPatternDoNotOverlap() {
        ModelMap map = ModelMap.of(List.of("ab*bc=x"));
        assertThat(map.model("abc")).isEmpty();
        assertThat(map.model("abbc")).contains("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude", "=x", "claude-*=", "="})
    void whatIsNoPairIsRefusedWithItsRule(String pair) {
        assertThatThrownBy(() -> ModelMap.of(List.of("a=b", pair)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be pairs such as")
                .hasMessageContaining('"' + pair + '"');
    }

    @Test
    void aMappedNameIsNotMappedAgain() {
        ModelMap map = ModelMap.of(List.of("a=b", "b=c"));
        assertThat(map.model("a")).contains("b");
    }
}
