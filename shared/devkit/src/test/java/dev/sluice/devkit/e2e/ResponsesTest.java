package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /v1/responses}, in front of providers that speak chats, and of one that does not. */
class ResponsesTest {
    /** What Codex sends in its default configuration, shortened: an unknown model's tools. */
    private static final String CODEX =
            "'stream':true,'store':false,'include':['reasoning.encrypted_content'],'prompt_cache_key':'k','client_metadata':{'a':'b'},"
                    + "'tool_choice':'auto','parallel_tool_calls':true,'reasoning':null,'tools':["
                    + "{'type':'function','name':'exec_command','description':'Runs','strict':false,'parameters':{'type':'object','properties':{'cmd':{'type':'string'}}}},"
                    + "{'type':'namespace','name':'multi_agent_v1','description':'Agents','tools':[{'type':'function','name':'spawn_agent','strict':false,'parameters':{'type':'object'}}]},"
                    + "{'type':'web_search','external_web_access':true}],"
                    + "'input':[{'type':'message','role':'developer','content':[{'type':'input_text','text':'Rules'}]},"
                    + "{'type':'message','role':'user','content':[{'type':'input_text','text':'Go'}]}]";

    private static final String CALL =
            Scripts.event(
                    "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"spawn_agent\",\"arguments\":\"{}\"}}]},\"finish_reason\":null}");

    private ScriptedProvider upstream;
    private World world;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        world =
                World.settings()
                        .slot(0, "together", upstream.baseUrl())
                        .serving(1, upstream.baseUrl(), "raw/a", "raw/b")
                        .slot(2, "openai", upstream.baseUrl())
                        .set("SLUICE_PROVIDER_MODEL_2", "gpt-own")
                        .set("SLUICE_MODEL_MAP", "gpt-5.5 = raw/a , gpt-7* = raw/b")
                        .set("SLUICE_KEEP_ALIVE_MS", 200)
                        .start();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        upstream.close();
    }

    private Reply ask(String model, String members) throws IOException {
        return ask(World.KEY, model, members);
    }

    private Reply ask(String key, String model, String members) throws IOException {
        String body = "{\"model\":\"" + model + "\"," + members.replace('\'', '"') + "}";
        return world.post("/v1/responses", key, body.getBytes(UTF_8));
    }

    private static List<String> types(Reply reply) {
        return reply.chunks().stream().map(event -> event.at("type").text()).toList();
    }

    @Test
    void aChatsStreamIsAResponsesStreamWithItsRow() throws Exception {
        upstream.on(
                "raw/a",
                Scripts.stream(
                        Scripts.say("Lo"),
                        Scripts.say("w"),
                        Scripts.finish("stop"),
                        Scripts.usageEvent(),
                        Scripts.DONE));
        Reply reply = ask("raw/a", "'input':'Hi','instructions':'Be brief','stream':true");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).doesNotContain("[DONE]").contains("event: response.completed\n");
        assertThat(types(reply))
                .startsWith("response.created", "response.in_progress")
                .endsWith("response.completed");
        Tree response = reply.chunks().getLast().at("response");
        assertThat(response.at("output", 0, "content", 0, "text").text()).isEqualTo("Low");
        assertThat(response.at("usage", "input_tokens").number()).isEqualTo(10);
        assertThat(response.at("usage", "total_tokens").number()).isEqualTo(15);
        assertThat(world.settled(reply))
                .containsEntry("outcome", "completed")
                .containsEntry("inputTokens", "10")
                .containsEntry("outputTokens", "5");
        ScriptedProvider.Seen seen = upstream.take();
        assertThat(seen.head().first()).startsWith("POST /v1/chat/completions ");
        assertThat(Tree.parse(seen.body()).at("messages").items())
                .extracting(message -> message.at("role").text())
                .containsExactly("system", "user");
    }

    @Test
    void aWholeAnswerIsAResponse() throws Exception {
        Reply reply = ask("raw/a", "'input':'Hi','store':true");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().at("object").text()).isEqualTo("response");
        assertThat(reply.json().at("output", 0, "content", 0, "text").text()).isEqualTo("ok");
        assertThat(reply.json().at("store").value()).isEqualTo(false);
    }

    @Test
    void codexsDefaultBodyPassesAndItsNamespaceComesBack() throws Exception {
        upstream.on("raw/a", Scripts.stream(CALL, Scripts.finish("tool_calls"), Scripts.DONE));
        Reply reply = ask("raw/a", CODEX);
        assertThat(reply.header("x-sluice-left-out")).isEqualTo("web_search");
        Tree call = reply.chunks().getLast().at("response", "output", 0);
        assertThat(call.at("type").text()).isEqualTo("function_call");
        assertThat(call.at("name").text()).isEqualTo("spawn_agent");
        assertThat(call.at("namespace").text()).isEqualTo("multi_agent_v1");
        String sent = upstream.take().body();
        assertThat(sent).contains("exec_command", "spawn_agent").doesNotContain("web_search");
    }

    /** What it sends beside that to a model of a name that it knows: {@code gpt-5.5}. */
    @Test
    void codexsBodyForAMappedNamePasses() throws Exception {
        String search = "{'type':'tool_search','execution':'client','parameters':{}},";
        String patch =
                "{'type':'custom','name':'apply_patch','format':{'type':'grammar','syntax':'lark','definition':'start: x'}},";
        Reply reply =
                ask("gpt-5.5", CODEX.replaceFirst("'tools':\\[", "'tools':[" + patch + search));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.header("x-sluice-left-out")).isEqualTo("tool_search, web_search");
        assertThat(upstream.take().body()).contains("apply_patch").doesNotContain("tool_search");
        Tree error = ask("raw/a", "'input':'Hi','tools':[{'type':'tool_search'}]").error(400);
        assertThat(error.at("message").text()).contains("tool_search");
    }

    @Test
    void whoAsksForAWebSocketIsSentToPost() throws Exception {
        Reply reply =
                world.raw(
                        "GET /v1/responses HTTP/1.1\r\nHost: localhost\r\nConnection:"
                                + " Upgrade\r\nUpgrade: websocket\r\nAuthorization: Bearer "
                                + World.KEY
                                + "\r\n\r\n");
        reply.error(426);
        assertThat(world.get("/v1/responses").status()).isEqualTo(405);
        assertThat(world.get("/v1/responses/resp_1").status()).isEqualTo(404);
    }

    @Test
    void aNameThatIsMappedIsServed() throws Exception {
        assertThat(ask("gpt-5.5", "'input':'Hi'").status()).isEqualTo(200);
        Tree error = ask("gpt-5.6-nowhere", "'input':'Hi'").error(404);
        assertThat(error.at("code").text()).isEqualTo("model_not_found");
    }

    @Test
    void moreOutputThanAModelGivesIsLowered() throws Exception {
        String model = "openai/gpt-oss-120b";
        assertThat(ask(model, "'input':'Hi','max_output_tokens':900000000").status())
                .isEqualTo(200);
        assertThat(Tree.parse(upstream.take().body()).at("max_tokens").number())
                .isBetween(1L, 200_000L);
    }

    @Test
    void aStreamThatBreaksOffEndsAsAFailure() throws Exception {
        upstream.on("raw/a", Scripts.cut(Scripts.say("Lo")));
        Reply reply = ask("raw/a", "'input':'Hi','stream':true");
        assertThat(types(reply))
                .endsWith("response.output_text.delta", "error", "response.failed")
                .doesNotContain("response.output_item.done", "response.completed");
        Tree error = reply.chunks().getLast().at("response", "error");
        assertThat(error.at("code").text()).isEqualTo("server_error");
        assertThat(world.settled(reply)).containsEntry("outcome", "upstreamFailed");
    }

    @Test
    void anOverflowInMidStreamIsNotWorthAnotherTry() throws Exception {
        String error =
                "data: {\"error\":{\"message\":\"maximum context length is 8\",\"code\":400}}\n\n";
        upstream.on("raw/a", Scripts.stream(Scripts.say("Lo"), error));
        Reply reply = ask("raw/a", "'input':'Hi','stream':true");
        assertThat(types(reply)).endsWith("response.failed");
        assertThat(reply.chunks().getLast().at("response", "error", "code").text())
                .isEqualTo("context_length_exceeded");
        assertThat(world.settled(reply)).containsEntry("outcome", "upstreamFailed");
    }

    /** Of a provider that wants it; what is encrypted is of another one. */
    @Test
    void whatAModelThoughtIsGivenBackToItsProvider() throws Exception {
        String input =
                "'input':[{'role':'user','content':'Go'},"
                        + "{'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'Hm.'}],'encrypted_content':'gAAA'},"
                        + "{'type':'function_call','call_id':'c1','name':'f','arguments':'{}'},"
                        + "{'type':'function_call_output','call_id':'c1','output':'1'}]";
        assertThat(ask("openai/gpt-oss-120b", input).status()).isEqualTo(200);
        String sent = upstream.take().body();
        assertThat(Tree.parse(sent).at("messages", 1, "reasoning_content").text()).isEqualTo("Hm.");
        assertThat(sent).doesNotContain("gAAA");
        assertThat(ask("raw/a", input).status()).isEqualTo(200);
        assertThat(upstream.take().body()).doesNotContain("reasoning_content", "Hm.");
    }

    @Test
    void aRefusalBehindAKeepAliveIsAFailedResponseToo() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        upstream.on(
                "raw/a",
                Scripts.after(
                        heard,
                        Scripts.error(400, "", "This model's maximum context length is 8 tokens")));
        Reply reply =
                world.streamInTwo(
                        "/v1/responses",
                        "{\"model\":\"raw/a\",\"input\":\"Hi\",\"stream\":true}",
                        ": keep-alive",
                        heard);
        assertThat(reply.body()).startsWith(": keep-alive");
        assertThat(types(reply))
                .containsExactly(
                        "response.created", "response.in_progress", "error", "response.failed");
        assertThat(reply.chunks().getLast().at("response", "error", "code").text())
                .isEqualTo("context_length_exceeded");
    }

    @Test
    void anOverflowIsToldWithTheCodeThatAgentsKnow() throws Exception {
        upstream.on(
                "raw/a", Scripts.error(400, "", "Input is too long: maximum context length is 8"));
        Tree error = ask("raw/a", "'input':'Hi','stream':true").error(400);
        assertThat(error.at("code").text()).isEqualTo("context_length_exceeded");
    }

    /** Codex knows no 413, and only the code of an overflow is the end of it. */
    @Test
    void aProvidersTooLargeIsAnOverflowToo() throws Exception {
        upstream.on("raw/a", Scripts.error(413, "", "Request too large"));
        Tree error = ask("raw/a", "'input':'Hi','stream':true").error(400);
        assertThat(error.at("code").text()).isEqualTo("context_length_exceeded");
    }

    @Test
    void aSpentBudgetEndsAnAgentAtOnce() throws Exception {
        String key = world.key("poor", new Limit(Measure.NANO_USD, 30_000, Calendar.DAY));
        String once = "'input':'Hi','max_output_tokens':1";
        Wait.until(
                "the budget is spent",
                () -> {
                    Reply reply = ask(key, World.LLAMA, once);
                    return reply.status() == 429
                            && reply.json().at("error", "code").text().equals("insufficient_quota");
                });
        Reply reply = ask(key, World.LLAMA, once);
        assertThat(reply.error(429).at("code").text()).isEqualTo("insufficient_quota");
        assertThat(reply.header("x-should-retry")).isEqualTo("false");
        assertThat(Long.parseLong(reply.header("retry-after"))).isGreaterThan(60);
    }

    @Test
    void aWrongKeyIsNotWorthARetry() throws Exception {
        Reply reply = ask("sk-wrong", "raw/a", "'input':'Hi'");
        assertThat(reply.error(401).at("type").text()).isEqualTo("invalid_request_error");
        assertThat(reply.header("x-should-retry")).isEqualTo("false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'previous_response_id':'resp_1' | previous_response_id",
                "'conversation':'c' | conversation",
                "'background':true | background",
                "'prompt':{'id':'p'} | prompt",
                "'temperature':'x' | 'temperature': expected a number",
                "'tools':[{'type':'file_search'}] | file_search"
            })
    void whatWouldNeedStateOrAServersToolsIsRefusedByName(String members, String named)
            throws Exception {
        Reply reply = ask("raw/a", "'input':'Hi'," + members);
        assertThat(reply.error(400).at("message").text()).contains(named);
        assertThat(upstream.seen()).isEmpty();
        assertThat(world.rows()).isEmpty();
    }

    @Test
    void theTokensOfARequestCanBeCounted() throws Exception {
        Reply reply =
                world.post(
                        "/v1/responses/input_tokens",
                        World.KEY,
                        "{\"model\":\"raw/a\",\"input\":\"Hi there\"}".getBytes(UTF_8));
        assertThat(reply.json().at("object").text()).isEqualTo("response.input_tokens");
        assertThat(reply.json().at("input_tokens").number()).isPositive();
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void theListOfModelsIsCodexsToo() throws Exception {
        Tree models = world.get("/v1/models?client_version=0.150.0").json();
        assertThat(models.at("data").items()).isNotEmpty();
        assertThat(models.at("models").items())
                .extracting(model -> model.at("slug").text())
                .contains(World.LLAMA);
    }

    // A provider that speaks Responses itself.

    private static final String OWN_COMPLETED =
            "event: response.completed\ndata: {\"type\":\"response.completed\",\"sequence_number\":4,\"response\":{\"id\":\"resp_own\",\"status\":\"completed\",\"output\":[],"
                    + "\"usage\":{\"input_tokens\":9,\"input_tokens_details\":{\"cached_tokens\":4},\"output_tokens\":3,\"output_tokens_details\":{\"reasoning_tokens\":1},\"total_tokens\":12}}}\n\n";

    private static final List<String> OWN_BEGINS =
            List.of(
                    "event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"resp_own\"}}\n\n",
                    "event: response.output_item.added\ndata: {\"type\":\"response.output_item.added\",\"sequence_number\":1,\"item\":{\"x\": 1.50}}\n\n",
                    "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"sequence_number\":2,\"delta\":\"Low\"}\n\n");

    @Test
    void aProviderThatSpeaksResponsesIsPassedThroughByteForByteAndMetered() throws Exception {
        upstream.on(
                "gpt-own",
                Scripts.stream(
                        OWN_BEGINS.get(0), OWN_BEGINS.get(1), OWN_BEGINS.get(2), OWN_COMPLETED));
        Reply reply =
                ask(
                        "gpt-own",
                        "'stream':true,'tools':[{'type':'web_search'}],'input':[{'type':'computer_call_output','call_id':'x'}],'temperature':0.50");
        assertThat(reply.body()).isEqualTo(String.join("", OWN_BEGINS) + OWN_COMPLETED);
        assertThat(world.settled(reply))
                .containsEntry("outcome", "completed")
                .containsEntry("inputTokens", "9")
                .containsEntry("cachedInputTokens", "4")
                .containsEntry("outputTokens", "3")
                .containsEntry("reasoningTokens", "1");
        ScriptedProvider.Seen seen = upstream.take();
        assertThat(seen.head().first()).startsWith("POST /v1/responses ");
        assertThat(seen.body())
                .contains("\"tools\":[{\"type\":\"web_search\"}]", "\"temperature\":0.50");
    }

    @Test
    void itsWholeAnswerIsPassedThrough() throws Exception {
        String body =
                "{\"id\":\"resp_own\",\"object\":\"response\",\"status\":\"completed\",\"error\":null, \"output\":[{\"x\": 1.50}],\"usage\":{\"input_tokens\":9,\"output_tokens\":3,\"total_tokens\":12}}";
        upstream.on("gpt-own", Scripts.answer(body));
        Reply reply = ask("gpt-own", "'input':'Hi','store':true");
        assertThat(reply.body()).isEqualTo(body);
        assertThat(world.settled(reply)).containsEntry("inputTokens", "9");
        assertThat(upstream.take().body()).contains("\"store\":false");
    }

    /** It stores what it is not told to leave. */
    @ParameterizedTest
    @ValueSource(strings = {"", ",'store':true", ",'store':null", ",'store':false"})
    void itIsAskedToStoreNothingWhateverTheClientSays(String store) throws Exception {
        ask("gpt-own", "'input':'Hi'" + store);
        Tree sent = Tree.parse(upstream.take().body());
        assertThat(sent.at("store").value()).isEqualTo(false);
        assertThat(sent.at("input").text()).isEqualTo("Hi");
    }

    /** Neither here nor there, whether a chat could say the rest or not. */
    @ParameterizedTest
    @CsvSource({"raw/a, function", "gpt-own, function", "gpt-own, file_search"})
    void whatStandsForSomethingStoredIsRefusedAndToldWhatHelps(String model, String tool)
            throws Exception {
        Reply reply =
                ask(
                        model,
                        "'tools':[{'type':'"
                                + tool
                                + "','name':'f'}],'input':[{'role':'user','content':'Hi'},{'type':'item_reference','id':'msg_1'}]");
        Tree error = reply.error(400);
        assertThat(error.at("param").text()).isEqualTo("input[1].type");
        assertThat(error.at("message").text())
                .contains("'store': false", "providerOptions.openai.store");
        assertThat(upstream.seen()).isEmpty();
    }

    /** OpenAI's clients send back what they were given, and count on what is stored. */
    @Test
    void thoughtsThatItWouldHaveToRememberAreNotSent() throws Exception {
        String bare = "{'type':'reasoning','id':'rs_1','summary':[],'encrypted_content':null}";
        String sealed = "{'type':'reasoning','id':'rs_2','summary':[],'encrypted_content':'gAAA'}";
        String told =
                "{'type':'reasoning','id':'rs_3','content':[{'type':'reasoning_text','text':'Hm'}]}";
        String user = "{'role':'user','content': 'Go'}";
        ask("gpt-own", "'input':[" + String.join(",", bare, user, sealed, bare, told) + "]");
        assertThat(upstream.take().body())
                .contains(
                        ("'input':[" + String.join(",", user, sealed, told) + "]")
                                .replace('\'', '"'));
    }

    @Test
    void itsFailureBeforeTheFirstItemIsAStatus() throws Exception {
        upstream.on(
                "gpt-own",
                Scripts.stream(
                        OWN_BEGINS.get(0),
                        "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"Too long\"}}}\n\n"));
        Tree error = ask("gpt-own", "'input':'Hi','stream':true").error(400);
        assertThat(error.at("code").text()).isEqualTo("context_length_exceeded");
    }

    @Test
    void itsStreamThatBreaksOffEndsAsAFailureWithTheNextNumber() throws Exception {
        upstream.on("gpt-own", Scripts.cut(OWN_BEGINS.get(0), OWN_BEGINS.get(1)));
        Reply reply = ask("gpt-own", "'input':'Hi','stream':true");
        Tree last = reply.chunks().getLast();
        assertThat(last.at("type").text()).isEqualTo("response.failed");
        assertThat(last.at("response", "id").text()).isEqualTo("resp_own");
        assertThat(numbers(reply)).containsExactly(0L, 1L, 2L, 3L);
        assertThat(types(reply)).endsWith("error", "response.failed");
        assertThat(world.settled(reply)).containsEntry("outcome", "upstreamFailed");
    }

    /** OpenAI says it in either event, or in both, one after the other. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void itsFailureInMidStreamIsToldOnce(int said) throws Exception {
        String error =
                "event: error\ndata: {\"type\":\"error\",\"sequence_number\":2,\"error\":{\"code\":\"server_error\",\"message\":\"Oh\"}}\n\n";
        String failed =
                "event: response.failed\ndata: {\"type\":\"response.failed\",\"sequence_number\":3,\"response\":{\"id\":\"resp_own\",\"error\":{\"code\":\"server_error\",\"message\":\"Oh\"}}}\n\n";
        String end = ((said & 1) == 0 ? "" : error) + ((said & 2) == 0 ? "" : failed);
        upstream.on("gpt-own", Scripts.stream(OWN_BEGINS.get(0), OWN_BEGINS.get(1) + end));
        Reply reply = ask("gpt-own", "'input':'Hi','stream':true");
        assertThat(types(reply))
                .containsExactly(
                        "response.created",
                        "response.output_item.added",
                        "error",
                        "response.failed");
        assertThat(numbers(reply)).containsExactly(0L, 1L, 2L, 3L);
        Tree told = reply.chunks().get(2).at("error");
        assertThat(told.at("message").text()).contains("an error instead of an answer");
        assertThat(reply.chunks().getLast().at("response", "id").text()).isEqualTo("resp_own");
    }

    private static List<Long> numbers(Reply reply) throws Exception {
        return reply.chunks().stream().map(event -> event.at("sequence_number").number()).toList();
    }
}
