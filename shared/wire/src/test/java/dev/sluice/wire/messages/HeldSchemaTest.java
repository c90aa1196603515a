package dev.sluice.wire.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.core.call.Ask;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.openai.request.ChatRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What OpenAI's clients write in a schema and Anthropic refuses: its page of structured outputs
 * lists what it takes, and an error is all else.
 */
class HeldSchemaTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'object','properties':{}} | {'type':'object','properties':{},'additionalProperties':false}",
                "{'additionalProperties':false,'properties':{}} | {'additionalProperties':false,'properties':{}}",
                "{'type':'object','additionalProperties':true,'properties':{}} | {'type':'object','additionalProperties':true,'properties':{}}",
                "{'type':'object'} | {'type':'object'}",
                "{'type':'integer','minimum':1,'maximum':9} | {'type':'integer','description':'minimum: 1, maximum: 9'}",
                "{'description':'Age.','type':'number','exclusiveMinimum':0.5} | {'type':'number','description':'Age.\\n\\nexclusiveMinimum: 0.5'}",
                "{'type':'string','description':'A \\'b\\'','pattern':'^a$'} | {'type':'string','pattern':'^a$','description':'A \\'b\\''}",
                "{'type':'string','format':'date'} | {'type':'string','format':'date'}",
                "{'type':'string','format':'uri-reference'} | {'type':'string','description':'format: \\'uri-reference\\''}",
                "{'type':'array','minItems':1,'items':{'minLength':2}} | {'type':'array','minItems':1,'items':{'description':'minLength: 2'}}",
                "{'type':'array','minItems':2,'maxItems':3} | {'type':'array','description':'minItems: 2, maxItems: 3'}",
                "{'oneOf':[{'maxLength':2},{'$ref':'#/$defs/a'}],'$defs':{'a':{'properties':{}}}} | {'anyOf':[{'description':'maxLength: 2'},{'$ref':'#/$defs/a'}],'$defs':{'a':{'properties':{},'additionalProperties':false}}}",
                "{'properties':{'minimum':{'type':'integer'},'properties':{'enum':['a']}}} | {'properties':{'minimum':{'type':'integer'},'properties':{'enum':['a']}},'additionalProperties':false}",
                "{'default':{'minimum':1},'const':{'properties':1},'enum':[{'oneOf':[]}]} | {'default':{'minimum':1},'const':{'properties':1},'enum':[{'oneOf':[]}]}",
                "{'items':true,'anyOf':7,'properties':[]} | {'items':true,'anyOf':7,'properties':[],'additionalProperties':false}",
                "true | true",
            })
    void whatAnthropicRefusesIsToldOrLeftOut(String schema, String held) throws Exception {
        assertThat(held(schema)).isEqualTo(held);
    }

    /** A schema in which everything stands somewhere, and what is made of it. */
    private record Pair(String schema, String held) {
        static Pair of(Random random, int depth) {
            return switch (depth == 0 ? 0 : random.nextInt(4)) {
                case 1 -> inside("{'type':'array','items':", of(random, depth - 1), "}");
                case 2 -> several(random, depth);
                case 3 -> properties(random, depth);
                default ->
                        new Pair(
                                "{'type':'integer','maximum':7}",
                                "{'type':'integer','description':'maximum: 7'}");
            };
        }

        private static Pair several(Random random, int depth) {
            Pair one = of(random, depth - 1);
            Pair other = of(random, depth - 1);
            return new Pair(
                    "{'oneOf':[" + one.schema + "," + other.schema + "]}",
                    "{'anyOf':[" + one.held + "," + other.held + "]}");
        }

        private static Pair properties(Random random, int depth) {
            List<String> schemas = new ArrayList<>();
            List<String> held = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                Pair one = of(random, depth - 1);
                schemas.add("'maximum" + i + "':" + one.schema);
                held.add("'maximum" + i + "':" + one.held);
            }
            return new Pair(
                    "{'properties':{" + String.join(",", schemas) + "}}",
                    "{'properties':{" + String.join(",", held) + "},'additionalProperties':false}");
        }

        private static Pair inside(String before, Pair pair, String after) {
            return new Pair(before + pair.schema + after, before + pair.held + after);
        }
    }

    @Property(tries = 300)
    void itIsSoHoweverDeepItStands(@ForAll long seed) throws Exception {
        Pair pair = Pair.of(new Random(seed), 6);
        assertThat(held(pair.schema())).isEqualTo(pair.held());
    }

    /** Of an answer, and of a call that is to be strict; what a call is not held to stays. */
    @Test
    void answersAndStrictCallsAreHeldToIt() throws Exception {
        String schema = "{'type':'object','properties':{'a':{'type':'string','minLength':1}}}";
        String tool = "{'type':'function','function':{'name':'f','parameters':" + schema;
        String chat =
                "{'model':'m','max_tokens':9,'messages':[{'role':'user','content':'Hi'}],"
                        + "'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':"
                        + schema
                        + "}},'tools':["
                        + tool
                        + ",'strict':true}},"
                        + tool
                        + ",'strict':false}},"
                        + tool
                        + "}}]}";
        ChatRequest request =
                ChatRequest.parse(ChatRequest.Kind.CHAT, chat.replace('\'', '"').getBytes(UTF_8));
        Ask ask = new Ask(List.of("m"), ModelKind.CHAT, false, 1, request.maxTokens(), 1);
        String sent =
                JSON.std
                        .mapFrom(
                                ChatAsMessages.of(request, ask, Model.unlisted("anthropic", "m"))
                                        .toByteArray())
                        .toString();
        String plain = "{type=object, properties={a={type=string, minLength=1}}}";
        String held =
                "{type=object, properties={a={type=string, description=minLength: 1}}, additionalProperties=false}";
        assertThat(sent)
                .contains("output_config={format={type=json_schema, schema=" + held + "}}")
                .contains("{name=f, input_schema=" + held + ", strict=true}")
                .contains("{name=f, input_schema=" + plain + ", strict=false}")
                .contains("{name=f, input_schema=" + plain + "}]");
    }

    private static String held(String schema) throws MalformedJson {
        JsonOut out = new JsonOut(64);
        HeldSchema.write(out, JsonView.of(schema.replace('\'', '"').getBytes(UTF_8)));
        return out.toString().replace('"', '\'');
    }
}
