package dev.sluice.devkit.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScriptedUpstreamTest {

    private static final String HELLO =
            "{'model':'m/x','stream':true,'messages':[{'role':'user','content':'Say hello'}]%s}";
    private static final String WEATHER_TOOL =
            ",'tools':[{'type':'function','function':{'name':'get_weather','parameters':{'type':'object',"
                    + "'properties':{'city':{'type':'string'},'days':{'type':'integer'},'unit':{'enum':['C','F']}}}}}]";

    @AutoClose private static ScriptedUpstream upstream;
    @AutoClose private static HttpClient client;

    @BeforeAll
    static void start() throws IOException {
        upstream = ScriptedUpstream.start(TokenPace.AT_ONCE);
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @Test
    void aStreamHasTheShapeOfTogethersRecording() throws Exception {
        List<Map<String, Object>> ours = chunks(stream(HELLO.formatted("")));
        List<Map<String, Object>> theirs = chunks(fixture("together-text.sse"));

        assertThat(shape(ours.getFirst())).isEqualTo(shape(theirs.getFirst()));
        assertThat(shape(ours.getLast())).isEqualTo(shape(withoutTokenId(theirs.getLast())));
    }

    @Test
    void aStreamedToolCallHasTheShapeOfTogethersRecording() throws Exception {
        List<Map<String, Object>> ours =
                chunks(stream(HELLO.formatted(WEATHER_TOOL + ",'tool_choice':'required'")));
        List<Map<String, Object>> theirs = chunks(fixture("together-tool-call.sse"));

        assertThat(shape(ours.get(0))).isEqualTo(shape(theirs.get(0)));
        assertThat(shape(ours.get(1))).isEqualTo(shape(theirs.get(1)));
        assertThat(shape(ours.get(ours.size() - 2))).isEqualTo(shape(theirs.get(2)));
        assertThat(shape(ours.getLast())).isEqualTo(shape(withoutTokenId(theirs.getLast())));
        assertThat(choice(ours.get(ours.size() - 2)).get("finish_reason")).isEqualTo("tool_calls");
        assertThat(choice(ours.getLast()).get("finish_reason")).isEqualTo("tool_calls");
    }

    @Test
    void aStreamTellsItsTokensAndEndsWithDone() throws Exception {
        String body = stream(HELLO.formatted(""));
        List<Map<String, Object>> chunks = chunks(body);

        assertThat(text(chunks)).contains("m/x").contains("Say hello").hasSizeGreaterThan(150);
        assertThat(at(chunks.getLast(), "usage", "completion_tokens")).isEqualTo(chunks.size() - 1);
        assertThat(choice(chunks.getLast()).get("finish_reason")).isEqualTo("stop");
        assertThat(body).endsWith("\n\ndata: [DONE]\n\n");
    }

    @Test
    void theSameQuestionGetsTheSameAnswer() throws Exception {
        assertThat(text(chunks(stream(HELLO.formatted("")))))
                .isEqualTo(text(chunks(stream(HELLO.formatted("")))));
    }

    @Test
    void aUnaryAnswerHasMessageUsageAndSeed() throws Exception {
        HttpResponse<String> response =
                post("/chat/completions", HELLO.replace("true", "false").formatted(""));
        Map<String, Object> json = JSON.std.mapFrom(response.body());

        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(json)
                .containsEntry("object", "chat.completion")
                .containsEntry("prompt", List.of());
        Map<?, ?> choice = choice(json);
        assertThat(String.valueOf(at(choice, "message", "content"))).contains("Say hello");
        assertThat(choice.get("finish_reason")).isEqualTo("stop");
        assertThat(String.valueOf(choice.get("seed"))).hasSize(20).startsWith("1592476422325");
        assertThat(json.get("usage")).isInstanceOf(Map.class);
    }

    @Test
    void legacyCompletionsHaveTextAndTogethersObjectNames() throws Exception {
        String ask = "{'model':'m/x','prompt':'Once upon a time','stream':%s}";
        Map<String, Object> json =
                JSON.std.mapFrom(post("/completions", ask.formatted(false)).body());
        assertThat(json).containsEntry("object", "text.completion");
        assertThat(String.valueOf(choice(json).get("text"))).contains("Once upon a time");

        Map<String, Object> chunk =
                chunks(post("/completions", ask.formatted(true)).body()).getFirst();
        assertThat(chunk).containsEntry("object", "completion.chunk");
    }

    @Test
    void honoursMaxTokens() throws Exception {
        for (String field : List.of("max_tokens", "max_completion_tokens")) {
            List<Map<String, Object>> chunks =
                    chunks(stream(HELLO.formatted(",'" + field + "':7")));
            assertThat(chunks).hasSize(8);
            assertThat(choice(chunks.getLast()).get("finish_reason")).isEqualTo("length");
            assertThat(at(chunks.getLast(), "usage", "completion_tokens")).isEqualTo(7);
        }
    }

    @Test
    void honoursStop() throws Exception {
        for (String stop : List.of("'asked'", "['never there','asked']")) {
            List<Map<String, Object>> chunks = chunks(stream(HELLO.formatted(",'stop':" + stop)));
            assertThat(text(chunks)).endsWith("You ").doesNotContain("asked");
            assertThat(choice(chunks.getLast()).get("finish_reason")).isEqualTo("stop");
        }
    }

    @Test
    void honoursN() throws Exception {
        List<Map<String, Object>> chunks = chunks(stream(HELLO.formatted(",'n':3")));
        List<Object> finished =
                chunks.stream()
                        .map(ScriptedUpstreamTest::choice)
                        .filter(choice -> choice.get("finish_reason") != null)
                        .map(choice -> (Object) choice.get("index"))
                        .toList();
        assertThat(finished).containsExactly(0, 1, 2);
        assertThat(chunks.stream().filter(chunk -> chunk.get("usage") != null)).hasSize(1);
        assertThat(chunks.getLast().get("usage")).isNotNull();
    }

    @Test
    void callsAToolWhenAskedTo() throws Exception {
        String unary = HELLO.replace("true", "false");
        Map<?, ?> function =
                calledFunction(
                        unary.replace("Say hello", "Use get_weather").formatted(WEATHER_TOOL));
        assertThat(function.get("name")).isEqualTo("get_weather");
        assertThat(JSON.std.mapFrom(String.valueOf(function.get("arguments"))))
                .isEqualTo(Map.of("city", "Use get_weather", "days", 3, "unit", "C"));

        String named = ",'tool_choice':{'type':'function','function':{'name':'get_weather'}}";
        assertThat(calledFunction(unary.formatted(WEATHER_TOOL + named)).get("name"))
                .isEqualTo("get_weather");
    }

    @Test
    void callsNoToolWithoutNeedOrAfterItsResult() throws Exception {
        assertThat(text(chunks(stream(HELLO.formatted(WEATHER_TOOL))))).contains("Say hello");
        assertThat(text(chunks(stream(HELLO.formatted(WEATHER_TOOL + ",'tool_choice':'none'")))))
                .isNotEmpty();
        String result =
                HELLO.replace("'user'", "'tool'")
                        .formatted(WEATHER_TOOL + ",'tool_choice':'required'");
        assertThat(text(chunks(stream(result)))).contains("The tool says");
    }

    @Test
    void answersJsonWhenAskedTo() throws Exception {
        String object =
                text(chunks(stream(HELLO.formatted(",'response_format':{'type':'json_object'}"))));
        assertThat(JSON.std.mapFrom(object)).containsEntry("asked", "Say hello");

        String format =
                ",'response_format':{'type':'json_schema','json_schema':{'name':'a','schema':{'type':'object',"
                        + "'properties':{'ok':{'type':'boolean'},'list':{'type':'array','items':{'type':'number'}}}}}}";
        assertThat(JSON.std.mapFrom(text(chunks(stream(HELLO.formatted(format))))))
                .isEqualTo(Map.of("ok", true, "list", List.of(1.5)));
    }

    @Test
    void reasoningModelsThinkAloud() throws Exception {
        List<Map<String, Object>> chunks =
                chunks(stream(HELLO.replace("m/x", "deepseek-ai/DeepSeek-R1").formatted("")));
        assertThat(delta(chunks.getFirst())).containsKey("reasoning").containsEntry("content", "");
        assertThat(at(chunks.getLast(), "usage", "completion_tokens_details", "reasoning_tokens"))
                .isEqualTo(
                        chunks.stream()
                                .filter(chunk -> delta(chunk).containsKey("reasoning"))
                                .toList()
                                .size());
    }

    @ParameterizedTest
    @CsvSource({
        "scripted/400, 400, invalid_request_error",
        "scripted/401, 401, invalid_request_error",
        "together/scripted/402, 402, credit_limit",
        "x:scripted/429, 429, dynamic_request_limited",
        "scripted/500, 500, server_error",
    })
    void refusesOnDemand(String model, int status, String type) throws Exception {
        HttpResponse<String> response =
                post("/chat/completions", HELLO.replace("m/x", model).formatted(""));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(at(JSON.std.mapFrom(response.body()), "error", "type")).isEqualTo(type);
        assertThat(response.headers().firstValue("retry-after").isPresent())
                .isEqualTo(status == 429);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void breaksOffOnDemand(String streamed) {
        String ask = HELLO.replace("true", streamed).replace("m/x", "scripted/cut").formatted("");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> post("/chat/completions", ask));
    }

    @Test
    void misbehavesInStreamsOnDemand() throws Exception {
        assertThat(stream(HELLO.replace("m/x", "scripted/no-usage").formatted("")))
                .doesNotContain("\"usage\"")
                .endsWith("[DONE]\n\n");
        assertThat(stream(HELLO.replace("m/x", "scripted/no-done").formatted("")))
                .contains("\"finish_reason\":\"stop\"")
                .doesNotContain("[DONE]");
        assertThat(stream(HELLO.replace("m/x", "scripted/error").formatted("")))
                .contains("data: {\"error\":{")
                .doesNotContain("\"finish_reason\":\"stop\"");
        assertThat(stream(HELLO.replace("m/x", "scripted/empty").formatted(""))).isEmpty();
        assertThat(stream(HELLO.replace("m/x", "scripted/html").formatted("")))
                .startsWith("<!DOCTYPE html>");
        List<Map<String, Object>> many =
                chunks(stream(HELLO.replace("m/x", "scripted/long").formatted("")));
        assertThat(many).hasSize(2_001);
    }

    @ParameterizedTest
    @CsvSource({
        "scripted/stall,true",
        "scripted/slow,true",
        "scripted/slow,false",
        "scripted/stall,false"
    })
    void countsClientsThatHangUp(String model, String streamed) throws Exception {
        long before = upstream.cancelled();
        long requests = upstream.requests();
        HttpClient impatient = HttpClient.newHttpClient();
        String ask = HELLO.replace("m/x", model).replace("true", streamed).formatted("");
        var _ = impatient.sendAsync(request("/chat/completions", ask), BodyHandlers.ofString());
        assertThat(upstream.awaitRequests(requests + 1, Duration.ofSeconds(60))).isTrue();
        if (streamed.equals("true")) {
            assertThat(upstream.awaitOpenStreams(1, Duration.ofSeconds(60))).isTrue();
        }
        impatient.shutdownNow();
        assertThat(upstream.awaitCancelled(before + 1, Duration.ofSeconds(60))).isTrue();
        assertThat(upstream.awaitOpenStreams(0, Duration.ofSeconds(60))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{}", "{'model':'m'}", "{'model':'m','messages':[]}"})
    void refusesWhatIsNoRequest(String body) throws Exception {
        assertThat(post("/chat/completions", body).statusCode()).isEqualTo(400);
    }

    @Test
    void listsModelsAsABareArray() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri("/models"))
                        .header("Authorization", "Bearer any")
                        .build();
        List<Object> models =
                JSON.std.listFrom(client.send(request, BodyHandlers.ofString()).body());
        assertThat(models.stream().map(model -> ((Map<?, ?>) model).get("id")).map(String::valueOf))
                .containsAll(ScriptedUpstream.MAGIC_MODELS);
    }

    @Test
    void asksForAKeyAndKnowsItsPaths() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/models")).build();
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
        assertThat(post("/responses", "{}").statusCode()).isEqualTo(404);
    }

    private static String stream(String ask) throws Exception {
        return post("/chat/completions", ask).body();
    }

    private static HttpResponse<String> post(String path, String ask) throws Exception {
        return client.send(request(path, ask), BodyHandlers.ofString());
    }

    private static HttpRequest request(String path, String ask) {
        return HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer any")
                .POST(HttpRequest.BodyPublishers.ofString(ask.replace('\'', '"')))
                .build();
    }

    private static URI uri(String path) {
        return URI.create(upstream.baseUrl() + path);
    }

    private static String fixture(String name) throws IOException {
        try (InputStream in = ScriptedUpstreamTest.class.getResourceAsStream(name)) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<Map<String, Object>> chunks(String sse) throws IOException {
        List<Map<String, Object>> chunks = new ArrayList<>();
        for (String event : sse.split("\n\n")) {
            assertThat(event).startsWith("data: ");
            if (!event.equals("data: [DONE]")) {
                chunks.add(JSON.std.mapFrom(event.substring("data: ".length())));
            }
        }
        return chunks;
    }

    private static Map<?, ?> choice(Map<String, Object> chunk) {
        return (Map<?, ?>) at(chunk, "choices", 0);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> delta(Map<String, Object> chunk) {
        return (Map<String, Object>) at(chunk, "choices", 0, "delta");
    }

    /** What names and indices lead to. */
    private static Object at(Object json, Object... path) {
        Object found = json;
        for (Object step : path) {
            found =
                    Objects.requireNonNull(
                            step instanceof Integer index
                                    ? ((List<?>) found).get(index)
                                    : ((Map<?, ?>) found).get(step),
                            () -> step + " of " + json);
        }
        return found;
    }

    private static String text(List<Map<String, Object>> chunks) {
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(delta(chunk).get("content")));
        return text.toString();
    }

    private static Map<?, ?> calledFunction(String ask) throws Exception {
        Map<String, Object> json = JSON.std.mapFrom(post("/chat/completions", ask).body());
        assertThat(choice(json).get("finish_reason")).isEqualTo("tool_calls");
        return (Map<?, ?>) at(choice(json), "message", "tool_calls", 0, "function");
    }

    /**
     * The last chunk's token id is an end mark in the recording; ours is null, which it is
     * elsewhere.
     */
    private static Map<String, Object> withoutTokenId(Map<String, Object> chunk) {
        delta(chunk).put("token_id", null);
        return chunk;
    }

    /** Names and kinds, without values. */
    private static Object shape(Object json) {
        return switch (json) {
            case null -> "null";
            case Map<?, ?> fields -> {
                Map<String, Object> shapes = new TreeMap<>();
                fields.forEach((name, value) -> shapes.put(String.valueOf(name), shape(value)));
                yield shapes;
            }
            case List<?> items -> items.stream().map(ScriptedUpstreamTest::shape).toList();
            case Number number -> "number";
            default -> json.getClass().getSimpleName();
        };
    }
}
