package dev.sluice.wire.openai.request;

import static dev.sluice.wire.openai.request.Chats.MESSAGES;
import static dev.sluice.wire.openai.request.Chats.TOGETHER;
import static dev.sluice.wire.openai.request.Chats.chat;
import static dev.sluice.wire.openai.request.Chats.patched;
import static dev.sluice.wire.openai.request.Chats.refusedWith;
import static dev.sluice.wire.openai.request.Chats.with;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.openai.Trees;
import dev.sluice.wire.openai.request.ChatRequest.Kind;
import dev.sluice.wire.openai.request.RequestRules.MaxTokens;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatRequestTest {
    @Test
    void theFactsAreRead() throws BadRequest {
        ChatRequest request =
                chat(
                        """
                        {"temperature":1e2,"model":"a\\/b","models":["c","d"],"stream":true,
                         "stream_options":{"include_obfuscation":false,"include_usage":true},
                         "max_tokens":5,"max_completion_tokens":7,"n":2,"logprobs":true,"tools":[{"type":"function"}],
                         "messages":[{"role":"developer","content":"x"},
                          {"content":[{"type":"text","text":"y"},{"type":"image_url","image_url":{"url":"https://x/y.png"}}],"role":"user"}]}
                        """);
        assertThat(request.model()).isEqualTo("a/b");
        assertThat(request.fallbackModels()).containsExactly("c", "d");
        assertThat(request.stream()).isTrue();
        assertThat(request.includeUsage()).isTrue();
        assertThat(request.maxTokens()).hasValue(7);
        assertThat(request.choices()).isEqualTo(2);
        assertThat(request.logprobs()).isTrue();
        assertThat(request.hasTools()).isTrue();
        assertThat(request.messageCount()).isEqualTo(2);
        assertThat(request.imageCount()).isEqualTo(1);
    }

    /** Who translates a chat and who tells what is left out of it read it together once. */
    @Test
    void allItsMembersAreReadOnce() throws Exception {
        ChatRequest request = with("\"seed\":7");
        assertThat(request.members()).containsKeys("model", "messages", "seed");
        assertThat(request.members()).isSameAs(request.members());
    }

    @Test
    void whatIsNotGivenHasOpenAisDefault() throws BadRequest {
        for (String nulls :
                List.of(
                        "\"user\":\"u\"",
                        "\"stream\":null,\"stream_options\":null,\"n\":null,\"max_tokens\":null,\"logprobs\":null,\"tools\":null,\"stop\":null,\"models\":null")) {
            ChatRequest request = with(nulls);
            assertThat(request.stream()).isFalse();
            assertThat(request.includeUsage()).isFalse();
            assertThat(request.maxTokens()).isEmpty();
            assertThat(request.choices()).isEqualTo(1);
            assertThat(request.logprobs()).isFalse();
            assertThat(request.hasTools()).isFalse();
            assertThat(request.fallbackModels()).isEmpty();
        }
    }

    @Test
    void logprobsByNumberAskForTheUpstreamsOwnForm() throws BadRequest {
        assertThat(with("\"logprobs\":true").logprobs()).isTrue();
        assertThat(with("\"logprobs\":3").logprobs()).isFalse();
        assertThat(refusedWith("\"logprobs\":21").param()).isEqualTo("logprobs");
    }

    @Test
    void aCompletionMayAskForItsPromptAlone() throws BadRequest {
        ChatRequest request =
                ChatRequest.parse(
                        Kind.COMPLETION,
                        "{\"model\":\"m\",\"prompt\":\"hello\",\"max_tokens\":0,\"echo\":true}"
                                .getBytes(UTF_8));
        assertThat(request.maxTokens()).hasValue(0);
        assertThat(request.estimatedInputTokens()).isEqualTo(2);
    }

    @Test
    void onlyTheModelChangesForOpenAi() throws BadRequest {
        String body =
                "{ \"seed\":15924764223251450000 , \"temperature\" :"
                        + " 1e2,\"big\":9007199254740993,\n"
                        + "\"model\" : \"gpt\\u002d4\",\t\"x\":\"\\u00e9\\/\","
                        + MESSAGES
                        + ",\"stop\":\"a\",\"logprobs\":true,\"max_completion_tokens\":3 } ";
        assertThat(patched(body, RequestRules.OPENAI))
                .isEqualTo(body.replace("\"gpt\\u002d4\"", "\"up/stream\""));
    }

    @Test
    void theUpstreamsModelIdIsEscaped() throws BadRequest {
        byte[] body = with("\"a\":1").patch("a\"b", RequestRules.OPENAI).toByteArray();
        assertThat(Trees.object(body)).containsEntry("model", "a\"b");
    }

    @Test
    void theLengthIsKnownBeforehand() throws BadRequest {
        var patched =
                with("\"models\":[\"x\"],\"stream\":true,\"stop\":\"a\"")
                        .patch("up/stream", TOGETHER);
        assertThat(patched.lengthBytes()).isEqualTo(patched.toByteArray().length);
    }

    @Test
    void usageIsAlwaysAskedForInAStream() throws BadRequest {
        String rest = "\"stream\":true,\"model\":\"m\"," + MESSAGES;
        String model = rest.replace("\"m\"", "\"up/stream\"");
        assertThat(patched("{" + rest + "}", RequestRules.OPENAI))
                .isEqualTo("{\"stream_options\":{\"include_usage\":true}," + model + "}");
        assertOptions(rest, "null", "{\"include_usage\":true}");
        assertOptions(rest, "{ }", "{\"include_usage\":true}");
        assertOptions(
                rest,
                "{\"include_obfuscation\" : false}",
                "{\"include_usage\":true,\"include_obfuscation\" : false}");
        assertOptions(
                rest,
                "{\"include_usage\": false ,\"x\":1e2}",
                "{\"include_usage\": true ,\"x\":1e2}");
        assertOptions(rest, "{\"include_usage\":null}", "{\"include_usage\":true}");
        assertOptions(
                rest,
                "{\"x\":{\"include_usage\":false},\"include_usage\":true}",
                "{\"x\":{\"include_usage\":false},\"include_usage\":true}");
    }

    private static void assertOptions(String rest, String given, String expected)
            throws BadRequest {
        String patched =
                patched("{" + rest + ",\"stream_options\":" + given + "}", RequestRules.OPENAI);
        assertThat(patched).endsWith(",\"stream_options\":" + expected + "}");
    }

    @Test
    void withoutAStreamItsOptionsStay() throws BadRequest {
        String body =
                "{\"model\":\"m\"," + MESSAGES + ",\"stream_options\":{\"include_usage\":false}}";
        assertThat(patched(body, RequestRules.OPENAI))
                .isEqualTo(body.replace("\"m\"", "\"up/stream\""));
    }

    @Test
    void theFallbackListNeverGoesUpstream() throws BadRequest {
        assertThat(
                        patched(
                                "{\"models\":[\"a\"],\"model\":\"m\"," + MESSAGES + "}",
                                RequestRules.OPENAI))
                .isEqualTo("{\"model\":\"up/stream\"," + MESSAGES + "}");
        assertThat(
                        patched(
                                "{\"model\":\"m\"," + MESSAGES + " , \"models\" : [] }",
                                RequestRules.OPENAI))
                .isEqualTo("{\"model\":\"up/stream\"," + MESSAGES + "  }");
        assertThat(
                        patched(
                                "{\"model\":\"m\",\"models\":null," + MESSAGES + "}",
                                RequestRules.OPENAI))
                .isEqualTo("{\"model\":\"up/stream\"," + MESSAGES + "}");
    }

    @Test
    void maxCompletionTokensBecomesMaxTokensAndWins() throws BadRequest {
        String rest = "\"model\":\"m\"," + MESSAGES;
        String model = rest.replace("\"m\"", "\"up/stream\"");
        assertThat(patched("{" + rest + ",\"max_completion_tokens\" : 7}", TOGETHER))
                .isEqualTo("{" + model + ",\"max_tokens\" : 7}");
        assertThat(patched("{\"max_tokens\":5,\"max_completion_tokens\":7," + rest + "}", TOGETHER))
                .isEqualTo("{\"max_tokens\":7," + model + "}");
        assertThat(patched("{" + rest + ",\"max_completion_tokens\":7,\"max_tokens\":5}", TOGETHER))
                .isEqualTo("{" + model + ",\"max_tokens\":7}");
        assertThat(
                        patched(
                                "{" + rest + ",\"max_completion_tokens\":null,\"max_tokens\":5}",
                                TOGETHER))
                .isEqualTo("{" + model + ",\"max_tokens\":5}");
        assertThat(patched("{" + rest + ",\"max_tokens\":5}", TOGETHER))
                .isEqualTo("{" + model + ",\"max_tokens\":5}");
    }

    @Test
    void maxTokensBecomesMaxCompletionTokensAndGivesWay() throws Exception {
        RequestRules openAi = new RequestRules(MaxTokens.NEWER, false, false, false, false);
        String rest = "\"model\":\"up/stream\"," + MESSAGES;
        assertThat(patched("{" + rest + ",\"max_tokens\" : 7}", openAi))
                .isEqualTo("{" + rest + ",\"max_completion_tokens\" : 7}");
        assertThat(patched("{\"max_tokens\":5,\"max_completion_tokens\":7," + rest + "}", openAi))
                .isEqualTo("{\"max_completion_tokens\":7," + rest + "}");
        assertThat(
                        patched(
                                "{" + rest + ",\"max_completion_tokens\":null,\"max_tokens\":5}",
                                openAi))
                .isEqualTo("{" + rest + ",\"max_completion_tokens\":5}");
        assertThat(patched("{" + rest + ",\"max_completion_tokens\":5}", openAi))
                .isEqualTo("{" + rest + ",\"max_completion_tokens\":5}");
        String completion = "{\"model\":\"up/stream\",\"prompt\":\"x\",\"max_tokens\":5}";
        assertThat(
                        new String(
                                ChatRequest.parse(
                                                ChatRequest.Kind.COMPLETION,
                                                completion.getBytes(UTF_8))
                                        .patch("up/stream", openAi)
                                        .toByteArray(),
                                UTF_8))
                .isEqualTo(completion);
    }

    @Test
    void theLogprobsFlagBecomesANumber() throws BadRequest {
        String rest = "\"model\":\"m\"," + MESSAGES;
        String model = rest.replace("\"m\"", "\"up/stream\"");
        assertThat(patched("{" + rest + ",\"logprobs\":true}", TOGETHER))
                .isEqualTo("{" + model + ",\"logprobs\":1}");
        assertThat(patched("{\"top_logprobs\":3," + rest + ",\"logprobs\":true}", TOGETHER))
                .isEqualTo("{" + model + ",\"logprobs\":3}");
        assertThat(patched("{" + rest + ",\"logprobs\":true,\"top_logprobs\":0}", TOGETHER))
                .isEqualTo("{" + model + ",\"logprobs\":1}");
        assertThat(patched("{" + rest + ",\"logprobs\":false}", TOGETHER))
                .isEqualTo("{" + model + "}");
        assertThat(patched("{" + rest + ",\"logprobs\":5}", TOGETHER))
                .isEqualTo("{" + model + ",\"logprobs\":5}");
    }

    @Test
    void aSingleStopIsWrapped() throws BadRequest {
        String rest = "{\"model\":\"up/stream\"," + MESSAGES + ",\"stop\":";
        String given = rest.replace("up/stream", "m");
        assertThat(patched(given + "\"a\\\"]\"}", TOGETHER)).isEqualTo(rest + "[\"a\\\"]\"]}");
        assertThat(patched(given + "[\"a\"]}", TOGETHER)).isEqualTo(rest + "[\"a\"]}");
        assertThat(patched(given + "null}", TOGETHER)).isEqualTo(rest + "null}");
    }

    @Test
    void theDeveloperIsTheSystem() throws BadRequest {
        String body =
                "{\"model\":\"up/stream\",\"messages\":[{\"role\" :"
                        + " \"developer\",\"content\":\"developer\"},{\"content\":\"\",\"role\":\"develop\\u0065r\"},{\"role\":\"user\"}]}";
        assertThat(patched(body, TOGETHER))
                .isEqualTo(
                        body.replace("\"role\" : \"developer\"", "\"role\" : \"system\"")
                                .replace("\"develop\\u0065r\"", "\"system\""));
        assertThat(patched(body, RequestRules.OPENAI)).isEqualTo(body);
    }

    @Test
    void severalRemovalsLeaveAnObject() throws BadRequest {
        for (String body :
                List.of(
                        "{\"models\":[\"a\"],\"max_tokens\":1,\"top_logprobs\":2,\"model\":\"m\",\"max_completion_tokens\":3,\"logprobs\":true,"
                                + MESSAGES
                                + "}",
                        "{\"models\":[\"a\"],\"model\":\"m\",\"max_tokens\":1,\"max_completion_tokens\":3,\"top_logprobs\":2,\"logprobs\":true,"
                                + MESSAGES
                                + "}",
                        "{\"model\":\"m\",\"max_completion_tokens\":3,\"logprobs\":true,"
                                + MESSAGES
                                + ",\"models\":[\"a\"] , \"max_tokens\":1 , \"top_logprobs\":2}")) {
            assertThat(Trees.object(patched(body, TOGETHER).getBytes(UTF_8)))
                    .containsOnlyKeys("model", "max_tokens", "logprobs", "messages")
                    .containsEntry("max_tokens", new Trees.Num("3"))
                    .containsEntry("logprobs", new Trees.Num("2"));
        }
    }

    @Test
    void aListOfModelsAloneWillDo() throws BadRequest {
        byte[] body =
                ("{\"models\":[\"a\",\"b\"]," + MESSAGES + "}").getBytes(StandardCharsets.UTF_8);
        ChatRequest request = ChatRequest.parse(ChatRequest.Kind.CHAT, body);
        assertThat(request.model()).isEqualTo("a");
        assertThat(request.fallbackModels()).containsExactly("b");
        assertThat(
                        new String(
                                request.patch("up", RequestRules.OPENAI).toByteArray(),
                                StandardCharsets.UTF_8))
                .isEqualTo("{\"model\":\"up\"," + MESSAGES + "}");
    }
}
