package dev.sluice.wire.error;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.openai.Trees;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class OpenAiErrorTest {
    @Test
    void allFourKeysAreThere() {
        assertThat(new String(new OpenAiError("m", "t", null, null).toJson(), UTF_8))
                .isEqualTo(
                        "{\"error\":{\"message\":\"m\",\"type\":\"t\",\"param\":null,\"code\":null}}");
    }

    @Test
    void anyTextIsEscaped() throws IOException {
        String evil = "a\"b\\c\r\ndata: x\n\n\u0000\u007f\u2028é🚀</script>";
        OpenAiError error = new OpenAiError(evil, "t", "p\"", "c\\");
        Object tree = Trees.parse(error.toJson());
        assertThat(Trees.at(tree, "error", "message")).isEqualTo(evil);
        assertThat(Trees.at(tree, "error", "param")).isEqualTo("p\"");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        error.writeEvent(out);
        assertThat(out.toString(UTF_8))
                .startsWith("data: {\"error\":{")
                .endsWith("}}\n\n")
                .hasLineCount(2);
    }

    @Test
    void halfASurrogatePairIsStillJson() {
        assertThat(Trees.parse(new OpenAiError("\ud83d", "t", null, null).toJson())).isNotNull();
    }
}
