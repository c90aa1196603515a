package dev.sluice.wire.openai.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeltaTextTest {
    @Test
    void theTextOfTheFirstChoiceUnescaped() {
        assertThat(
                        text(
                                "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\\n\\u00e9🚀\"}}]}"))
                .isEqualTo("a\né🚀");
        assertThat(text("{\"choices\":[{\"delta\":{\"content\":\"no index\"}}],\"usage\":null}"))
                .isEqualTo("no index");
    }

    @Test
    void otherChoicesAndWhatIsNoTextAreLeftOut() {
        assertThat(
                        text(
                                "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b\"}},{\"delta\":{\"content\":\"a\"},\"index\":0}]}"))
                .isEqualTo("a");
        for (String delta :
                new String[] {
                    "{}",
                    "{\"role\":\"assistant\",\"content\":null}",
                    "{\"content\":\"\"}",
                    "{\"reasoning_content\":\"hm\"}",
                    "{\"tool_calls\":[{\"function\":{\"content\":\"x\"}}]}",
                    "null"
                }) {
            assertThat(text("{\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}"))
                    .as(delta)
                    .isEmpty();
        }
        assertThat(text("{\"choices\":[]}")).isEmpty();
        assertThat(text("{\"choices\":null}")).isEmpty();
    }

    @Test
    void partsAreJoinedAndThinkingIsLeftOut() {
        assertThat(
                        text(
                                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},{\"type\":\"text\",\"text\":\"a\"},{\"text\":\"b\"},7]}}]}"))
                .isEqualTo("ab");
    }

    private static String text(String chunk) {
        byte[] bytes = chunk.getBytes(UTF_8);
        return DeltaText.of(bytes, 0, bytes.length);
    }
}
