package dev.sluice.wire.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.messages.MessagesRequest.Extras;
import dev.sluice.wire.openai.request.Thoughts;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request in Messages as the chat that asks the same; quotes are single ones, for reading. */
class MessagesRequestTest {
    private static final String ASK = "'model':'m','max_tokens':9,";

    private static Map<String, Object> chat(String members) throws IOException, BadRequest {
        return chat(members, Extras.NONE);
    }

    private static Map<String, Object> chat(String members, Extras extras)
            throws IOException, BadRequest {
        byte[] body = ("{" + ASK + members + "}").replace('\'', '"').getBytes(UTF_8);
        return JSON.std.mapFrom(MessagesRequest.parse(body).chat(extras).body());
    }

    private static void isRead(String messages, String wanted) throws IOException, BadRequest {
        assertThat(chat("'messages':" + messages).get("messages"))
                .isEqualTo(JSON.std.anyFrom(wanted.replace('\'', '"')));
    }

    @Test
    void whatOnlyTunesAnthropicsServiceIsLeftOut() throws Exception {
        assertThat(
                        chat(
                                "'messages':[{'role':'user','content':[{'type':'text','text':'Hi','cache_control':{'type':'ephemeral'}}]}],"
                                        + "'metadata':{'user_id':'x'},'context_management':{'edits':[]},'service_tier':'auto',"
                                        + "'thinking':{'type':'adaptive'},'output_config':{'effort':'xhigh'},'temperature':1,'top_k':5,"
                                        + "'stop_sequences':['END'],'betas':['x'],'stream':true"))
                .isEqualTo(
                        JSON.std.mapFrom(
                                "{\"model\":\"m\",\"max_tokens\":9,\"stream\":true,\"temperature\":1,\"top_k\":5,\"stop\":[\"END\"],\"reasoning_effort\":\"high\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'n':2 | n: Extra inputs are not permitted",
                "'stop':'END' | stop: Extra inputs are not permitted",
                "'response_format':{} | response_format: Extra inputs are not permitted",
                "'stop_sequences':['a',1] | stop_sequences.1: Input should be a valid string",
                "'temperature':'x' | temperature: Input should be a valid number",
                "'top_p':true | top_p: Input should be a valid number",
                "'top_k':[1] | top_k: Input should be a valid number",
                "'stream':'yes' | stream: Input should be a valid boolean",
                "'stop_sequences':'END' | stop_sequences: Input should be a valid list",
                "'tools':{} | tools: Input should be a valid list",
                "'tools':[{'name':'a','description':5}] | tools.0.description: Input should be a valid string",
                "'tools':[{'name':'a','strict':'no'}] | tools.0.strict: Input should be a valid boolean",
                "'tools':[{'name':'a'}],'tool_choice':{'type':'any','disable_parallel_tool_use':1} | tool_choice.disable_parallel_tool_use: Input should be a valid boolean",
                "'output_config':'high' | output_config: Input should be an object",
                "'output_config':{'effort':5} | output_config.effort: Input should be a valid string",
                "'mcp_servers':[{}],'temperature':'x' | temperature: Input should be a valid number",
                "'tools':[{'name':'a','input_schema':'s'}] | tools.0.input_schema: Input should be an object",
                "'tools':[{'name':'a'}],'tool_choice':{'type':'tool','name':'b'} | tool_choice.name: Tool 'b' not found in provided tools",
            })
    void whatIsWrongIsToldAtItsPlaceAndNotLeftOutInSilence(String member, String said) {
        assertThatThrownBy(() -> chat("'messages':[{'role':'user','content':'Hi'}]," + member))
                .isInstanceOf(BadRequest.class)
                .hasMessage(said);
    }

    /** Anthropic fills its cache then; a chat has no words for that, others may be asked. */
    @Test
    void toAnswerNothingIsNothingThatAChatCanSay() {
        BadRequest refused =
                catchThrowableOfType(
                        BadRequest.class,
                        () ->
                                MessagesRequest.parse(
                                                "{\"model\":\"m\",\"max_tokens\":0,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                                                        .getBytes(UTF_8))
                                        .chat(Extras.NONE));
        assertThat(MessagesRequest.isWordless(refused)).isTrue();
        assertThat(refused).hasMessageStartingWith("max_tokens: 0 is not supported");
    }

    /** Its suffix differs within a session: no prefix of the prompt would ever be cached. */
    @Test
    void theBillingHeaderIsDroppedAndASystemInsideIsAReminder() throws Exception {
        Map<String, Object> chat =
                chat(
                        "'system':[{'type':'text','text':'x-anthropic-billing-header: cc_version=2.1.a3f; cc_entrypoint=cli;'},"
                                + "{'type':'text','text':'You are.','cache_control':{'type':'ephemeral'}},{'type':'text','text':'Tools.'}],"
                                + "'messages':[{'role':'user','content':'Hi'},{'role':'system','content':'Mind this.'}]");
        assertThat(chat.get("messages"))
                .asString()
                .isEqualTo(
                        "[{role=system, content=You are.\n\nTools.}, {role=user, content=Hi\n\n"
                                + "<system-reminder>\nMind this.\n</system-reminder>}]");
        assertThat(
                        chat("'system':'Be brief.','messages':[{'role':'user','content':'Hi'}]")
                                .get("messages"))
                .asString()
                .startsWith("[{role=system, content=Be brief.}, ");
    }

    @Test
    void resultsFollowTheirCallsAndPicturesAmongThemAreTheUsers() throws Exception {
        isRead(
                "[{'role':'assistant','content':[{'type':'thinking','thinking':'Hm.','signature':''},{'type':'text','text':'I look.'},"
                        + "{'type':'tool_use','id':'a','name':'look','input':{'at': 1}},{'type':'tool_use','id':'b','name':'go','input':{}}]},"
                        + "{'role':'user','content':[{'type':'text','text':'Well?'},"
                        + "{'type':'tool_result','tool_use_id':'b','is_error':true,'content':'no such file'},"
                        + "{'type':'tool_result','tool_use_id':'a','content':[{'type':'text','text':'one'},{'type':'text','text':'two'},"
                        + "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AAAA'}}]},"
                        + "{'type':'tool_result','tool_use_id':'c'}]}]",
                "[{'role':'assistant','content':'I look.','tool_calls':["
                        + "{'id':'a','type':'function','function':{'name':'look','arguments':'{\\'at\\': 1}'}},"
                        + "{'id':'b','type':'function','function':{'name':'go','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'b','content':'Error: no such file'},"
                        + "{'role':'tool','tool_call_id':'a','content':'one\\ntwo'},"
                        + "{'role':'tool','tool_call_id':'c','content':''},"
                        + "{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA'}},{'type':'text','text':'Well?'}]}]");
    }

    @Test
    void picturesByUrlAndDocumentsAsFarAsTheyAreText() throws Exception {
        isRead(
                "[{'role':'user','content':[{'type':'image','source':{'type':'url','url':'https://a/b.png'}},"
                        + "{'type':'document','title':'T','source':{'type':'text','media_type':'text/plain','data':'words'}},"
                        + "{'type':'document','source':{'type':'content','content':[{'type':'text','text':'part'}]}},"
                        + "{'type':'document','source':{'type':'base64','media_type':'text/plain','data':'SGk='}}]}]",
                "[{'role':'user','content':[{'type':'image_url','image_url':{'url':'https://a/b.png'}},"
                        + "{'type':'text','text':'Document \\'T\\':'},{'type':'text','text':'words'},"
                        + "{'type':'text','text':'part'},{'type':'text','text':'Hi'}]}]");
    }

    @Test
    void whatWasFoundIsRead() throws Exception {
        String found =
                "{'type':'search_result','source':'https://a/b','title':'T','content':[{'type':'text','text':'one'},{'type':'text','text':'two'}]}";
        String texts = "{'type':'text','text':'one'},{'type':'text','text':'two'}";
        isRead(
                "[{'role':'user','content':[" + found + "]}]",
                "[{'role':'user','content':[" + texts + "]}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'auto'} | auto |",
                "{'type':'any'} | required |",
                "{'type':'none','disable_parallel_tool_use':true} | none |",
                "{'type':'tool','name':'f'} | {type=function, function={name=f}} |",
                "{'type':'any','disable_parallel_tool_use':true} | required | false",
            })
    void aChoiceOfToolsInAllItsForms(String choice, String wanted, String parallel)
            throws Exception {
        Map<String, Object> chat =
                chat(
                        "'messages':[{'role':'user','content':'Hi'}],'tools':[{'name':'f','description':'d','input_schema':{'type':'object','additionalProperties':false},'strict':true}],'tool_choice':"
                                + choice);
        assertThat(chat.get("tools"))
                .asString()
                .isEqualTo(
                        "[{type=function, function={name=f, description=d,"
                                + " parameters={type=object, additionalProperties=false}, strict=true}}]");
        assertThat(String.valueOf(chat.get("tool_choice"))).isEqualTo(wanted);
        assertThat(chat.get("parallel_tool_calls"))
                .isEqualTo(parallel == null ? null : Boolean.valueOf(parallel));
    }

    /** OpenAI's strict schemas have no optional properties; what Anthropic holds to may have. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'object','additionalProperties':false} | true",
                "{'type':'object'} | false",
                "{'type':['object','null'],'properties':{'a':{}},'required':['a'],'additionalProperties':false} | true",
                "{'properties':{'a':{},'b':{'type':'string'}},'required':['b','a'],'additionalProperties':false} | true",
                "{'properties':{'a':{},'b':{}},'required':['a'],'additionalProperties':false} | false",
                "{'properties':{'a':{}},'additionalProperties':false} | false",
                "{'properties':{'a':{'items':{'type':'object'}}},'required':['a'],'additionalProperties':false} | false",
                "{'anyOf':[{'type':'integer'},{'type':'object'}]} | false",
                "{'$ref':'#/$defs/a','$defs':{'a':{'properties':{'required':{}}}}} | false",
                "{'type':'array','items':{'type':'string'}} | true",
                "{'allOf':[]} | false",
                "{'type':'string','default':'a'} | false",
                "{'type':'string','enum':['object','oneOf']} | true",
            },
            quoteCharacter = '`')
    void aSchemaIsStrictWhereOpenAiTakesItSo(String schema, boolean isStrict) throws Exception {
        String user = "'messages':[{'role':'user','content':'Hi'}],";
        Map<String, Object> answered =
                chat(
                        user
                                + "'output_config':{'format':{'type':'json_schema','schema':"
                                + schema
                                + "}}");
        assertThat(String.valueOf(answered.get("response_format")))
                .startsWith("{type=json_schema, json_schema={name=answer, schema={")
                .satisfies(said -> assertThat(said.contains("strict=true")).isEqualTo(isStrict));
        Map<String, Object> called =
                chat(user + "'tools':[{'name':'f','strict':true,'input_schema':" + schema + "}]");
        assertThat(String.valueOf(called.get("tools")).contains("strict=true")).isEqualTo(isStrict);
        Map<String, Object> loose =
                chat(user + "'tools':[{'name':'f','strict':false,'input_schema':" + schema + "}]");
        assertThat(String.valueOf(loose.get("tools"))).contains("strict=false");
    }

    @Test
    void aProviderMayKnowMoreOfThinking() throws Exception {
        String asked =
                "'thinking':{'type':'disabled'},'messages':[{'role':'assistant','content':[{'type':'thinking','thinking':'Hm.','signature':'s'},{'type':'text','text':'A'}]}]";
        Map<String, Object> more = chat(asked, new Extras(true, Thoughts.SAID_AGAIN));
        assertThat(more.get("reasoning")).asString().isEqualTo("{enabled=false}");
        assertThat(more.get("messages"))
                .asString()
                .isEqualTo("[{role=assistant, content=A, reasoning_content=Hm.}]");
        assertThat(chat(asked).keySet()).doesNotContain("reasoning");
        assertThat(chat(asked).get("messages"))
                .asString()
                .isEqualTo("[{role=assistant, content=A}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'role':'robot','content':''} | messages.0.role: Input should be 'user' or 'assistant'",
                "{'content':''} | messages.0.role: Field required",
                "{'role':'user'} | messages.0.content: Field required",
                "{'role':'user','content':7} | messages.0.content: Input should be a valid list",
                "{'role':'user','content':[{'type':'text'}]} | messages.0.content.0.text: Field required",
                "{'role':'user','content':[{'type':'container_upload','file_id':'x'}]} | 'container_upload'",
                "{'role':'assistant','content':[{'type':'server_tool_use','id':'x','name':'y','input':{}}]} | 'server_tool_use'",
                "{'role':'user','content':[{'type':'image','source':{'type':'file','file_id':'x'}}]} | Could not process image",
                "{'role':'user','content':[{'type':'document','source':{'type':'url','url':'https://a/b.pdf'}}]} | The PDF specified was not valid",
            })
    void whatIsWrongIsToldWithItsPlace(String message, String told) {
        assertThatThrownBy(() -> chat("'messages':[" + message + "]"))
                .isInstanceOf(BadRequest.class)
                .hasMessageContaining(told);
    }
}
