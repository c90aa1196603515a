package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /v1/rerank} and {@code POST /v2/rerank}, against the scripted provider. */
class RerankTest {
    private static final String MODEL = "mixedbread-ai/Mxbai-Rerank-Large-V2";
    @AutoClose private World world;

    @BeforeEach
    void start() throws IOException {
        world = World.settings().start();
    }

    private Reply rerank(String path, String members) throws IOException {
        String body = "{\"model\":\"" + MODEL + "\"," + members + "}";
        return world.post(path, World.KEY, body.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/rerank", "/v2/rerank"})
    void documentsComeInTheOrderInWhichTheyFit(String path) throws Exception {
        Reply reply =
                rerank(
                        path,
                        "\"query\":\"cats and dogs\",\"top_n\":2,\"return_documents\":true,"
                                + "\"documents\":[\"stock prices\",\"cats and mice\",\"dogs\"]");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().at("id").text())
                .as("nothing is masked")
                .isEqualTo("scripted-rerank");
        List<Tree> results = reply.json().at("results").items();
        assertThat(results).hasSize(2);
        assertThat(results.getFirst().at("index").number()).isEqualTo(1);
        assertThat(results.getFirst().at("document").at("text").text()).isEqualTo("cats and mice");
        assertThat(results.getFirst().at("relevance_score").decimal())
                .isGreaterThan(results.getLast().at("relevance_score").decimal());
        Map<String, String> row = world.settled(reply);
        assertThat(row).containsEntry("outcome", "completed").containsEntry("outputTokens", "0");
        assertThat(Long.parseLong(row.get("costNanoUsd")))
                .isEqualTo(100 * Long.parseLong(row.get("inputTokens")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"documents\":[\"a\"] | query",
                "\"query\":\"q\" | documents",
                "\"query\":\"q\",\"documents\":[] | documents",
                "\"query\":\"q\",\"documents\":\"a\" | documents",
                "\"query\":7,\"documents\":[\"a\"] | query",
                "\"query\":\"q\",\"documents\":[\"a\",7] | documents[1]",
                "\"query\":\"q\",\"documents\":[null] | documents[0]",
                "\"query\":\"q\",\"documents\":[\"a\"],\"return_documents\":\"yes\" | return_documents",
                "\"query\":\"q\",\"documents\":[\"a\"],\"top_n\":0 | top_n",
            })
    void badInputIsA400ThatNamesTheMember(String members, String param) throws Exception {
        assertThat(rerank("/v2/rerank", members).error(400).at("param").text()).isEqualTo(param);
        assertThat(world.rows()).isEmpty();
    }

    @Test
    void aListByTogethersOtherNameIsTheResults() throws Exception {
        String list = "\"choices\":[{\"index\":0,\"relevance_score\":0.5}]";
        try (ScriptedProvider provider = new ScriptedProvider();
                World other =
                        World.settings()
                                .slot(0, "together", provider.origin() + "/s3/v1")
                                .start()) {
            provider.on("POST /s3/v1/rerank", 200, "{\"id\":\"r\"," + list + ",\"x\":1}");
            String body = "{\"model\":\"" + MODEL + "\",\"query\":\"q\",\"documents\":[\"a\"]}";
            Reply reply = other.post("/v2/rerank", World.KEY, body.getBytes(UTF_8));
            assertThat(reply.json().at("results", 0, "relevance_score").decimal()).isEqualTo(0.5);
            assertThat(reply.body()).doesNotContain("choices");
            assertThat(other.settled(reply)).containsEntry("estimated", "true");
        }
    }

    @Test
    void aChatModelIsToldItsDoor() throws Exception {
        String body = "{\"model\":\"" + World.LLAMA + "\",\"query\":\"q\",\"documents\":[\"a\"]}";
        Reply reply = world.post("/v1/rerank", World.KEY, body.getBytes(UTF_8));
        assertThat(reply.error(400).at("message").text()).contains("POST /v1/chat/completions");
    }
}
