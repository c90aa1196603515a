package dev.sluice.wire.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallIdsTest {
    private static final String ANSWER = "call_01a2326542f47b649bb3abcdef012345";

    /** Kimi K2 and K3, Grok and others were seen to give these in each answer. */
    @ParameterizedTest
    @CsvSource({
        "functions.Bash:0, functions.Bash:0_of_abcdef012345",
        "list_dir:12, list_dir:12_of_abcdef012345",
        "call_0, call_0_of_abcdef012345",
        "0, 0_of_abcdef012345",
        "call_4162774, call_4162774",
        "call_AbC12, call_AbC12",
        "chatcmpl-tool-9f12, chatcmpl-tool-9f12",
        "toolu_01, toolu_01_of_abcdef012345",
        "é, é"
    })
    void anIdThatIsTakenAndACountGetsAMarkOfItsAnswerAndLosesItAgain(String id, String told)
            throws Exception {
        Set<String> taken = CallIds.counted(List.of(id, "call_7"));
        assertThat(CallIds.told(id, ANSWER, taken)).isEqualTo(told);
        assertThat(written(told)).isEqualTo(id);
    }

    /** An agent may hold several conversations beside each other. */
    @ParameterizedTest
    @CsvSource({"call_0, call_0", "toolu_01, toolu_01", "Bash:0, Bash:0_of_abcdef012345"})
    void whereTheConversationHasItNotOnlyOneWithAColonGetsOne(String id, String told) {
        assertThat(CallIds.told(id, ANSWER, Set.of("call_1"))).isEqualTo(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "_of_abcdef012345", "a_of_abcdef012345", "call_0_of_abc", "call_0"})
    void whatHasNoMarkOfOursStays(String id) throws Exception {
        assertThat(written(id)).isEqualTo(id);
    }

    private static String written(String id) throws MalformedJson {
        JsonOut out = new JsonOut(64);
        CallIds.write(out, JsonView.of(("\"" + id + "\"").getBytes(UTF_8)));
        String quoted = out.toString();
        assertThat(quoted).startsWith("\"").endsWith("\"");
        return quoted.substring(1, quoted.length() - 1);
    }
}
