package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Log probabilities of {@code POST /v1/responses}, from providers that speak chats. */
class LikelyTokensTest {
    private static final String LOGPROBS = "message.output_text.logprobs";

    private ScriptedProvider upstream;
    private World world;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        world =
                World.settings()
                        .slot(0, "together", upstream.baseUrl())
                        .set("SLUICE_PROVIDER_MODEL_0", "tog/a")
                        .serving(1, upstream.baseUrl(), "raw/a")
                        .start();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        upstream.close();
    }

    private Reply ask(String model, String members) throws IOException {
        String body = "{\"model\":\"" + model + "\",'input':'Hi'," + members + "}";
        return world.post("/v1/responses", World.KEY, body.replace('\'', '"').getBytes(UTF_8));
    }

    private static String item(String token) {
        return "{\"token\":\""
                + token
                + "\",\"logprob\":-0.50,\"bytes\":[1],\"top_logprobs\":[{\"token\":\"x\",\"logprob\":-1,\"bytes\":[2]}]}";
    }

    private static String says(String token) {
        return Scripts.event(
                "{\"index\":0,\"delta\":{\"content\":\""
                        + token
                        + "\"},\"logprobs\":{\"content\":["
                        + item(token)
                        + "],\"refusal\":null},\"finish_reason\":null}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    'include':['message.output_text.logprobs'],'top_logprobs':3 | "logprobs":true,"top_logprobs":3
                    'include':['message.output_text.logprobs']                  | "logprobs":true
                    'top_logprobs':3                                            | "logprobs":true,"top_logprobs":3
                    """)
    void theyAreAskedForAsAChatDoes(String members, String asked) throws Exception {
        Reply reply = ask("raw/a", members.replace("''", "'"));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.header("x-sluice-left-out")).isEmpty();
        assertThat(upstream.take().body()).contains(asked);
    }

    @Test
    void whereNobodyAsksForThemNorAreTheyAskedFor() throws Exception {
        ask("raw/a", "'top_logprobs':0,'include':['reasoning.encrypted_content']");
        assertThat(upstream.take().body()).doesNotContain("logprobs");
    }

    @Test
    void theyComeWithEachDeltaAndAllOfThemWithTheText() throws Exception {
        upstream.on(
                "raw/a",
                Scripts.stream(says("Lé"), says("w"), Scripts.finish("stop"), Scripts.DONE));
        Reply reply = ask("raw/a", "'stream':true,'include':['" + LOGPROBS + "'],'top_logprobs':1");
        String deltas =
                reply.body()
                        .lines()
                        .filter(line -> line.contains("\"response.output_text.delta\""))
                        .reduce("", (all, line) -> all + line);
        assertThat(deltas)
                .contains("\"delta\":\"Lé\",\"logprobs\":[" + item("Lé") + "]")
                .contains("\"delta\":\"w\",\"logprobs\":[" + item("w") + "]");
        String all = "\"logprobs\":[" + item("Lé") + "," + item("w") + "]";
        assertThat(reply.body())
                .contains("\"text\":\"Léw\"," + all)
                .contains("\"text\":\"Léw\",\"annotations\":[]," + all)
                .contains("\"top_logprobs\":1,");
        Tree response = reply.chunks().getLast().at("response");
        assertThat(response.at("output", 0, "content", 0, "logprobs").items()).hasSize(2);
    }

    @Test
    void aWholeAnswerHasThemBesideItsText() throws Exception {
        upstream.on(
                "raw/a",
                Scripts.answer(
                        "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Low\"},\"logprobs\":{\"content\":[ "
                                + item("Low")
                                + " ]},\"finish_reason\":\"stop\"}]}"));
        Reply reply = ask("raw/a", "'include':['" + LOGPROBS + "']");
        assertThat(reply.body()).contains("\"logprobs\":[" + item("Low") + "]");
    }

    /** Together wants a number, and answers in lists. */
    @Test
    void aProvidersOwnFormIsMadeOpenAisFirst() throws Exception {
        upstream.on(
                "tog/a",
                Scripts.answer(
                        "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Lo\"},\"logprobs\":{\"tokens\":[\"Lo\"],\"token_logprobs\":[-0.25]},\"finish_reason\":\"stop\"}]}"));
        Reply reply = ask("tog/a", "'include':['" + LOGPROBS + "'],'top_logprobs':2");
        assertThat(upstream.take().body()).contains("\"logprobs\":2");
        assertThat(reply.json().at("output", 0, "content", 0, "logprobs", 0, "token").text())
                .isEqualTo("Lo");
    }
}
