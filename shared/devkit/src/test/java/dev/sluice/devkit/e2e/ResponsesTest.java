package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /v1/responses} in front of providers that speak chats. */
class ResponsesTest extends ResponsesSteps {
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
}
