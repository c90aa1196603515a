package dev.sluice.devkit.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /v1/responses} in front of a provider that speaks Responses itself. */
class OwnResponsesTest extends ResponsesSteps {
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
