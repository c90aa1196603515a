package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is asked in another language, of models that refuse what a chat may have: agents say the
 * same to all of them.
 */
class TranslatedChatTest {
    private static final String TOOL = ",'tools':[{'name':'f','input_schema':{'type':'object'}}]";

    private ScriptedProvider upstream;
    private World world;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        world =
                World.settings()
                        .slot(0, "openai", upstream.baseUrl())
                        .set(
                                "SLUICE_PROVIDER_ALLOWED_MODELS_0",
                                "gpt-5.6-terra,gpt-5.4,gpt-5.2,gpt-4.1")
                        .slot(1, "gemini", upstream.baseUrl())
                        .set("SLUICE_PROVIDER_MODEL_1", "gemini-3-pro")
                        .slot(2, "deepseek", upstream.baseUrl())
                        .set("SLUICE_PROVIDER_MODEL_2", "deepseek-v4-pro")
                        .start();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        upstream.close();
    }

    private Reply post(String path, String model, String members) throws IOException {
        String body = "{'model':'" + model + "'," + members + "}";
        return world.post(path, World.KEY, body.replace('\'', '"').getBytes(UTF_8));
    }

    /** As Claude Code does: with tools, a bound and an effort. */
    private Reply message(String model, String more) throws IOException {
        return post(
                "/v1/messages",
                model,
                "'max_tokens':9,'messages':[{'role':'user','content':'Hi'}],'output_config':{'effort':'medium'}"
                        + more);
    }

    private Tree sent() throws Exception {
        return Tree.parse(upstream.take().body());
    }

    @Test
    void theBoundHasTheNameThatAllModelsKnow() throws Exception {
        assertThat(message("gpt-5.2", "").status()).isEqualTo(200);
        assertThat(sent().names())
                .contains("max_completion_tokens", "reasoning_effort")
                .doesNotContain("max_tokens");
        world.post(World.chat("gpt-5.2", ",\"max_tokens\":9"));
        assertThat(sent().at("max_completion_tokens").number()).isEqualTo(9);
        post("/v1/completions", "gpt-5.2", "'prompt':'Hi','max_tokens':9");
        assertThat(sent().at("max_tokens").number()).isEqualTo(9);
    }

    @Test
    void anEffortThatTheModelRefusesIsLeftOutAndTold() throws Exception {
        Reply reply = message("gpt-4.1", ",'top_k':40");
        assertThat(reply.header("x-sluice-left-out")).isEqualTo("effort, top_k");
        assertThat(sent().names()).doesNotContain("reasoning_effort", "top_k");
        assertThat(message("gpt-5.4", TOOL).header("x-sluice-left-out")).isEqualTo("effort");
        assertThat(sent().names()).contains("tools").doesNotContain("reasoning_effort");
        assertThat(message("gpt-5.4", "").headers()).doesNotContainKey("x-sluice-left-out");
        assertThat(sent().at("reasoning_effort").text()).isEqualTo("medium");
    }

    /** Claude Code and Anthropic's SDKs say these to every model. */
    @Test
    void settingsThatTheModelRefusesAreLeftOutAndTold() throws Exception {
        String settings = ",'temperature':0.2,'top_p':0.9,'stop_sequences':['END']";
        Reply reply = message("gpt-5.2", settings);
        assertThat(reply.header("x-sluice-left-out")).isEqualTo("temperature, top_p, stop");
        assertThat(sent().names())
                .contains("messages", "reasoning_effort")
                .doesNotContain("temperature", "top_p", "stop");
        assertThat(message("gpt-4.1", settings).header("x-sluice-left-out")).isEqualTo("effort");
        assertThat(sent().names()).contains("temperature", "top_p", "stop");
        assertThat(message("gpt-5.2", ",'temperature':1").headers())
                .doesNotContainKey("x-sluice-left-out");
        assertThat(sent().at("temperature").number()).isEqualTo(1);
    }

    @Test
    void whatThinksByItselfIsToldNotToBesideTools() throws Exception {
        assertThat(message("gpt-5.6-terra", TOOL).header("x-sluice-left-out")).isEqualTo("effort");
        assertThat(sent().at("reasoning_effort").text()).isEqualTo("none");
        Reply silent =
                post(
                        "/v1/messages",
                        "gpt-5.6-terra",
                        "'max_tokens':9,'messages':[{'role':'user','content':'Hi'}]" + TOOL);
        assertThat(silent.headers()).doesNotContainKey("x-sluice-left-out");
        assertThat(sent().at("reasoning_effort").text()).isEqualTo("none");
    }

    /** No language but a chat has a place for what Gemini signed. */
    @Test
    void callsOfEarlierTurnsAreSignedWhereTheyHaveToBe() throws Exception {
        String use = "{'type':'tool_use','id':'%s','name':'f','input':{}}";
        String result = "{'type':'tool_result','tool_use_id':'%s','content':'1'}";
        String call = "{'type':'function_call','call_id':'%s','name':'f','arguments':'{}'}";
        String output = "{'type':'function_call_output','call_id':'%s','output':'1'}";
        String messages =
                "'max_tokens':9,'messages':[{'role':'user','content':'Hi'},{'role':'assistant','content':["
                        + (use + "," + use).formatted("a", "b")
                        + "]},{'role':'user','content':["
                        + (result + "," + result).formatted("a", "b")
                        + "]}]"
                        + TOOL;
        String input =
                "'input':[{'role':'user','content':'Hi'},"
                        + String.join(",", call, call, output, output).formatted("a", "b", "a", "b")
                        + "]";
        for (String path : List.of("/v1/messages", "/v1/responses")) {
            String members = path.endsWith("messages") ? messages : input;
            assertThat(post(path, "gemini-3-pro", members).status()).as(path).isEqualTo(200);
            List<Tree> calls = sent().at("messages", 1, "tool_calls").items();
            assertThat(calls.getFirst().at("id").text()).isEqualTo("a");
            assertThat(calls.getFirst().at("extra_content", "google", "thought_signature").text())
                    .isEqualTo("skip_thought_signature_validator");
            assertThat(calls.getLast().names()).doesNotContain("extra_content");
        }
        assertThat(post("/v1/messages", "gpt-5.2", messages).status()).isEqualTo(200);
        assertThat(upstream.take().body()).doesNotContain("extra_content");
    }

    /** LangChain's chats drop what Gemini says beside a call; who brings it back knows better. */
    @Test
    void aChatWhoseClientHasLostTheSignatureHasOneForGemini() throws Exception {
        String lost = "{'id':'a','type':'function','function':{'name':'f','arguments':'{}'}}";
        String kept = lost.replace("{'id'", "{'extra_content':{'google':{'k':'v'}},'id'");
        for (String call : List.of(lost, kept)) {
            String chat =
                    "'messages':[{'role':'user','content':'Hi'},{'role':'assistant','tool_calls':["
                            + call
                            + "]},{'role':'tool','tool_call_id':'a','content':'1'}]";
            assertThat(post("/v1/chat/completions", "gemini-3-pro", chat).status()).isEqualTo(200);
            assertThat(sent().at("messages", 1, "tool_calls", 0, "extra_content", "google").names())
                    .containsExactly(call.equals(kept) ? "k" : "thought_signature");
        }
    }

    /** DeepSeek's models that think refuse what they are told to have said without a thought. */
    @Test
    void whatWasSaidWithoutAThoughtSaysSoWhereItHasTo() throws Exception {
        String messages =
                "'max_tokens':9,'messages':[{'role':'user','content':'Hi'},{'role':'assistant','content':'a'},{'role':'user','content':'b'},"
                        + "{'role':'assistant','content':[%s{'type':'tool_use','id':'c-a','name':'f','input':{}}]},"
                        + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'c-a','content':'1'}]}]"
                        + TOOL;
        String input =
                "'input':[{'role':'user','content':'Hi'},{'role':'assistant','content':'a'},{'role':'user','content':'b'},"
                        + "%s{'type':'function_call','call_id':'c-a','name':'f','arguments':'{}'},{'type':'function_call_output','call_id':'c-a','output':'1'}]";
        String thinking = "{'type':'thinking','thinking':'Hm.','signature':''},";
        String reasoning = "{'type':'reasoning','summary':[{'type':'summary_text','text':'Hm.'}]},";
        for (String path : List.of("/v1/messages", "/v1/responses")) {
            boolean isMessages = path.endsWith("messages");
            for (String thought : List.of("", "Hm.")) {
                String said = thought.isEmpty() ? "" : isMessages ? thinking : reasoning;
                String members = (isMessages ? messages : input).formatted(said);
                assertThat(post(path, "deepseek-v4-pro", members).status()).isEqualTo(200);
                Tree sent = sent();
                assertThat(sent.at("messages", 1, "reasoning_content").text()).isEmpty();
                assertThat(sent.at("messages", 3, "reasoning_content").text()).isEqualTo(thought);
                assertThat(sent.at("messages", 4).names()).doesNotContain("reasoning_content");
                assertThat(post(path, "gemini-3-pro", members).status()).isEqualTo(200);
                assertThat(upstream.take().body()).doesNotContain("reasoning_content");
            }
        }
    }

    /** Who writes a chat is told by its provider what is wrong with it. */
    @Test
    void aChatGoesOnAsItIs() throws Exception {
        String members =
                ",\"reasoning_effort\":\"low\",\"top_k\":4,\"temperature\":0.2,\"tools\":[{\"type\":\"function\"}]";
        Reply reply = world.post(World.chat("gpt-5.6-terra", members));
        assertThat(upstream.take().body()).endsWith(members + "}");
        assertThat(reply.headers()).doesNotContainKey("x-sluice-left-out");
    }
}
