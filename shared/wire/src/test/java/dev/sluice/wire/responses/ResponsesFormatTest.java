package dev.sluice.wire.responses;

import static dev.sluice.wire.responses.Transcript.ASKED;
import static dev.sluice.wire.responses.Transcript.object;
import static dev.sluice.wire.responses.Transcript.objects;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.core.call.Meters;
import dev.sluice.core.call.Rejection;
import dev.sluice.wire.openai.answer.AnswerRules;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import dev.sluice.wire.openai.answer.UnaryEditor;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResponsesFormatTest {
    private static final String TOOLS =
            "{'model':'m','input':'Hi','tools':[{'type':'function','name':'f'},{'type':'custom','name':'apply_patch'},"
                    + "{'type':'namespace','name':'ns','tools':[{'type':'function','name':'spawn'}]}]}";

    private static String delta(String members) {
        return "{'id':'x','choices':[{'index':0,'delta':{" + members + "},'finish_reason':null}]}";
    }

    private static String end(String reason) {
        return "{'id':'x','choices':[{'index':0,'delta':{},'finish_reason':'"
                + reason
                + "'}],'usage':{'prompt_tokens':11,'completion_tokens':4,'total_tokens':15,"
                + "'prompt_tokens_details':{'cached_tokens':3},'completion_tokens_details':{'reasoning_tokens':2}}}";
    }

    @Test
    void textComesInTheOfficialOrder() throws Exception {
        Transcript told =
                Transcript.ofChunks(
                        ASKED,
                        delta("'role':'assistant','content':''"),
                        delta("'content':'Low'"),
                        delta("'content':' tide.'"),
                        end("stop"));
        assertThat(told.types())
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        told.assertInOrder();
        assertThat(told.response())
                .containsEntry("id", "resp_0199a1b2c3d4700080000000" + "0000abcd")
                .containsEntry("object", "response")
                .containsEntry("status", "completed")
                .containsEntry("store", false)
                .containsEntry("created_at", 1_759_354_471);
        assertThat(objects(told.output().getFirst(), "content").getFirst())
                .containsEntry("text", "Low tide.");
        assertThat(told.response().get("usage"))
                .isEqualTo(
                        JSON.std.mapFrom(
                                "{\"input_tokens\":11,\"input_tokens_details\":{\"cached_tokens\":3,\"cache_write_tokens\":0},\"output_tokens\":4,"
                                        + "\"output_tokens_details\":{\"reasoning_tokens\":2},\"total_tokens\":15}"));
    }

    @Test
    void reasoningIsASummaryBeforeTheMessage() throws Exception {
        Transcript told =
                Transcript.ofChunks(
                        ASKED,
                        delta("'reasoning_content':'Hm'"),
                        delta("'reasoning_content':'m.'"),
                        delta("'content':'Yes.'"),
                        end("stop"));
        told.assertInOrder();
        assertThat(told.types())
                .containsSubsequence(
                        "response.output_item.added",
                        "response.reasoning_summary_part.added",
                        "response.reasoning_summary_text.delta",
                        "response.reasoning_summary_text.done",
                        "response.reasoning_summary_part.done",
                        "response.output_item.done",
                        "response.output_item.added",
                        "response.output_text.delta");
        assertThat(told.output()).extracting("type").containsExactly("reasoning", "message");
        assertThat(objects(told.output().getFirst(), "summary").getFirst())
                .containsEntry("text", "Hmm.");
    }

    @Test
    void callsThatFollowEachOtherAreClosedOneByOne() throws Exception {
        Transcript told =
                Transcript.ofChunks(
                        TOOLS,
                        call(0, "c1", "f", ""),
                        call(0, "", "", "{\\'x\\':"),
                        call(0, "", "", "1}"),
                        call(1, "c2", "spawn", "{}"),
                        end("tool_calls"));
        told.assertInOrder();
        assertThat(told.types())
                .containsSubsequence(
                        "response.output_item.added",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.output_item.done",
                        "response.output_item.added",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.output_item.done",
                        "response.completed");
        assertThat(told.output().getFirst())
                .containsEntry("call_id", "c1")
                .containsEntry("name", "f")
                .containsEntry("arguments", "{\"x\":1}")
                .doesNotContainKey("namespace");
        assertThat(told.output().getLast())
                .containsEntry("call_id", "c2")
                .containsEntry("name", "spawn")
                .containsEntry("namespace", "ns")
                .containsEntry("arguments", "{}");
    }

    @Test
    void fragmentsThatComeByTurnsStayWithTheirCall() throws Exception {
        Transcript told =
                Transcript.ofChunks(
                        TOOLS,
                        call(0, "c1", "f", "{\\'a\\':"),
                        call(1, "c2", "f", "{\\'b\\':"),
                        call(0, "", "", "1}"),
                        call(1, "", "", "2}"),
                        end("tool_calls"));
        told.assertInOrder();
        assertThat(told.output()).extracting("arguments").containsExactly("{\"a\":1}", "{\"b\":2}");
    }

    /** LangChain takes each delta for the call that opened last, and calls tools with nothing. */
    @Test
    void callsThatOpenTogetherAreToldOneAfterTheOther() throws Exception {
        Transcript told =
                Transcript.ofChunks(
                        TOOLS,
                        call(0, "c1", "f", ""),
                        call(1, "c2", "spawn", ""),
                        call(0, "", "", "{\\'a\\':1}"),
                        call(1, "", "", "{\\'b\\':2}"),
                        end("tool_calls"));
        told.assertInOrder();
        assertThat(told.output()).extracting("arguments").containsExactly("{\"a\":1}", "{\"b\":2}");
        assertThat(told.output()).extracting("call_id").containsExactly("c1", "c2");
    }

    @Test
    void aCallWithoutArgumentsSaysThatThereAreNone() throws Exception {
        Transcript told =
                Transcript.ofChunks(
                        TOOLS,
                        call(0, "c1", "f", ""),
                        call(1, "c2", "f", "{\\'b\\':2}"),
                        call(2, "c3", "apply_patch", ""),
                        end("tool_calls"));
        told.assertInOrder();
        assertThat(told.all("response.function_call_arguments.delta"))
                .extracting("delta")
                .containsExactly("{}", "{\"b\":2}");
        assertThat(told.output().getFirst()).containsEntry("arguments", "{}");
        assertThat(told.output().getLast()).containsEntry("input", "");
    }

    @Test
    void aCallThatIsCutShortDoesNotSayThatItHasNoArguments() throws Exception {
        Transcript told =
                Transcript.ofChunks(
                        TOOLS, call(0, "c1", "f", ""), call(1, "c2", "f", "{"), end("length"));
        told.assertInOrder();
        assertThat(told.output()).extracting("status").containsOnly("incomplete");
        assertThat(told.output()).extracting("arguments").containsExactly("", "{");
    }

    @Test
    void callsWithoutAnIndexAreToldApartByTheirIds() throws Exception {
        Transcript told =
                Transcript.ofChunks(
                        TOOLS,
                        delta(
                                "'tool_calls':[{'id':'c1','function':{'name':'f','arguments':'{}'}}]"),
                        delta(
                                "'tool_calls':[{'id':'c2','function':{'name':'f','arguments':'{}'}}]"),
                        end("tool_calls"));
        assertThat(told.output()).extracting("call_id").containsExactly("c1", "c2");
    }

    @Test
    void aCustomToolsTextComesAsItGrows() throws Exception {
        Transcript told =
                Transcript.ofChunks(
                        TOOLS,
                        call(0, "c1", "apply_patch", "{ \\'in"),
                        call(0, "", "", "put\\' : \\'a\\\\"),
                        call(0, "", "", "n\\\\u00"),
                        call(0, "", "", "e9\\\\\\'b\\'"),
                        call(0, "", "", "}"),
                        end("tool_calls"));
        told.assertInOrder();
        assertThat(told.all("response.custom_tool_call_input.delta"))
                .extracting("delta")
                .containsExactly("a", "\n", "é\"b");
        assertThat(told.output().getFirst())
                .containsEntry("type", "custom_tool_call")
                .containsEntry("name", "apply_patch")
                .containsEntry("input", "a\né\"b");
    }

    @Test
    void aCustomToolsTextThatIsNoJsonIsTheText() throws Exception {
        Transcript told =
                Transcript.ofChunks(
                        TOOLS, call(0, "c1", "apply_patch", "*** Begin"), end("tool_calls"));
        assertThat(told.output().getFirst()).containsEntry("input", "*** Begin");
    }

    @Test
    void aRefusalIsAPartOfTheMessage() throws Exception {
        Transcript told = Transcript.ofChunks(ASKED, delta("'refusal':'No.'"), end("stop"));
        told.assertInOrder();
        assertThat(objects(told.output().getFirst(), "content").getFirst())
                .containsEntry("type", "refusal")
                .containsEntry("refusal", "No.");
        assertThat(told.types()).contains("response.refusal.delta", "response.refusal.done");
    }

    @Test
    void anAnswerThatIsCutShortIsIncompleteAndSaysWhy() throws Exception {
        Transcript told = Transcript.ofChunks(ASKED, delta("'content':'Lo'"), end("length"));
        told.assertInOrder();
        assertThat(told.types().getLast()).isEqualTo("response.incomplete");
        assertThat(object(told.response(), "incomplete_details"))
                .containsEntry("reason", "max_output_tokens");
        assertThat(told.output().getFirst()).containsEntry("status", "incomplete");
        assertThat(
                        object(
                                Transcript.ofChunks(
                                                ASKED,
                                                delta("'content':'Lo'"),
                                                end("content_filter"))
                                        .response(),
                                "incomplete_details"))
                .containsEntry("reason", "content_filter");
    }

    @Test
    void aStreamThatBreaksFailsWithACodeAndClosesNothing() throws Exception {
        Transcript told =
                Transcript.ofChunks(ASKED, delta("'content':'Lo'"), "{'error':{'message':'m'}}");
        told.assertInOrder();
        assertThat(told.types()).endsWith("response.output_text.delta", "error", "response.failed");
        assertThat(object(told.response(), "error")).containsEntry("code", "server_error");
        assertThat(told.response()).containsEntry("status", "failed");
        assertThat(told.output()).isEmpty();
    }

    @Test
    void whatIsRefusedBehindAKeepAliveFailsWithTheCodeThatClientsKnow() throws Exception {
        assertThat(failed(new Rejection.Spent("Used up.", Meters.NONE)))
                .containsEntry("code", "insufficient_quota");
        assertThat(
                        failed(
                                new Rejection.RefusedUpstream(
                                        400, "Too long.", null, null, "context_length_exceeded")))
                .containsEntry("code", "context_length_exceeded");
        assertThat(
                        failed(
                                new Rejection.Throttled(
                                        "Slow.", "requests", 1_500_000, Meters.NONE, true, false)))
                .containsEntry("code", "rate_limit_exceeded")
                .containsEntry("message", "Slow. Please try again in 2s.");
        assertThat(failed(new Rejection.Unavailable("Away.", -1)))
                .containsEntry("code", "server_error");
    }

    private static Map<String, Object> failed(Rejection rejection) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Transcript.format(ASKED).fail(out, rejection);
        Transcript told = Transcript.read(out.toString(UTF_8));
        told.assertInOrder();
        return object(told.response(), "error");
    }

    @Test
    void aWholeAnswerHasTheSameItems() throws Exception {
        String completion =
                "{'id':'x','object':'chat.completion','model':'m','choices':[{'index':0,'message':{'role':'assistant','content':'Hi','reasoning':'Hm',"
                        + "'tool_calls':[{'id':'c','type':'function','function':{'name':'spawn','arguments':'{}'}}]},'finish_reason':'tool_calls'}],"
                        + "'usage':{'prompt_tokens':1,'completion_tokens':2,'total_tokens':3}}";
        UnaryAnswer read =
                UnaryEditor.read(
                        completion.replace('\'', '"').getBytes(UTF_8),
                        new AnswerRules(false, false, false));
        Map<String, Object> response =
                JSON.std.mapFrom(
                        Transcript.format(TOOLS)
                                .whole((UnaryAnswer.Completion) read, 7)
                                .toByteArray());
        assertThat(objects(response, "output"))
                .extracting("type", "status")
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("reasoning", "completed"),
                        org.assertj.core.groups.Tuple.tuple("message", "completed"),
                        org.assertj.core.groups.Tuple.tuple("function_call", "completed"));
        assertThat(objects(response, "tools")).hasSize(3);
        assertThat(object(response, "usage")).containsEntry("total_tokens", 3);
    }

    @Test
    void settingsAreToldBackOnOneLine() throws Exception {
        Transcript told =
                Transcript.ofChunks(
                        "{'model':'m','input':'Hi','temperature':0.5,'metadata':{\n'a':'b'},'instructions':'I','store':true,'truncation':'auto'}",
                        delta("'content':'Lo'"),
                        end("stop"));
        assertThat(told.response())
                .containsEntry("temperature", 0.5)
                .containsEntry("metadata", Map.of("a", "b"))
                .containsEntry("instructions", "I")
                .containsEntry("store", false)
                .containsEntry("truncation", "disabled");
        assertThat(object(told.events().getFirst(), "response"))
                .containsEntry("output", List.of())
                .containsEntry("status", "in_progress");
    }

    private static String call(int index, String id, String name, String arguments) {
        String known =
                id.isEmpty()
                        ? "'function':{"
                        : "'id':'" + id + "','type':'function','function':{'name':'" + name + "',";
        return delta(
                        "'tool_calls':[{'index':"
                                + index
                                + ","
                                + known
                                + "'arguments':'"
                                + arguments.replace("\\'", "\\\u0001")
                                + "'}}]")
                .replace('\'', '"')
                .replace('\u0001', '"');
    }
}
