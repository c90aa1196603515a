package dev.sluice.wire.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.call.Secret;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.catalog.ProviderSpeech;
import dev.sluice.core.resolve.Access;
import dev.sluice.core.resolve.Allotment;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.NamedModels;
import dev.sluice.core.resolve.Slot;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialects.Dialects;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.messages.AnthropicDialect;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A request is read, or refused, before any limit is asked: however many of a thing stand in it,
 * equal ones or distinct, sixteen times as many cost sixteen times as much.
 */
class LinearRequestsLawTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final String RESPONSES = "/v1/responses";

    private static final int MANY = 40_000;

    /** So many a request of Responses may have. */
    private static final int MOST_TOOLS = 4_096;

    /** What may stand in a request of any endpoint, of its members or beside them. */
    private static final List<String> ANYWHERE =
            List.of(
                    "'a#':1",
                    "'a':1",
                    "'model':'m'",
                    "'input':'a'",
                    "'temperature':1",
                    "'metadata':{'a#':'b'}",
                    "'tools':[{'type':'function','name':'a'}]");

    /**
     * A body in which one thing stands many times.
     *
     * @param many a hash in it is a number of its own
     */
    record Shape(String path, String before, String many, String after, int most) {
        private Shape(String path, String before, String many, String after) {
            this(path, before, many, after, MANY);
        }

        private Shape upTo(int most) {
            return new Shape(path, before, many, after, most);
        }

        private byte[] body(int count) {
            StringBuilder body = new StringBuilder(before);
            for (int i = 0; i < count; i++) {
                body.append(i == 0 ? "" : ",").append(many.replace("#", String.valueOf(i)));
            }
            return body.append(after).toString().replace('\'', '"').getBytes(UTF_8);
        }

        @Override
        public String toString() {
            return path + " " + before + many + after;
        }
    }

    static List<Shape> anywhere() {
        return Endpoints.ALL.all().stream()
                .map(endpoint -> endpoint.route().path())
                .flatMap(
                        path ->
                                ANYWHERE.stream()
                                        .map(many -> new Shape(path, "{'model':'m',", many, "}")))
                .toList();
    }

    static List<Shape> chats() {
        String text = "{'role':'user','content':'a'}";
        String of = "{'model':'m','max_tokens':9,'messages':[";
        String with = "{'model':'m','max_tokens':9,'messages':[" + text + "],";
        String call = "{'id':'a#','type':'function','function':{'name':'a','arguments':'{}'}}";
        String schema = "{'type':'json_schema','json_schema':{'name':'a','schema':";
        return List.of(
                new Shape(CHAT, of, text, "]}"),
                new Shape(CHAT, of, "{'role':'system','content':'a'}", "," + text + "]}"),
                new Shape(
                        CHAT,
                        of,
                        "{'role':'tool','tool_call_id':'a#','content':'a'}",
                        "," + text + "]}"),
                new Shape(
                        CHAT,
                        of + "{'role':'user','content':[",
                        "{'type':'text','text':'a'}",
                        "]}]}"),
                new Shape(
                        CHAT,
                        of + "{'role':'user','content':[",
                        "{'type':'image_url','image_url':{'url':'https://a.com/#.png'}}",
                        "]}]}"),
                new Shape(
                        CHAT,
                        of + text + ",{'role':'assistant','tool_calls':[",
                        call,
                        "]}," + text + "]}"),
                new Shape(
                        CHAT,
                        of + text + ",{'role':'assistant','tool_calls':[",
                        call.replace("#", ""),
                        "]}," + text + "]}"),
                new Shape(
                        CHAT,
                        with + "'response_format':" + schema + "{'properties':{",
                        "'a#':{'minimum':1}",
                        "}}}}}"),
                new Shape(
                        CHAT,
                        with + "'response_format':" + schema + "{'oneOf':[",
                        "{'properties':{'a':{'minimum':1}}}",
                        "]}}}}"),
                new Shape(
                        CHAT,
                        of,
                        "{'role':'assistant','tool_calls':["
                                + call
                                + "]},{'role':'tool','tool_call_id':'a#','content':'a'}",
                        "," + text + "]}"),
                new Shape(CHAT, with + "'tools':[", tool("a"), "]}"),
                new Shape(CHAT, with + "'tools':[", tool("a#"), "]}"),
                new Shape(CHAT, with + "'stop':[", "'a#'", "]}"),
                new Shape(CHAT, with + "'logit_bias':{", "'#':1", "}}"));
    }

    private static String tool(String name) {
        return "{'type':'function','function':{'name':'" + name + "'}}";
    }

    static List<Shape> messages() {
        String text = "{'role':'user','content':'a'}";
        String of = "{'model':'m','max_tokens':9,'messages':[";
        String with = of + text + "],";
        String said = of + text + ",{'role':'assistant','content':[";
        String heard = of + "{'role':'user','content':[";
        return List.of(
                new Shape(MESSAGES, of, text, "]}"),
                new Shape(MESSAGES, with + "'system':[", "{'type':'text','text':'a'}", "]}"),
                new Shape(
                        MESSAGES,
                        with + "'tools':[",
                        "{'name':'a','input_schema':{'type':'object'}}",
                        "]}"),
                new Shape(
                        MESSAGES,
                        with + "'tools':[",
                        "{'name':'a#','input_schema':{'type':'object'}}",
                        "]}"),
                new Shape(
                        MESSAGES,
                        heard,
                        "{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}",
                        "]}]}"),
                new Shape(
                        MESSAGES,
                        said,
                        "{'type':'tool_use','id':'a#','name':'a','input':{}}",
                        "]}," + text + "]}"),
                new Shape(
                        MESSAGES,
                        said,
                        "{'type':'tool_use','id':'a','name':'a','input':{}}",
                        "]}," + text + "]}"),
                new Shape(
                        MESSAGES,
                        with
                                + "'output_config':{'format':{'type':'json_schema','schema':{'properties':{",
                        "'a#':{'properties':{},'required':['a']}",
                        "}}}}}"),
                new Shape(
                        MESSAGES,
                        heard,
                        "{'type':'tool_result','tool_use_id':'a#','content':'a'}",
                        "]}]}"));
    }

    static List<Shape> responses() {
        String of = "{'model':'m','input':[";
        String with = "{'model':'m','input':'a','tools':[";
        String text = ",{'role':'user','content':'a'}]}";
        String call = "{'type':'function_call','call_id':'a#','name':'a#','arguments':'{}'}";
        String given = "{'type':'function_call_output','call_id':'a#','output':'a'}";
        String ofName = "{'type':'function','name':'";
        String long60 = "n".repeat(60);
        return List.of(
                new Shape(RESPONSES, of, "{'role':'user','content':'a'}", "]}"),
                new Shape(RESPONSES, of, "{'type':'reasoning','id':'a#','summary':[]}", text),
                new Shape(RESPONSES, of, call, text),
                new Shape(RESPONSES, of, given, text),
                new Shape(RESPONSES, of, call + "," + given, text),
                new Shape(RESPONSES, with, ofName + "a'}", "]}").upTo(MOST_TOOLS),
                new Shape(RESPONSES, with, ofName + "a#'}", "]}").upTo(MOST_TOOLS),
                new Shape(RESPONSES, with, ofName + "é'}," + ofName + "ü'}", "]}")
                        .upTo(MOST_TOOLS / 2),
                new Shape(RESPONSES, with, ofName + long60 + "#'}," + ofName + long60 + "#'}", "]}")
                        .upTo(MOST_TOOLS / 2),
                new Shape(RESPONSES, with, ofName + "a'}," + ofName + "a_#'}", "]}")
                        .upTo(MOST_TOOLS / 2),
                new Shape(
                                RESPONSES,
                                with + "{'type':'namespace','name':'n','tools':[",
                                ofName + "a'}",
                                "]}]}")
                        .upTo(MOST_TOOLS),
                new Shape(RESPONSES, with, "{'type':'namespace','name':'n#','tools':[]}", "]}"),
                new Shape(
                        RESPONSES,
                        with
                                + ofName
                                + "a'}],'tool_choice':{'type':'allowed_tools','mode':'auto','tools':[",
                        ofName + "a'}",
                        "]}}"),
                new Shape(RESPONSES, "{'model':'m','input':'a','include':[", "'a#'", "]}"));
    }

    static List<Shape> others() {
        return List.of(
                new Shape("/v1/embeddings", "{'model':'m','input':[", "[1,2]", "]}"),
                new Shape("/v1/embeddings", "{'model':'m','input':[", "1", "]}"),
                new Shape("/v1/embeddings", "{'model':'m','input':[", "'a'", "]}"),
                new Shape("/v1/completions", "{'model':'m','prompt':[", "'a'", "]}"),
                new Shape("/v1/rerank", "{'model':'m','query':'a','documents':[", "'a'", "]}"),
                new Shape(
                        "/v1/moderations",
                        "{'model':'m','input':[",
                        "{'type':'text','text':'a'}",
                        "]}"));
    }

    @ParameterizedTest
    @MethodSource({"chats", "messages", "responses", "others"})
    void sixteenTimesAsManyTakeSixteenTimesAsLong(Shape shape) throws Exception {
        assertThat(taken(shape.path(), shape.body(2))).isPositive();
        assertLinear(shape);
    }

    @ParameterizedTest
    @MethodSource("anywhere")
    void alsoWhereTheyAreRefused(Shape shape) throws Exception {
        assertLinear(shape);
    }

    private static void assertLinear(Shape shape) throws Exception {
        Work.assertLinear(
                shape.toString(),
                shape.most() / Work.TIMES_AS_MUCH,
                count -> {
                    byte[] body = shape.body(count);
                    return () -> taken(shape.path(), body);
                });
    }

    /** Reads it and says it in the languages of its providers; how many bytes they are sent. */
    private static int taken(String path, byte[] body) {
        int saidBytes = 0;
        try {
            Asked asked = Objects.requireNonNull(Endpoints.ALL.at(path)).read(Content.json(body));
            for (String dialect : List.of("openai", AnthropicDialect.NAME)) {
                Candidate candidate = candidate(dialect);
                saidBytes +=
                        Dialects.ALL
                                .of(candidate.provider())
                                .speak(asked, candidate)
                                .map(spoken -> spoken.body().lengthBytes())
                                .orElse(0);
            }
        } catch (BadRequest e) {
            return saidBytes; // refused, which is to be as cheap
        }
        return saidBytes;
    }

    private static Candidate candidate(String dialect) {
        Provider provider =
                new Provider(
                        "toy",
                        "Toy",
                        List.of(),
                        Optional.empty(),
                        new ProviderSpeech(
                                dialect,
                                Set.of(),
                                List.of(),
                                Map.of(),
                                Map.of(),
                                false,
                                Optional.empty()),
                        new TreeMap<>(),
                        true,
                        false);
        Access access = new Access("toy", new Secret("secret"), Optional.empty());
        Slot slot = new Slot(1, access, NamedModels.NONE, Allotment.USUAL, 100);
        return new Candidate(slot, provider, Model.unlisted("toy", "toy-1"));
    }
}
