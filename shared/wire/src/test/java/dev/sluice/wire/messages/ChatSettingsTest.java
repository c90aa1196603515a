package dev.sluice.wire.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.core.call.Ask;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.wire.catalog.CatalogLoader;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.openai.request.ChatRequest;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What each of Anthropic's models is told of a chat's settings; anything else is a 400 there. The
 * table is written by hand from Anthropic's pages, beside the catalog's rows.
 */
class ChatSettingsTest {
    private static final Catalog CATALOG = CatalogLoader.bundled();
    private static final String TABLE =
            """
            claude-fable-5-1           | none | low xhigh max  | low           | -
            claude-fable-5             | none | low xhigh max  | low           | any
            claude-opus-5-5            | none | low xhigh max  | low           | -
            claude-sonnet-5-5          | none | low xhigh max  | between_tools | -
            claude-haiku-5-5           | none | low xhigh max  | disabled      | any
            claude-opus-5              | none | low xhigh max  | disabled      | any
            claude-sonnet-5            | none | low xhigh max  | disabled      | any
            claude-opus-4-8            | none | low xhigh max  | disabled      | any
            claude-opus-4-7            | none | low xhigh max  | disabled      | any
            claude-opus-4-6            | one  | low high  max  | disabled      | any
            claude-sonnet-4-6          | one  | low high  max  | disabled      | any
            claude-opus-4-5            | one  | low high  high | disabled      | any
            claude-opus-4-5-20251101   | one  | low high  high | disabled      | any
            claude-sonnet-4-5          | one  | -   -     -    | disabled      | any
            claude-sonnet-4-5-20250929 | one  | -   -     -    | disabled      | any
            claude-haiku-4-5           | one  | -   -     -    | disabled      | any
            claude-haiku-4-5-20251001  | one  | -   -     -    | disabled      | any
            unheard-of                 | none | low xhigh max  | low           | any
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = TABLE)
    void eachModelIsToldWhatItTakesAndTheRestIsNamed(
            String id, String sampling, String efforts, String thinkingOff, String forced)
            throws Exception {
        Model model =
                CATALOG.model("anthropic", id).orElseGet(() -> Model.unlisted("anthropic", id));
        isToldAsTheTableSays(model, sampling, efforts, thinkingOff);
        isMadeToCall(model, forced.equals("any"));
        Model atBedrock =
                CATALOG.model("bedrock", "anthropic." + id)
                        .orElseGet(() -> Model.unlisted("bedrock", "us.anthropic.unheard-of"));
        if (atBedrock.isListed()) {
            isToldAsTheTableSays(atBedrock, sampling, efforts, thinkingOff);
            isMadeToCall(atBedrock, forced.equals("any"));
        }
    }

    @Test
    void theTableHasEveryRowOfTheCatalog() {
        Set<String> ids = new HashSet<>();
        TABLE.lines().forEach(line -> ids.add(line.split(" ", 2)[0]));
        for (Model model : CATALOG.models()) {
            if (model.traits().tuning().isPresent()) {
                assertThat(ids).contains(model.id().replace("anthropic.", ""));
            }
        }
    }

    /** Each of these is an error there, where other providers take it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'stop':' \\n' | {} | [stop]",
                "'stop':['','END','\\t'] | {stop_sequences=[END]} | [stop]",
                "'stop':['END'] | {stop_sequences=[END]} | []",
                "'stop':[] | {} | []",
                "'tools':[{'type':'function','function':{'name':'f','parameters':{}}}] | {tools=[{name=f, input_schema={type=object}}]} | []",
                "'tools':[{'type':'function','function':{'name':'f','parameters':{ 'required':[]}}}] | {tools=[{name=f, input_schema={type=object, required=[]}}]} | []",
                "'tools':[{'type':'function','function':{'name':'f','parameters':{'type':'object'}}}] | {tools=[{name=f, input_schema={type=object}}]} | []",
                "'tools':[{'type':'function','function':{'name':'f'}}] | {tools=[{name=f, input_schema={type=object, properties={}}}]} | []",
            })
    void blankStopsAreNamedAndSchemasAreObjects(String settings, String told, String leftOut)
            throws Exception {
        isTold(Model.unlisted("anthropic", "m"), settings, told, leftOut);
    }

    private static void isToldAsTheTableSays(
            Model model, String sampling, String efforts, String thinkingOff) throws Exception {
        boolean takesOne = sampling.equals("one");
        isTold(
                model,
                "'top_p':0.9,'top_k':5",
                takesOne ? "{top_k=5, top_p=0.9}" : "{}",
                takesOne ? "[]" : "[top_p, top_k]");
        isTold(
                model,
                "'temperature':1.5,'top_p':0.9",
                takesOne ? "{temperature=1}" : "{}",
                takesOne ? "[top_p]" : "[temperature, top_p]");
        String[] sent = efforts.split(" +");
        String[] asked = {"low", "xhigh", "max"};
        for (int i = 0; i < asked.length; i++) {
            isTold(
                    model,
                    "'reasoning_effort':'" + asked[i] + "'",
                    sent[i].equals("-") ? "{}" : "{output_config={effort=" + sent[i] + "}}",
                    sent[i].equals(asked[i]) ? "[]" : "[reasoning_effort]");
        }
        boolean thinks = thinkingOff.equals("low");
        isTold(
                model,
                "'reasoning_effort':'none'",
                thinks ? "{output_config={effort=low}}" : "{thinking={type=" + thinkingOff + "}}",
                thinks ? "[reasoning_effort]" : "[]");
    }

    /** Where the model chooses by itself, it is left the choice, and its caller is told so. */
    private static void isMadeToCall(Model model, boolean isTaken) throws Exception {
        String tools = "'tools':[{'type':'function','function':{'name':'f','parameters':{}}}],";
        String sent = "tools=[{name=f, input_schema={type=object}}]}";
        String leftOut = isTaken ? "[]" : "[tool_choice]";
        String any = isTaken ? "any" : "auto";
        isTold(
                model,
                tools + "'tool_choice':'required','parallel_tool_calls':false",
                "{tool_choice={type=" + any + ", disable_parallel_tool_use=true}, " + sent,
                leftOut);
        isTold(
                model,
                tools + "'tool_choice':{'type':'function','function':{'name':'f'}}",
                "{tool_choice={type=" + (isTaken ? "tool, name=f" : "auto") + "}, " + sent,
                leftOut);
        for (String word : List.of("auto", "none")) {
            isTold(
                    model,
                    tools + "'tool_choice':'" + word + "'",
                    "{tool_choice={type=" + word + "}, " + sent,
                    "[]");
        }
        isTold(model, "'tool_choice':'required','tools':[]", "{}", "[]");
    }

    private static void isTold(Model model, String settings, String told, String leftOut)
            throws IOException, BadRequest {
        String chat =
                "{'model':'m','max_tokens':9,'messages':[{'role':'user','content':'Hi'}],"
                        + settings
                        + "}";
        ChatRequest request =
                ChatRequest.parse(ChatRequest.Kind.CHAT, chat.replace('\'', '"').getBytes(UTF_8));
        Ask ask = new Ask(List.of("m"), ModelKind.CHAT, false, 1, request.maxTokens(), 1);
        Map<String, Object> sent =
                new TreeMap<>(
                        JSON.std.mapFrom(ChatAsMessages.of(request, ask, model).toByteArray()));
        sent.keySet().removeAll(Set.of("model", "max_tokens", "messages"));
        assertThat(sent.toString()).as("%s asked %s", model.id(), settings).isEqualTo(told);
        assertThat(ChatAsMessages.leftOut(request, model).toString())
                .as("%s asked %s", model.id(), settings)
                .isEqualTo(leftOut);
    }
}
