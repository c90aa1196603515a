package dev.sluice.wire.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import org.junit.jupiter.api.Test;

class EmbeddingsTest {
    @Test
    void aTokenIdIsATokenAndATextIsWeighed() throws BadRequest {
        assertThat(tokens("[1,2,3]")).isEqualTo(3);
        assertThat(tokens("[[1,2],[3,4,5]]")).isEqualTo(5);
        assertThat(tokens("[\"" + "x".repeat(35) + "\",\"" + "x".repeat(35) + "\"]")).isEqualTo(20);
    }

    private static long tokens(String input) throws BadRequest {
        byte[] body = ("{\"model\":\"m\",\"input\":" + input + "}").getBytes(UTF_8);
        return new Embeddings().read(Content.json(body)).ask().inputTokens();
    }
}
