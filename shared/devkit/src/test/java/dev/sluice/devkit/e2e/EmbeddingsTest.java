package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /v1/embeddings}, against the scripted provider where nothing else is said. */
class EmbeddingsTest {
    private static final String E5 = "intfloat/multilingual-e5-large-instruct";
    @AutoClose private World world;

    @BeforeEach
    void start() throws IOException {
        world = World.settings().start();
    }

    private Reply embed(String members) throws IOException {
        return embed(world, members);
    }

    private static Reply embed(World at, String members) throws IOException {
        String body = "{\"model\":\"" + E5 + "\"," + members + "}";
        return at.post("/v1/embeddings", World.KEY, body.getBytes(UTF_8));
    }

    @Test
    void vectorsOfAListComeInItsOrderAndTheirCosineMakesSense() throws Exception {
        Reply reply =
                embed("\"input\":[\"a cat on a mat\",\"the cat on the mat\",\"stock prices\"]");
        assertThat(reply.status()).isEqualTo(200);
        List<Tree> rows = reply.json().at("data").items();
        assertThat(rows).hasSize(3);
        double[] cat = vector(rows.get(0));
        assertThat(cat).hasSize(1_024);
        assertThat(cosine(cat, vector(rows.get(1))))
                .isGreaterThan(cosine(cat, vector(rows.get(2))) + 0.2);
        Map<String, String> row = world.settled(reply);
        long tokens = Long.parseLong(row.get("inputTokens"));
        assertThat(tokens).isPositive();
        assertThat(row)
                .containsEntry("outcome", "completed")
                .containsEntry("outputTokens", "0")
                .containsEntry("costNanoUsd", Long.toString(tokens * 20));
    }

    @Test
    void base64IsLittleEndianFloat32OfTheSameVector() throws Exception {
        double[] numbers = vector(embed("\"input\":\"hello\"").json().at("data").items().get(0));
        Reply reply = embed("\"encoding_format\":\"base64\",\"input\":\"hello\"");
        String text = reply.json().at("data").items().get(0).at("embedding").text();
        ByteBuffer bytes =
                ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN);
        for (double number : numbers) {
            assertThat((double) bytes.getFloat()).isCloseTo(number, within(1e-6));
        }
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void theOfficialSdkWorksUnchanged() {
        OpenAIClient client =
                OpenAIOkHttpClient.builder().baseUrl(world.url()).apiKey(World.KEY).build();
        var answer =
                client.embeddings()
                        .create(
                                EmbeddingCreateParams.builder()
                                        .model(E5)
                                        .input("hello world")
                                        .build());
        assertThat(answer.data().getFirst().embedding()).hasSize(1_024);
        assertThat(answer.usage().promptTokens()).isPositive();
    }

    @Test
    void limitsOfEmbeddingsAreAScopeOfTheirOwn() throws Exception {
        world.settled(embed("\"input\":\"hello\""));
        assertThat(world.limit("slot#0#embedding")).isNotEmpty();
        assertThat(world.limit("slot#0")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"input\":\"\" | input",
                "\"input\":[] | input",
                "\"input\":[\"a\",null] | input[1]",
                "\"input\":[\"a\",{}] | input[1]",
                "\"x\":1 | input",
                "\"input\":7 | input",
                "\"input\":[1,2,3] | input",
                "\"input\":\"a\",\"encoding_format\":\"hex\" | encoding_format",
                "\"input\":\"a\",\"dimensions\":0 | dimensions",
                "\"input\":\"a\",\"dimensions\":256 | dimensions",
                "\"input\":\"a\",\"input\":\"b\" | input",
            })
    void badInputIsA400ThatNamesTheMember(String members, String param) throws Exception {
        Reply reply = embed(members);
        assertThat(reply.error(400).at("param").text()).isEqualTo(param);
        assertThat(world.rows()).noneMatch(row -> "reserved".equals(row.get("state")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"input\":[1,2,3] | input",
                "\"input\":\"a\",\"dimensions\":256 | dimensions",
            })
    void whatTheModelHasNotIsRefusedBeforeTheCall(String members, String param) throws Exception {
        try (ScriptedProvider upstream = new ScriptedProvider();
                World other = World.together(upstream)) {
            assertThat(embed(other, members).error(400).at("param").text()).isEqualTo(param);
            assertThat(upstream.seen()).isEmpty();
            assertThat(other.rows()).isEmpty();
        }
    }

    @Test
    void theDimensionsThatTheModelHasAreTaken() throws Exception {
        assertThat(embed("\"input\":\"a\",\"dimensions\":1024").status()).isEqualTo(200);
    }

    @Test
    void aModelAtTheWrongDoorIsToldTheRightOne() throws Exception {
        Reply chat = world.ask(E5);
        assertThat(chat.error(400).at("message").text()).contains(E5, "POST /v1/embeddings");
        String body = "{\"model\":\"" + World.LLAMA + "\",\"input\":\"a\"}";
        Reply embedding = world.post("/v1/embeddings", World.KEY, body.getBytes(UTF_8));
        assertThat(embedding.error(400).at("message").text())
                .contains(World.LLAMA, "POST /v1/chat/completions");
    }

    @Test
    void usageIsEstimatedAndMarkedWhereTheProviderSendsNone() throws Exception {
        try (ScriptedProvider upstream = new ScriptedProvider()) {
            upstream.on(
                    E5,
                    Scripts.answer(
                            "{\"object\":\"list\",\"data\":[{\"index\":0,\"embedding\":[0.5]}]}"));
            try (World other = World.together(upstream)) {
                Reply reply = embed(other, "\"input\":\"seven letters\"");
                assertThat(reply.json().at("usage").at("prompt_tokens").number()).isEqualTo(4);
                assertThat(other.settled(reply))
                        .containsEntry("estimated", "true")
                        .containsEntry("inputTokens", "4");
            }
        }
    }

    @Test
    void anErrorInA200AndAnAnswerWithoutVectorsAreNoSuccess() throws Exception {
        try (ScriptedProvider upstream = new ScriptedProvider()) {
            try (World other = World.together(upstream)) {
                upstream.on(E5, Scripts.answer("{\"error\":{\"message\":\"m\",\"code\":400}}"));
                embed(other, "\"input\":\"a\"").error(400);
                upstream.on(E5, Scripts.answer("{\"object\":\"list\"}"));
                embed(other, "\"input\":\"a\"").error(502);
            }
        }
    }

    private static double[] vector(Tree row) {
        return row.at("embedding").items().stream().mapToDouble(Tree::decimal).toArray();
    }

    private static double cosine(double[] one, double[] other) {
        double product = 0;
        for (int i = 0; i < one.length; i++) {
            product += one[i] * other[i];
        }
        return product;
    }
}
