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
    private static final String RAW = "raw/a";

    @AutoClose private ScriptedProvider upstream;
    @AutoClose private World world;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        world =
                World.settings()
                        .slot(0, "openrouter", upstream.baseUrl())
                        .set("SLUICE_PROVIDER_MODEL_0", ROUTED)
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
