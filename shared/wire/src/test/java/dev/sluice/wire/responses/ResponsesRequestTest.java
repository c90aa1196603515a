package dev.sluice.wire.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.wire.error.BadRequest;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesRequestTest {
    private static ResponsesRequest.Chat chat(String members) throws BadRequest {
        String body = "{\"model\":\"m\"," + members.replace('\'', '"') + "}";
        return ResponsesRequest.parse(body.getBytes(UTF_8)).chat();
    }

    private static String chatBody(String members) throws BadRequest {
        return new String(chat(members).body(), UTF_8);
    }

    private static void assertChat(String members, String expected) throws Exception {
        assertThat(tree(chatBody(members)))
                .isEqualTo(tree("{\"model\":\"m\"," + expected.replace('\'', '"') + "}"));
    }

    private static Map<String, Object> tree(String json) throws IOException {
        return JSON.std.mapFrom(json);
    }

    private static BadRequest refused(String members) {
        return org.assertj.core.api.Assertions.catchThrowableOfType(
                BadRequest.class, () -> chat(members));
    }

    @Test
    void aStringIsAUsersMessageAndInstructionsStandBeforeIt() throws Exception {
        assertChat(
                "'instructions':'Be brief.','input':'Hi','stream':true",
                "'stream':true,'messages':[{'role':'system','content':'Be brief.'},{'role':'user','content':'Hi'}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'messages':[] | messages | moved to 'input'",
                "'max_tokens':5 | max_tokens | moved to 'max_output_tokens'",
                "'max_completion_tokens':5 | max_completion_tokens | moved to 'max_output_tokens'",
                "'response_format':{'type':'json_object'} | response_format | moved to 'text.format'",
                "'reasoning_effort':'low' | reasoning_effort | moved to 'reasoning.effort'",
                "'functions':[] | functions | moved to 'tools'",
                "'n':2 | n | is one answer",
            })
    void whatAChatCallsOtherwiseIsNotLeftOutInSilence(String member, String name, String said) {
        BadRequest refused = refused("'input':'Hi'," + member);
        assertThat(refused.param()).isEqualTo(name);
        assertThat(refused).hasMessageContaining(said);
    }

    @Test
    void oneAnswerIsWhatAResponseIs() throws Exception {
        assertChat(
                "'input':'Hi','n':1,'max_tokens':null",
                "'messages':[{'role':'user','content':'Hi'}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'input':['x'] | input[0]",
                "'input':[{'role':'user','content':['x']}] | input[0].content[0]",
                "'input':[{'role':'user','content':[{'type':'input_text'}]}] | input[0].content[0].text",
                "'input':[{'role':'user','content':[{'type':'input_text','text':5}]}] | input[0].content[0].text",
                "'input':'x','tools':['x'] | tools[0]",
                "'input':'x','tools':[{'type':'function','name':'f','parameters':'s'}] | tools[0].parameters",
                "'input':'x','tool_choice':5 | tool_choice",
                "'input':'x','text':'x' | text",
                "'input':'x','text':{'format':'x'} | text.format",
                "'input':'x','reasoning':'high' | reasoning",
                "'input':'x','background':'true' | background",
                "'input':'x','temperature':'x' | temperature",
                "'input':'x','top_p':true | top_p",
                "'input':'x','top_k':[1] | top_k",
                "'input':'x','presence_penalty':{} | presence_penalty",
                "'input':'x','frequency_penalty':'1' | frequency_penalty",
                "'input':'x','seed':'s' | seed",
                "'input':'x','service_tier':1 | service_tier",
                "'input':'x','stream':'yes' | stream",
                "'input':'x','stop':5 | stop",
                "'input':'x','stop':['a',5] | stop",
                "'input':'x','parallel_tool_calls':'no' | parallel_tool_calls",
                "'input':'x','top_logprobs':'5' | top_logprobs",
                "'input':'x','include':'message.output_text.logprobs' | include",
                "'input':'x','max_output_tokens':'9' | max_output_tokens",
                "'input':'x','reasoning':{'effort':5} | reasoning.effort",
                "'input':'x','tools':{} | tools",
                "'input':'x','tools':[{'type':'function','name':'f','strict':'no'}] | tools[0].strict",
                "'input':'x','tools':[{'type':'function','name':'f','description':5}] | tools[0].description",
                "'input':'x','text':{'format':{'type':'json_schema','name':'n','schema':'s'}} | text.format.schema",
                "'input':'x','text':{'format':{'type':'json_schema','name':'n','schema':{},'strict':1}} | text.format.strict",
                "'input':'x','background':false,'tools':[{'type':'code_interpreter'}],'temperature':'x' | temperature",
            })
    void aWrongTypeIsToldAtItsPlace(String members, String place) {
        BadRequest refused = refused(members);
        assertThat(refused.param()).isEqualTo(place);
        assertThat(refused.code()).isIn("invalid_type", "missing_required_parameter");
    }

    @Test
    void aNumberOfEitherFormIsOne() throws Exception {
        assertChat(
                "'input':'Hi','temperature':1,'top_p':0.5,'seed':1e3",
                "'temperature':1,'top_p':0.5,'seed':1e3,'messages':[{'role':'user','content':'Hi'}]");
    }

    @Test
    void itemsWithoutATypeAreMessages() throws Exception {
        assertChat(
                "'input':[{'role':'developer','content':[{'type':'input_text','text':'a'},{'type':'input_text','text':'b'}]},"
                        + "{'role':'user','content':[{'type':'input_text','text':'Hi'}]},"
                        + "{'type':'message','role':'assistant','id':'msg_1','status':'completed','content':[{'type':'output_text','text':'Ho','annotations':[]}]}]",
                "'messages':[{'role':'system','content':'a\\nb'},{'role':'user','content':'Hi'},{'role':'assistant','content':'Ho'}]");
    }

    /** Codex's first request: each of its own, and templates that want one at the beginning. */
    @Test
    void whatSystemsSayAtTheBeginningIsOneMessage() throws Exception {
        assertChat(
                "'instructions':'Be brief.','input':[{'role':'developer','content':'Rules.'},"
                        + "{'role':'system','content':[{'type':'input_text','text':'More.'}]},{'role':'user','content':'Hi'}]",
                "'messages':[{'role':'system','content':'Be brief.\\n\\nRules.\\n\\nMore.'},{'role':'user','content':'Hi'}]");
    }

    @Test
    void aSystemAmongCallsWaitsForTheirResults() throws Exception {
        assertChat(
                "'input':[{'role':'user','content':'Go'},{'type':'function_call','call_id':'c1','name':'f','arguments':'{}'},"
                        + "{'role':'developer','content':'Mind.'},{'type':'function_call','call_id':'c2','name':'f','arguments':'{}'},"
                        + "{'type':'function_call_output','call_id':'c1','output':'one'},{'role':'developer','content':'This.'},"
                        + "{'type':'function_call_output','call_id':'c2','output':'two'},"
                        + "{'role':'user','content':[{'type':'input_text','text':'a'},{'type':'input_image','image_url':'https://a/b.png'}]}]",
                "'messages':[{'role':'user','content':'Go'},{'role':'assistant','content':null,'tool_calls':["
                        + "{'id':'c1','type':'function','function':{'name':'f','arguments':'{}'}},"
                        + "{'id':'c2','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'c1','content':'one'},{'role':'tool','tool_call_id':'c2','content':'two'},"
                        + "{'role':'user','content':[{'type':'text','text':'<system-reminder>\\nMind.\\n</system-reminder>\\n\\n"
                        + "<system-reminder>\\nThis.\\n</system-reminder>'},{'type':'text','text':'a'},"
                        + "{'type':'image_url','image_url':{'url':'https://a/b.png'}}]}]");
    }

    @Test
    void parallelCallsAreOneMessageWithTheTextBeforeThemAndResultsFollow() throws Exception {
        assertChat(
                "'input':[{'role':'user','content':'Go'},{'type':'reasoning','id':'rs_1','summary':[],'encrypted_content':null},"
                        + "{'role':'assistant','content':'Looking.'},"
                        + "{'type':'function_call','call_id':'c1','name':'f','arguments':'{}'},"
                        + "{'type':'function_call','call_id':'c2','name':'g','arguments':'{}'},"
                        + "{'type':'function_call_output','call_id':'c2','output':'two'},"
                        + "{'type':'function_call_output','call_id':'c1','output':[{'type':'input_text','text':'one'}]}]",
                "'messages':[{'role':'user','content':'Go'},{'role':'assistant','content':'Looking.','tool_calls':["
                        + "{'id':'c1','type':'function','function':{'name':'f','arguments':'{}'}},"
                        + "{'id':'c2','type':'function','function':{'name':'g','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'c2','content':'two'},{'role':'tool','tool_call_id':'c1','content':'one'}]");
    }

    @Test
    void picturesThatToolsGiveStandBehindTheLastResult() throws Exception {
        assertChat(
                "'input':[{'type':'function_call','call_id':'c1','name':'f','arguments':'{}'},"
                        + "{'type':'function_call','call_id':'c2','name':'f','arguments':'{}'},"
                        + "{'type':'function_call_output','call_id':'c1','output':[{'type':'input_image','image_url':'data:image/png;base64,AA==','detail':'high'}]},"
                        + "{'type':'function_call_output','call_id':'c2','output':'ok'},{'role':'user','content':'And?'}]",
                "'messages':[{'role':'assistant','content':null,'tool_calls':[{'id':'c1','type':'function','function':{'name':'f','arguments':'{}'}},"
                        + "{'id':'c2','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'c1','content':''},{'role':'tool','tool_call_id':'c2','content':'ok'},"
                        + "{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,AA==','detail':'high'}}]},"
                        + "{'role':'user','content':'And?'}]");
    }

    @Test
    void picturesAndFilesOfTextAreParts() throws Exception {
        String file = Base64.getEncoder().encodeToString("Grüße\n".getBytes(UTF_8));
        assertChat(
                "'input':[{'role':'user','content':[{'type':'input_text','text':'See'},{'type':'input_image','image_url':'https://a/b.png'},"
                        + "{'type':'input_file','filename':'a.txt','file_data':'data:text/plain;base64,"
                        + file
                        + "'}]}]",
                "'messages':[{'role':'user','content':[{'type':'text','text':'See'},{'type':'image_url','image_url':{'url':'https://a/b.png'}},"
                        + "{'type':'text','text':'File \\'a.txt\\':\\nGrüße\\n'}]}]"
                                .replace("\\'", "\\\""));
    }

    @Test
    void namespacesAreUnfoldedAndTheirCallsKnown() throws Exception {
        ResponsesRequest.Chat chat =
                chat(
                        "'input':[{'type':'function_call','call_id':'c','name':'spawn_agent','namespace':'multi_agent_v1','arguments':'{}'},"
                                + "{'type':'function_call_output','call_id':'c','output':'x'}],"
                                + "'tools':[{'type':'function','name':'exec_command','description':'d','parameters':{'type':'object'},'strict':false},"
                                + "{'type':'namespace','name':'multi_agent_v1','description':'n','tools':[{'type':'function','name':'spawn_agent','parameters':{'type':'object'},'strict':false}]},"
                                + "{'type':'web_search','external_web_access':true}]");
        assertThat(chat.leftOut()).containsExactly("web_search");
        assertThat(chat.names().called("spawn_agent"))
                .isEqualTo(new ToolNames.Tool("multi_agent_v1", "spawn_agent", false));
        assertThat(new String(chat.body(), UTF_8))
                .contains("\"function\":{\"name\":\"spawn_agent\",\"parameters\"")
                .contains("\"function\":{\"name\":\"spawn_agent\",\"arguments\":\"{}\"}")
                .doesNotContain("web_search");
    }

    /**
     * A header names what is left out: no text of a caller's comes into it, and no list of any
     * length.
     */
    @Test
    void whatIsLeftOutHasANameThatIsKnown() throws Exception {
        String tool = "'tools':[{'type':'function','name':'go'}";
        String left = ",{'type':'web_search_preview_2025_03_11'},{'type':'web_search'}";
        assertThat(chat("'input':'x'," + tool + left + "]").leftOut())
                .containsExactly("web_search_preview_2025_03_11", "web_search");
        for (String type :
                List.of(
                        "web_search\\r\\nX-Evil: 1",
                        "web_search_\\n",
                        "web_search ",
                        "web_searching",
                        "web_search_" + "x".repeat(100))) {
            assertThatExceptionOfType(BadRequest.class)
                    .as(type)
                    .isThrownBy(() -> chat("'input':'x'," + tool + ",{'type':'" + type + "'}]"))
                    .withMessageContaining("is not supported");
        }
        String many = ",{'type':'web_search'}".repeat(100);
        assertThatExceptionOfType(BadRequest.class)
                .isThrownBy(() -> chat("'input':'x'," + tool + many + "]"));
    }

    @Test
    void moreToolsThanAnyAgentHasAreRefused() {
        String tools = "{'type':'function','name':'f'},".repeat(4_096);
        BadRequest refused =
                refused("'input':'x','tools':[" + tools + "{'type':'function','name':'g'}]");
        assertThat(refused.param()).isEqualTo("tools");
        assertThat(refused.code()).isEqualTo("array_above_max_length");
    }

    @Test
    void toolsOfOneNameAreToldApartByTheirNamespace() throws Exception {
        ResponsesRequest.Chat chat =
                chat(
                        "'input':'x','tools':[{'type':'function','name':'go'},{'type':'namespace','name':'a.b','tools':[{'type':'function','name':'go'}]},"
                                + "{'type':'namespace','name':'c','tools':[{'type':'custom','name':'go'}]}]");
        assertThat(chat.names().all()).containsExactlyInAnyOrder("go", "a_b__go", "c__go");
        assertThat(chat.names().called("a_b__go"))
                .isEqualTo(new ToolNames.Tool("a.b", "go", false));
        assertThat(chat.names().called("c__go")).isEqualTo(new ToolNames.Tool("c", "go", true));
        assertThat(chat.names().called("go")).isEqualTo(new ToolNames.Tool("", "go", false));
    }

    @Test
    void aCustomToolIsAFunctionWithOneStringAndTheGrammarIsTold() throws Exception {
        String body =
                chatBody(
                        "'input':[{'type':'custom_tool_call','call_id':'c','name':'apply_patch','input':'a \\'b\\''},"
                                        .replace("\\'", "\\\"")
                                + "{'type':'custom_tool_call_output','call_id':'c','output':'done'}],"
                                + "'tools':[{'type':'custom','name':'apply_patch','description':'Edits.','format':{'type':'grammar','syntax':'lark','definition':'start: x'}}]");
        Map<String, Object> chat = tree(body);
        assertThat(chat.toString())
                .contains(
                        "name=apply_patch",
                        "Edits.",
                        "lark grammar",
                        "start: x",
                        "input={type=string}")
                .contains("arguments={\"input\":\"a \\\"b\\\"\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'none' | 'none'",
                "'required' | 'required'",
                "{'type':'function','name':'f'} | {'type':'function','function':{'name':'f'}}",
                "{'type':'custom','name':'g'} | {'type':'function','function':{'name':'g'}}",
                "{'type':'allowed_tools','mode':'required','tools':[{'type':'function','name':'f'},{'type':'custom','name':'g'}]} | 'required'"
            },
            quoteCharacter = '`')
    void eachFormOfToolChoiceHasItsWordInAChat(String given, String chatHas) throws Exception {
        Map<String, Object> chat =
                tree(
                        chatBody(
                                "'input':'x','tools':[{'type':'function','name':'f'},{'type':'custom','name':'g'}],'tool_choice':"
                                        + given));
        String expected = "{\"tool_choice\":" + chatHas.replace('\'', '"') + "}";
        assertThat(chat).containsEntry("tool_choice", tree(expected).get("tool_choice"));
    }

    @Test
    void allowedToolsAreTheOnlyOnesTold() throws Exception {
        assertThat(
                        chatBody(
                                "'input':'x','tools':[{'type':'function','name':'f'},{'type':'function','name':'g'}],"
                                        + "'tool_choice':{'type':'allowed_tools','mode':'auto','tools':[{'type':'function','name':'g'}]}"))
                .contains("\"name\":\"g\"")
                .doesNotContain("\"name\":\"f\"");
    }

    @Test
    void settingsHaveTheNamesOfAChat() throws Exception {
        assertChat(
                "'input':'x','max_output_tokens':64,'temperature':0.5,'top_p':0.9,'reasoning':{'effort':'xhigh','summary':'auto'},'parallel_tool_calls':true,"
                        + "'text':{'verbosity':'low','format':{'type':'json_schema','name':'n','strict':true,'schema':{'type':'object','maximum':9007199254740991}}},"
                        + "'store':false,'include':['reasoning.encrypted_content'],'prompt_cache_key':'k','client_metadata':{'a':'b'},'metadata':{'c':'d'},'truncation':'auto',"
                        + "'previous_response_id':null,'background':false,'conversation':null,'user':'u','tool_choice':'auto'",
                "'temperature':0.5,'top_p':0.9,'max_tokens':64,'reasoning_effort':'high',"
                        + "'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{'type':'object','maximum':9007199254740991},'strict':true}},"
                        + "'messages':[{'role':'user','content':'x'}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'previous_response_id':'resp_1' | previous_response_id",
                "'conversation':'conv_1' | conversation",
                "'conversation':{'id':'c'} | conversation",
                "'prompt':{'id':'p'} | prompt",
                "'background':true | background",
                "'tools':[{'type':'file_search'}] | file_search",
                "'tools':[{'type':'local_shell'}] | local_shell",
                "'tools':[{'type':'apply_patch'}] | apply_patch",
                "'tools':[{'type':'mcp','server_label':'x'}] | mcp",
                "'tools':[{'type':'web_search'}] | web_search",
                "'tools':[{'type':'function','name':'f'}],'tool_choice':{'type':'web_search'} | web_search",
                "'text':{'format':{'type':'grammar'}} | grammar"
            },
            quoteCharacter = '`')
    void whatHasNoWordsInAChatIsRefusedByName(String members, String named) {
        assertThat(refused("'input':'x'," + members)).hasMessageContaining(named);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "item_reference",
                "local_shell_call",
                "web_search_call",
                "file_search_call",
                "compaction",
                "tool_search_call"
            })
    void anItemOfAServersIsRefusedByName(String type) {
        assertThat(refused("'input':[{'type':'" + type + "','id':'x'}]"))
                .hasMessageContaining(type);
    }

    @Test
    void additionalToolsAreRefusedWithTheAdviceToUseAnotherName() {
        assertThat(
                        refused(
                                "'input':[{'type':'additional_tools','role':'developer','tools':[]},{'role':'user','content':'x'}]"))
                .hasMessageContaining("additional_tools")
                .hasMessageContaining("another model name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'input_image','file_id':'f'}",
                "{'type':'input_file','file_id':'f'}",
                "{'type':'input_file','file_url':'https://a'}",
                "{'type':'input_file','filename':'a.pdf','file_data':'data:application/pdf;base64,JVBERi0xLjQK'}",
                "{'type':'input_audio','input_audio':{}}"
            })
    void whatIsNotInTheRequestOrNoTextIsRefused(String part) {
        assertThat(refused("'input':[{'role':'user','content':[" + part + "]}]").param())
                .startsWith("input[0].content[0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'stream':true", "'input':null", "'input':[]", "'input':7"})
    void aRequestWithoutInputIsRefused(String members) {
        assertThat(refused(members).param()).isEqualTo("input");
    }

    @Test
    void whatStandsTwiceIsRefused() {
        assertThatExceptionOfType(BadRequest.class)
                .isThrownBy(() -> chat("'input':'x','input':'y'"));
    }

    @Test
    void theModelsAreToldOnAsTheyAre() throws Exception {
        assertThat(chatBody("'input':'x','models':['a','b']")).contains("\"models\":[\"a\",\"b\"]");
    }
}
