package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenRouter says with each answer what it takes for it; nobody else's word is money. */
class ToldCostTest {
    private static final String ROUTED = "maker/routed";
    private static final String TALKS = "maker/talks";
    private static final String RESPONDS = "maker/responds";
    private static final String RAW = "raw/a";

    @AutoClose private ScriptedProvider upstream;
    @AutoClose private World world;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        world =
                World.settings()
                        .slot(0, "openrouter", upstream.baseUrl())
                        .set(
                                "SLUICE_PROVIDER_ALLOWED_MODELS_0",
                                String.join(",", ROUTED, TALKS, RESPONDS))
                        .set(
                                "SLUICE_PROVIDER_SPEAKS_0",
                                TALKS + "=messages," + RESPONDS + "=responses")
                        .serving(1, upstream.baseUrl(), RAW)
                        .start();
    }

    private static String costing(String members) {
        return Scripts.USAGE.replace("}", "," + members.replace('\'', '"') + "}");
    }

    private Reply ask(String path, String model, boolean streams, String usage) throws Exception {
        String event = Scripts.usageEvent().replace(Scripts.USAGE, usage);
        upstream.on(
                model,
                streams
                        ? Scripts.stream(
                                Scripts.say("Hi"), Scripts.finish("stop"), event, Scripts.DONE)
                        : Scripts.answer(Scripts.completion("Hi").replace(Scripts.USAGE, usage)));
        String more = ",\"max_tokens\":9" + (streams ? ",\"stream\":true" : "");
        return world.post(path, World.KEY, World.chat(model, more).getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, true",
        "/v1/chat/completions, false",
        "/v1/messages, true",
        "/v1/messages, false"
    })
    void isTheCostOfTheRow(String path, boolean streams) throws Exception {
        Reply reply = ask(path, ROUTED, streams, costing("'cost':9.51e-5"));
        assertThat(world.settled(reply))
                .containsEntry("costNanoUsd", "95100")
                .containsEntry("priced", "true")
                .containsEntry("outputTokens", "5");
    }

    /** Its usage has the same members in every language that it speaks. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void isTheCostOfTheRowWhateverLanguageItIsAskedIn(boolean streams) throws Exception {
        String usage =
                "\"usage\":{\"input_tokens\":10,\"output_tokens\":5,\"total_tokens\":15,\"cost\":9.51e-5,\"is_byok\":false,\"cost_details\":{\"upstream_inference_cost\":9e-5}}";
        String message =
                "{\"id\":\"m\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]," + usage + "}";
        upstream.on(
                TALKS,
                streams
                        ? Scripts.stream(
                                data(
                                        "message_start",
                                        "\"message\":{\"usage\":{\"input_tokens\":10}}"),
                                data(
                                        "content_block_start",
                                        "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"Hi\"}"),
                                data("content_block_stop", "\"index\":0"),
                                data(
                                        "message_delta",
                                        "\"delta\":{\"stop_reason\":\"end_turn\"}," + usage),
                                data("message_stop", "\"x\":0"))
                        : Scripts.answer(message));
        isBilled(
                "/v1/messages",
                TALKS,
                "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]",
                streams);
        String response = "{\"id\":\"r\",\"status\":\"completed\",\"output\":[]," + usage + "}";
        upstream.on(
                RESPONDS,
                streams
                        ? Scripts.stream(data("response.completed", "\"response\":" + response))
                        : Scripts.answer(response));
        isBilled("/v1/responses", RESPONDS, "\"input\":\"Hi\"", streams);
    }

    private static String data(String type, String members) {
        return "data: {\"type\":\"" + type + "\"," + members + "}\n\n";
    }

    private void isBilled(String path, String model, String members, boolean streams)
            throws Exception {
        String body = "{\"model\":\"" + model + "\",\"stream\":" + streams + "," + members + "}";
        assertThat(world.settled(world.post(path, World.KEY, body.getBytes(UTF_8))))
                .as(path)
                .containsEntry("costNanoUsd", "95100")
                .containsEntry("priced", "true")
                .containsEntry("outputTokens", "5");
    }

    @Test
    void isTheCostOfVectorsToo() throws Exception {
        upstream.on(
                ROUTED,
                Scripts.answer(
                        "{\"data\":[{\"index\":0,\"embedding\":[0.5]}],\"usage\":{\"prompt_tokens\":4,\"total_tokens\":4,\"cost\":8e-8}}"));
        Reply reply =
                world.post(
                        "/v1/embeddings",
                        World.KEY,
                        ("{\"model\":\"" + ROUTED + "\",\"input\":\"Hi\"}").getBytes(UTF_8));
        assertThat(world.settled(reply))
                .containsEntry("costNanoUsd", "80")
                .containsEntry("inputTokens", "4");
    }

    /** Documented so: the fee is 5 % of what the model's provider takes by itself. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'cost':0.95,'cost_details':{'upstream_inference_cost':19} | 19950000000",
                "'is_byok':true,'cost':0.95,'cost_details':{'upstream_inference_cost':19} | 19950000000",
                "'is_byok':false,'cost':0.95,'cost_details':{'upstream_inference_cost':0.95} | 950000000",
                "'cost':0.95,'cost_details':{'upstream_inference_cost':null} | 950000000"
            },
            quoteCharacter = '`')
    void whatTheModelsProviderTakesByItselfIsInIt(String members, String nanoUsd) throws Exception {
        Reply reply = ask("/v1/chat/completions", ROUTED, false, costing(members));
        assertThat(world.settled(reply)).containsEntry("costNanoUsd", nanoUsd);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"'cost':-1", "'cost':'1'", "'cost':{}", "'cost':1e40", "'cost':null"})
    void whatIsNoAmountIsNone(String member) throws Exception {
        Reply reply = ask("/v1/chat/completions", ROUTED, false, costing(member));
        assertThat(world.settled(reply))
                .containsEntry("priced", "false")
                .containsEntry("outputTokens", "5");
    }

    @Test
    void anotherProvidersIsNotRead() throws Exception {
        Reply reply = ask("/v1/chat/completions", RAW, false, costing("'cost':1"));
        assertThat(world.settled(reply))
                .containsEntry("costNanoUsd", "0")
                .containsEntry("priced", "false");
    }
}
